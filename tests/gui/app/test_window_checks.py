"""Whether this installation works, by its own word."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.gui.app.main_window import MainWindow
from linreg_gui.gui.controls.control_panel import ControlPanel
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.views.epoch_log import EpochLog
from linreg_gui.gui.views.loss_plot import LossPlot
from linreg_gui.gui.views.parameter_plot import ParameterPlot
from tests.program import COMMAND, Outcome, run_here, run_outside


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """Make the check in this process, with the application that is there."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("linreg_gui.cli.selfcheck._try_platform", lambda: (True, ""))
    monkeypatch.setattr("linreg_gui.gui.app.checks.make_application", lambda: qapp)
    yield
    qapp.processEvents()


def failed(outcome: Outcome) -> list[str]:
    """Return the names of the checks that failed."""
    assert outcome.code == 1
    assert outcome.err == "Something does not work here.\n"
    return [line[8:28].strip() for line in outcome.out.splitlines() if line.startswith("FAILED")]


def test_a_sound_installation_passes_as_a_user_sees_it(tmp_path: Path) -> None:
    code, out, err = run_outside(*COMMAND, "selfcheck", folder=tmp_path, QT_LOGGING_RULES="default.warning=false")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    words = {" ".join(line[8:28].split()) for line in lines}
    assert {"versions", "file", "platform", "resources", "window", *(f"trainer {key}" for key in TRAINERS)} <= words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("put_back")
def test_json_tells_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "selfcheck", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["passed"] is True
    assert all(set(check) == {"name", "passed", "detail"} and check["passed"] for check in told["checks"])
    assert len(told["checks"]) >= 9


@pytest.mark.usefixtures("put_back")
def test_a_missing_file_is_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("linreg_gui.gui.app.checks.resource", lambda name: tmp_path / name)
    outcome = run_here(capsys, "selfcheck")
    assert failed(outcome) == ["resources"]
    assert "icons/linreg-playground.png" in outcome.out


@pytest.mark.usefixtures("put_back")
def test_a_window_that_paints_nothing_is_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def blank(_: MainWindow) -> QPixmap:
        pixmap = QPixmap(100, 100)
        pixmap.fill("white")
        return pixmap

    monkeypatch.setattr(MainWindow, "grab", blank)
    assert failed(run_here(capsys, "selfcheck")) == ["window"]


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("part", [ControlPanel, LossPlot, ParameterPlot, EpochLog, TransportBar])
def test_a_part_of_the_window_that_is_missing_is_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, part: type[QWidget]
) -> None:
    grab = MainWindow.grab

    def without_it(window: MainWindow) -> QPixmap:
        for found in window.findChildren(part):
            found.hide()
        return grab(window)

    monkeypatch.setattr(MainWindow, "grab", without_it)
    assert failed(run_here(capsys, "selfcheck")) == ["window"]


def test_a_display_that_is_not_there_is_found(tmp_path: Path) -> None:
    """Qt ends the process then; all other checks are made nevertheless."""
    outcome = run_outside(*COMMAND, "selfcheck", folder=tmp_path, DISPLAY=":65432")
    assert outcome.code == 1
    lines = [line for line in outcome.out.splitlines() if line.startswith("FAILED")]
    assert [line[8:28].strip() for line in lines] == ["platform"]
    assert "trainer exact" in outcome.out


def test_signs_that_an_output_lacks_are_replaced(tmp_path: Path) -> None:
    code, out, _ = run_outside(*COMMAND, "selfcheck", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert code == 0
    assert re.search(r"window +\d+ \? \d+ pixels", out)


@pytest.mark.usefixtures("put_back")
def test_no_font_for_chinese_is_told_and_is_no_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    code, out, _ = run_here(capsys, "selfcheck")
    assert code == 0
    assert "Chinese would show as boxes" in out


def test_it_touches_no_settings_of_the_user(tmp_path: Path) -> None:
    code, _, _ = run_outside(
        sys.executable, "-m", "linreg_gui", "selfcheck", folder=tmp_path, XDG_CONFIG_HOME=str(tmp_path / "mine")
    )
    assert code == 0
    assert not (tmp_path / "mine").exists()
