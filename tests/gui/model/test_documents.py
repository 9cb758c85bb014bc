"""Experiments in files: opened, saved, remembered, and refused in one sentence."""

import os
import sys
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QFileOpenEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox

from linreg_gui.core.record.status import State
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import read_experiment, write_experiment
from linreg_gui.gui.app.application import Application
from linreg_gui.gui.model.preferences import Preferences
from tests.core.shortage import let_fit
from tests.gui.visit import Visit, drop_on, enter

LESSON = Experiment(w=(1.0,), b=-2, trainer="toolbox")


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Return a file with an experiment."""
    path = tmp_path / "lesson.linreg"
    write_experiment(path, LESSON)
    return path


def complaints(visit: Visit) -> list[str]:
    """Return what message boxes say, and close them."""
    boxes = [box for box in visit.window.findChildren(QMessageBox) if box.isVisible()]
    texts = [box.text() for box in boxes]
    for box in boxes:
        box.close()
        box.deleteLater()
    return texts


def trigger(visit: Visit, name: str) -> None:
    """Choose from a menu."""
    (action,) = [each for each in visit.window.findChildren(QAction) if each.text().replace("&", "") == name]
    action.trigger()


def test_an_experiment_is_opened_and_starts_over(visit: Visit, lesson: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.finish()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(lesson), ""))
    with visit.news("ready"):
        trigger(visit, "Open…")
    assert visit.panel.experiment == LESSON
    visit.until(lambda: visit.chronicle.starts[-1].experiment == LESSON)
    visit.until(lambda: visit.chronicle.statuses[-1].state is State.READY)
    assert visit.window.windowTitle().startswith("lesson.linreg")
    assert not visit.window.isWindowModified()
    enter(visit.panel.bias.field, "1")
    assert visit.window.isWindowModified()
    enter(visit.panel.bias.field, "-2")
    assert not visit.window.isWindowModified()


def test_nothing_chosen_changes_nothing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    trigger(visit, "Open…")
    trigger(visit, "Save")
    assert visit.panel.experiment == Experiment()
    assert visit.window.windowTitle() == "Linear Regression Playground"
    assert complaints(visit) == []


@pytest.mark.parametrize("typed", ["mine", "mine.linreg", "MINE.LINREG", "mine 1.5"])
def test_an_experiment_is_saved_and_saved_again(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    path = tmp_path / (typed if "lin" in typed.lower() else f"{typed}.linreg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), ""))
    enter(visit.panel.bias.field, "1")
    trigger(visit, "Save")
    assert read_experiment(path) == Experiment(b=1)
    assert not visit.window.isWindowModified()
    enter(visit.panel.bias.field, "2")
    assert visit.window.isWindowModified()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("the file is known"))
    trigger(visit, "Save")
    assert read_experiment(path) == Experiment(b=2)
    assert not visit.window.isWindowModified()


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_no_file_is_replaced_unasked(
    visit: Visit, lesson: Path, monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton
) -> None:
    """The dialog of the system asks about the name as it was typed, without its ending."""
    asked: list[str] = []

    def question(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return answer

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(lesson.with_suffix("")), ""))
    monkeypatch.setattr(QMessageBox, "exec", question)
    enter(visit.panel.bias.field, "1")
    trigger(visit, "Save as…")
    assert asked == ["lesson.linreg exists already. Replace it?"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert visit.window.findChildren(QMessageBox) == []
    replaced = answer is QMessageBox.StandardButton.Yes
    assert read_experiment(lesson) == (Experiment(b=1) if replaced else LESSON)


def test_what_a_file_holds_is_shown_as_it_is(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "bad.linreg"
    path.write_text('{"version": "<b>1</b>"}')
    visit.playground.documents.open(str(path))
    (box,) = [box for box in visit.window.findChildren(QMessageBox) if box.isVisible()]
    assert box.textFormat() is Qt.TextFormat.PlainText
    (complaint,) = complaints(visit)
    assert "<b>1</b>" in complaint


def test_what_is_typed_into_the_dialog_for_files_is_shown_as_it_is(visit: Visit) -> None:
    """The dialog says itself that there is no such file."""
    shown: list[tuple[str, Qt.TextFormat]] = []

    def type_a_name() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        QTimer.singleShot(0, look_at_the_answer)
        field = dialog.findChild(QLineEdit)
        assert field is not None
        enter(field, "<b>bold<u>none")
        dialog.close()

    def look_at_the_answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        shown.append((box.text(), box.textFormat()))
        box.close()

    QTimer.singleShot(0, type_a_name)
    trigger(visit, "Open…")
    ((text, form),) = shown
    assert text.startswith("<b>bold<u>none\n")
    assert form is Qt.TextFormat.PlainText


def test_the_system_may_ask_for_a_file(visit: Visit, lesson: Path, qapp: Application) -> None:
    """That is how macOS tells which one was double-clicked."""
    qapp.file_asked.connect(visit.playground.documents.open)
    with visit.news("ready"):
        QApplication.sendEvent(qapp, QFileOpenEvent(str(lesson)))
    assert visit.panel.experiment == LESSON


def test_save_as_asks_for_another_file(visit: Visit, lesson: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.playground.documents.open(str(lesson))
    other = lesson.with_name("other.linreg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    trigger(visit, "Save as…")
    assert read_experiment(other) == LESSON
    assert visit.playground.documents.name == "other.linreg"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no JSON", "bad.linreg was not opened: this is not JSON: "),
        (b'{"version": 1, "b": 99}', "bad.linreg was not opened: b must be from -10 to 10, and 99 is not"),
        (b'{"version": 1, "w": [1, 2, 3]}', "bad.linreg was not opened: the window takes at most 2 features"),
        (b"\xff\xfe\x00", "bad.linreg was not opened: "),
    ],
)
def test_a_file_that_is_no_experiment_is_refused_in_one_sentence(
    visit: Visit, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "bad.linreg"
    path.write_bytes(content)
    visit.playground.documents.open(str(path))
    (complaint,) = complaints(visit)
    assert complaint.startswith(sentence)
    assert visit.panel.experiment == Experiment()
    assert visit.playground.documents.name == ""


@pytest.mark.parametrize("name", ["a\0b.linreg", "\ud800.linreg"])
def test_a_name_that_no_file_can_have_is_refused_in_one_sentence(visit: Visit, name: str) -> None:
    """Somebody may have planted it among the recent files."""
    visit.window.file_chosen.emit(f"/{name}")
    (complaint,) = complaints(visit)
    assert complaint.endswith(" is not a file.")


def test_a_dropped_name_that_no_file_can_have_is_refused_in_one_sentence(visit: Visit) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(b"file:///a%00b.linreg")])
    drop_on(visit.window, mime)
    assert complaints(visit) == [r"a\x00b.linreg was not opened: /a\x00b.linreg is not a file."]


def test_a_file_that_cannot_be_written_is_told(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "missing" / "a.linreg"), ""))
    trigger(visit, "Save")
    (complaint,) = complaints(visit)
    assert complaint.startswith("a.linreg was not saved: ")
    assert "No such file or directory" in complaint


def test_recent_files_are_offered_the_last_one_first(visit: Visit, tmp_path: Path, preferences: Preferences) -> None:
    paths = [tmp_path / f"{index}.linreg" for index in range(12)]
    for path in paths:
        write_experiment(path, LESSON)
        visit.playground.documents.open(str(path))
    assert preferences.recent_files == [str(path) for path in reversed(paths[4:])]
    (menu,) = [menu for menu in visit.window.findChildren(QMenu) if menu.title().replace("&", "") == "Open recent"]
    assert [action.text() for action in menu.actions()][:2] == ["11.linreg", "10.linreg"]
    menu.actions()[1].trigger()
    assert visit.playground.documents.name == "10.linreg"
    assert preferences.recent_files[0] == str(paths[10])


def test_names_are_shown_as_they_are(visit: Visit, tmp_path: Path) -> None:
    name = "<b>& [*]\n\x1b\u202e.linreg"
    write_experiment(tmp_path / name, LESSON)
    visit.window.file_chosen.emit(str(tmp_path / name))
    shown = r"<b>& [*]\n\x1b\u202e.linreg"
    assert visit.window.windowTitle() == f"{shown.replace('[*]', '[*][*]')}[*] – Linear Regression Playground"
    (recent,) = [action for menu in visit.window.findChildren(QMenu) for action in menu.actions() if action.data() == 0]
    assert recent.text() == shown.replace("&", "&&")
    assert "&lt;b&gt;&amp; [*]" in recent.toolTip()
    (tmp_path / name).write_text("{")
    visit.window.file_chosen.emit(str(tmp_path / name))
    (box,) = [box for box in visit.window.findChildren(QMessageBox) if box.isVisible()]
    assert box.textFormat() is Qt.TextFormat.PlainText
    (complaint,) = complaints(visit)
    assert complaint.startswith(f"{shown} was not opened: ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is a text")
def test_a_name_that_is_no_text_is_opened_dropped_and_opened_again(
    visit: Visit, preferences: Preferences, tmp_path: Path
) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.linreg")
    write_experiment(Path(path), LESSON)
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(b"file://" + quote_from_bytes(os.fsencode(path)).encode())])
    drop_on(visit.window, mime)
    assert complaints(visit) == []
    assert visit.panel.experiment == LESSON
    assert Preferences(tmp_path / "settings.json").recent_files == preferences.recent_files == [path]
    visit.panel.show_experiment(Experiment())
    (recent,) = [action for menu in visit.window.findChildren(QMenu) for action in menu.actions() if action.data() == 0]
    assert recent.text() == r"\udcff\udcfe.linreg"
    recent.trigger()
    assert visit.panel.experiment == LESSON
    assert complaints(visit) == []


# Files that do not fit into memory, which is known only later.


@pytest.fixture
def large(visit: Visit, lesson: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Open a file, and return others that do not fit into memory."""
    let_fit(monkeypatch, 1000)
    with visit.news("ready"):
        visit.playground.documents.open(str(lesson))
    paths = [lesson.with_name(f"large{number}.linreg") for number in range(2)]
    for number, path in enumerate(paths):
        write_experiment(path, Experiment(examples=200_000 + number))
    return paths


