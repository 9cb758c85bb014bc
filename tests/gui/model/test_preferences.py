"""What is remembered, and what becomes of a damaged or foreign settings file."""

import json
import math
import sys
from pathlib import Path

import pytest

from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.preferences import Preferences
from tests.planted import KEYS, plant, remembers
from tests.program import run_outside

REMEMBERED = Experiment(w=(-1.5,), b=0, noise=0.5, examples=77, trainer="toolbox", batch_size="all", shuffle=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "settings.json"


def store(path: Path, key: str, value: object) -> Preferences:
    """Put a value into a settings file and open it."""
    path.write_text(json.dumps({key: value}), encoding="utf-8")
    return Preferences(path)


def test_a_first_start_has_the_reference_settings(path: Path) -> None:
    preferences = Preferences(path)
    assert preferences.experiment == Experiment()
    assert preferences.pace == 60
    assert preferences.language in {"en", "zh_CN"}
    assert preferences.projector is False
    assert preferences.layout("window") == []
    assert preferences.recent_files == []


def test_everything_comes_back_from_the_file(path: Path) -> None:
    first = Preferences(path)
    first.experiment = REMEMBERED
    first.pace = FULL_SPEED
    first.language = "zh_CN"
    first.projector = True
    first.recent_files = ["/a, b.linreg", "/ü.linreg"]
    first.set_layout("window", [-3, 0, 800, 600, 1])
    first.save()
    second = Preferences(path)
    assert second.experiment == REMEMBERED
    assert second.pace == FULL_SPEED
    assert second.language == "zh_CN"
    assert second.projector is True
    assert second.recent_files == ["/a, b.linreg", "/ü.linreg"]
    assert second.layout("window") == [-3, 0, 800, 600, 1]
    second.projector = False
    second.pace = 17
    second.recent_files = []
    assert (second.projector, second.pace, second.recent_files) == (False, 17, [])


@pytest.mark.parametrize("files", [[], ["/one.linreg"], ["/one.linreg", "/two.linreg"]])
def test_recent_files_come_back_however_many(path: Path, files: list[str]) -> None:
    Preferences(path).recent_files = files
    assert Preferences(path).recent_files == files


def test_a_damaged_list_of_recent_files_has_what_is_whole(path: Path) -> None:
    files = [
        "/one.linreg",
        2,
        None,
        ["/three.linreg"],
        "x" * 10_000,
        "",
        *(f"/{number}.linreg" for number in range(99)),
    ]
    assert store(path, "recent_files", files).recent_files == ["/one.linreg", *(f"/{n}.linreg" for n in range(7))]
    assert store(path, "recent_files", "/one.linreg").recent_files == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        [1, 2],
        None,
        {"version": 2},
        {"version": 1, "b": 1e9},
        {"version": 1, "from_the_future": 1},
        {"version": 1, "w": [1, 2, 3]},
        {"version": 1, "examples": 100000000},
        {"version": 1, "b": math.nan},
        42,
    ],
)
def test_a_foreign_experiment_is_the_reference_experiment(path: Path, text: object) -> None:
    assert store(path, "experiment", text).experiment == Experiment()


@pytest.mark.parametrize(
    "pace", ["fast", "", "7", 0, -3, math.nan, math.inf, -math.inf, 1e300, 10**400, True, None, [1, 2], {}]
)
def test_a_foreign_pace_is_the_default_pace(path: Path, pace: object) -> None:
    assert store(path, "pace", pace).pace == 60


def test_a_pace_is_kept_as_written(path: Path) -> None:
    assert store(path, "pace", "full").pace == math.inf
    assert store(path, "pace", 1).pace == 1


@pytest.mark.parametrize("language", ["", "tlh", 3, ["en"], {}])
def test_a_foreign_language_is_the_system_s(path: Path, language: object) -> None:
    assert store(path, "language", language).language in {"en", "zh_CN"}


@pytest.mark.parametrize("projector", ["", "true", 0, 1, [True]])
def test_a_foreign_projector_mode_is_off(path: Path, projector: object) -> None:
    assert store(path, "projector", projector).projector is False


@pytest.mark.parametrize(
    "layout", ["AdnQywAD", 3, {"x": 3}, [1.5], [True], ["1"], [None], [[1]], [1 << 16], [-1 << 16]]
)
def test_a_foreign_layout_is_none(path: Path, layout: object) -> None:
    preferences = store(path, "window", layout)
    assert preferences.layout("window") == []
    preferences.set_layout("window", [1, 2])
    assert preferences.layout("window") == [1, 2]


def nested(depth: int) -> str:
    """Return lists in lists as JSON."""
    return "[" * depth + "]" * depth


@pytest.mark.parametrize("depth", [3, 500, 900, 990])
@pytest.mark.parametrize("key", ["from_the_future", "experiment", "window"])
def test_what_is_not_known_is_not_kept(path: Path, key: str, depth: int) -> None:
    """Some versions of Python read what lies so deep that they cannot write it."""
    path.write_text(f'{{"projector": true, "{key}": {nested(depth)}}}')
    preferences = Preferences(path)
    preferences.recent_files = ["/one.linreg"]
    assert json.loads(path.read_text()).items() <= {"projector": True, "recent_files": ["/one.linreg"]}.items()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\xff" * 100,
        b"{",
        b"[]",
        b"3",
        b"[" * 100_000,
        b'{"pace": 7' + b" " * 1_000_000 + b"}",
        b'{"pace": ' + b"7" * 10_000 + b"}",
    ],
)
def test_a_damaged_file_is_no_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    preferences = Preferences(path)
    assert preferences.experiment == Experiment()
    assert preferences.pace == 60
    assert preferences.projector is False
    preferences.pace = 5
    preferences.save()
    assert Preferences(path).pace == 5


def test_a_file_that_cannot_be_written_is_no_trouble() -> None:
    preferences = Preferences(Path("/dev/null/settings.json"))
    preferences.experiment = REMEMBERED
    preferences.save()
    assert preferences.experiment == REMEMBERED


def test_without_a_file_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    preferences = Preferences()
    preferences.recent_files = ["/one.linreg"]
    preferences.save()
    assert list(tmp_path.iterdir()) == []
    assert Preferences().recent_files == []


VISIT = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from linreg_gui.gui.app import start as app

class Hasty(app.Playground):
    def __init__(self, application, settings):
        super().__init__(application, settings)
        self.window.painted.connect(lambda: QTimer.singleShot(0, self.look_for_a_file_and_leave))

    def look_for_a_file_and_leave(self):
        QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
        self.documents.choose_and_open()
        self.window.close()

app.Playground = Hasty
app.main()
"""


@pytest.mark.parametrize("key", KEYS)
def test_no_value_in_a_settings_file_is_ever_executed(tmp_path: Path, key: str) -> None:
    executed = plant(tmp_path / "config", key)
    run_outside(sys.executable, "-c", VISIT, folder=tmp_path, DISPLAY=":0", QT_QPA_PLATFORM="offscreen")
    assert not executed.exists()
    assert remembers(tmp_path / "config")
