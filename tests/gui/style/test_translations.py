"""Every visible text is translated, and the file that the window reads is the one made of the translations."""

import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

from linreg_gui.gui.style.language import LANGUAGES
from linreg_gui.gui.style.resource import resource

TRANSLATED = [code for code in LANGUAGES if code != "en"]
HINT = "run: python packaging/translations.py, and translate what is new in the .ts file"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Load the script that collects and compiles the texts."""
    path = Path(__file__).parents[3] / "packaging/translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _messages(ts: Path) -> dict[tuple[str, str], ET.Element]:
    """Return the translation of each text, by context and text."""
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): translation
        for context in ET.parse(ts).iter("context")
        for message in context.iter("message")
        if (translation := message.find("translation")) is not None
    }


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_of_the_program_is_in_the_translations(code: str, tool: ModuleType, tmp_path: Path) -> None:
    """A text that is new in the program must be new in the .ts file too."""
    kept = resource(f"translations/linreg-playground_{code}.ts")
    fresh = tmp_path / kept.name
    tool.collect(fresh)
    texts, known = _messages(fresh), _messages(kept)
    assert len(texts) > 100
    assert set(texts) == set(known), HINT


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_with_the_same_places(code: str) -> None:
    """A place that is missing would lose a number, one too many would raise."""
    for (context, text), translation in _messages(resource(f"translations/linreg-playground_{code}.ts")).items():
        where = f"{context}: {text!r}"
        assert translation.get("type") is None, f"{where} is unfinished; {HINT}"
        assert translation.text, where
        places = re.compile(r"{\w+}")
        assert set(places.findall(text)) == set(places.findall(translation.text)), where


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_window_reads_what_was_translated(code: str, tool: ModuleType, tmp_path: Path) -> None:
    """The .qm file is compiled from the .ts file."""
    kept = resource(f"translations/linreg-playground_{code}.ts")
    made = tmp_path / "made.qm"
    tool.compile_to(made, kept)
    assert made.read_bytes() == kept.with_suffix(".qm").read_bytes(), HINT