def assert_lesson_is_open(visit: Visit) -> None:
    """Check that window and session are where they were."""
    visit.until(lambda: visit.panel.experiment == LESSON)
    visit.until(lambda: visit.chronicle.starts[-1].experiment == LESSON)
    assert visit.window.windowTitle().startswith("lesson.linreg")
    assert not visit.window.isWindowModified()


def test_of_two_files_that_do_not_fit_neither_stays(visit: Visit, large: list[Path]) -> None:
    for path in large:
        visit.playground.documents.open(str(path))
    visit.until(lambda: visit.chronicle.counts["Refused"] == 2)
    assert_lesson_is_open(visit)


def test_a_file_that_does_not_fit_is_forgotten_under_the_one_opened_after_it(visit: Visit, large: list[Path]) -> None:
    write_experiment(large[0].with_name("fits.linreg"), Experiment(seed=7))
    visit.playground.documents.open(str(large[0]))
    with visit.news("Refused"):
        visit.playground.documents.open(str(large[0].with_name("fits.linreg")))
    assert visit.playground.documents.name == "fits.linreg"
    with visit.news("Refused"):
        visit.playground.documents.open(str(large[1]))
    visit.until(lambda: visit.panel.experiment == Experiment(seed=7))
    assert visit.playground.documents.name == "fits.linreg"


@pytest.mark.parametrize("change", ["learning_rate", "examples"])
def test_what_was_changed_in_a_file_that_does_not_fit_goes_with_it(
    visit: Visit, large: list[Path], change: str
) -> None:
    """Also where the change alone would fit: it was one of settings that cannot be."""
    with visit.news("Refused"):
        visit.playground.documents.open(str(large[0]))
        enter(getattr(visit.panel, change).field, {"learning_rate": "0.5", "examples": "500"}[change])
    assert_lesson_is_open(visit)


@pytest.mark.usefixtures("large")
def test_what_was_saved_before_it_was_refused_stays_the_file(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "saved.linreg"), ""))
    with visit.news("Refused"):
        enter(visit.panel.examples.field, "200000")
        trigger(visit, "Save as…")
    visit.until(lambda: visit.panel.experiment == LESSON)
    assert visit.window.windowTitle().startswith("saved.linreg")
    assert visit.window.isWindowModified()
