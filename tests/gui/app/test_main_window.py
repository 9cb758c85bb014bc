"""Menus, the title, and files that are dropped on the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from linreg_gui import __version__
from linreg_gui.core.record.status import State
from linreg_gui.gui.model.preferences import Preferences
from tests.gui.visit import Visit


def actions(visit: Visit) -> dict[str, QAction]:
    """Return the actions of the menus by what they say."""
    return {action.text().replace("&", ""): action for action in visit.window.findChildren(QAction)}


def menus(visit: Visit) -> dict[str, QMenu]:
    """Return the menus by what they say."""
    return {menu.title().replace("&", ""): menu for menu in visit.window.findChildren(QMenu)}


def test_the_menus_have_what_the_window_can_do(visit: Visit) -> None:
    assert {"File", "Run", "View", "Help"} <= set(menus(visit))
    assert {"Play or pause", "One update", "One epoch", "Reset", "Projector mode", "About", "Quit"} <= set(
        actions(visit)
    )


def test_shortcuts_are_those_of_the_readme(visit: Visit) -> None:
    shortcuts = {
        text: action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        for text, action in actions(visit).items()
    }
    expected = {
        "Play or pause": "Space",
        "One update": "Right",
        "One epoch": "Shift+Right",
        "Reset": "R",
        "Projector mode": "F9",
        "Quit": "Ctrl+Q",
        "Open…": "Ctrl+O",
        "Save": "Ctrl+S",
        "Save as…": "Ctrl+Shift+S",
    }
    assert {text: shortcuts[text] for text in expected} == expected
    used = [shortcut for shortcut in shortcuts.values() if shortcut]
    assert len(used) == len(set(used))


def test_the_run_menu_drives_the_session(visit: Visit) -> None:
    visit.until_state(State.READY)
    with visit.news("paused"):
        actions(visit)["One update"].trigger()
    with visit.news("paused"):
        actions(visit)["One epoch"].trigger()
    assert visit.chronicle.statuses[-1].epochs == 1
    with visit.news("ready"):
        actions(visit)["Reset"].trigger()
    visit.at_full_speed()
    with visit.news("finished"):
        actions(visit)["Play or pause"].trigger()


def test_quit_ends_the_thread(visit: Visit) -> None:
    visit.until_state(State.READY)
    actions(visit)["Quit"].trigger()
    assert not visit.window.isVisible()
    assert visit.playground.training.isFinished()


def test_about_tells_the_version(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "about", lambda *given: told.extend(given[1:]))
    actions(visit)["About"].trigger()
    title, text = told
    assert "Linear Regression Playground" in title
    assert __version__ in text


def drop(target: QWidget, *urls: str) -> tuple[bool, bool]:
    """Drag something over a widget and let it go; tell whether it was welcome, and taken."""
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    mime.setText("\n".join(urls))
    place = target.rect().center()
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, button, keys)
    entering.ignore()
    QApplication.sendEvent(target, entering)
    dropping = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, button, keys)
    dropping.ignore()
    QApplication.sendEvent(target, dropping)
    return bool(entering.isAccepted()), bool(dropping.isAccepted())


@pytest.mark.parametrize("onto", ["window", "field", "log"])
def test_a_dropped_file_is_opened(visit: Visit, tmp_path: Path, onto: str) -> None:
    """Wherever it is let go."""
    visit.playground.window.file_chosen.disconnect()
    chosen: list[str] = []
    visit.window.file_chosen.connect(chosen.append)
    first, second = tmp_path / "a b.linreg", tmp_path / "c.linreg"
    target = {"window": visit.window, "field": visit.panel.bias.field, "log": visit.playground.epoch_log}[onto]
    assert drop(target, first.as_uri(), second.as_uri()) == (True, True)
    assert chosen == [str(first)]


def test_what_is_no_file_is_not_welcome(visit: Visit) -> None:
    assert drop(visit.window, "https://example.org/a.linreg") == (False, False)
    assert drop(visit.window) == (False, False)


def test_the_title_names_the_file_and_marks_changes(visit: Visit) -> None:
    assert visit.window.windowTitle() == "Linear Regression Playground"
    visit.window.show_file("lesson.linreg")
    assert visit.window.windowTitle() == "lesson.linreg[*] – Linear Regression Playground"
    visit.window.show_file("")
    assert visit.window.windowTitle() == "Linear Regression Playground"


def test_files_opened_last_are_offered(visit: Visit) -> None:
    visit.playground.menus.offer(["/x/lesson.linreg"])
    assert menus(visit)["Open recent"].isEnabled()
    visit.playground.menus.offer([])
    assert not menus(visit)["Open recent"].isEnabled()


def test_a_window_closed_while_it_is_painted_first_starts_no_training(visit: Visit) -> None:
    visit.window.grab()  # paints, as the system would ask for
    visit.window.close()
    QApplication.processEvents()
    QApplication.processEvents()
    assert not visit.playground.training.isRunning()
    assert not visit.playground.training.isFinished()


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_log_has_room_for_all_columns_at_any_width(visit: Visit, width: int) -> None:
    visit.window.resize(width, 700)
    table = visit.epoch_log.table
    visit.until(lambda: visit.window.width() == width and table.horizontalScrollBar().maximum() == 0)
    assert all(plot.width() >= 0.3 * width for plot in visit.playground.plots)


def test_a_width_divided_by_hand_stays_divided(visit: Visit, preferences: Preferences) -> None:
    (splitter,) = visit.window.findChildren(QSplitter)
    visit.window.resize(1280, 700)
    QApplication.processEvents()
    assert preferences.layout("splitter") == []
    handle = splitter.handle(2)
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start - QPoint(60, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    moved = visit.epoch_log.width()
    visit.window.resize(1400, 700)
    QApplication.processEvents()
    assert visit.epoch_log.width() == moved
    visit.window.close()
    assert len(preferences.layout("splitter")) == 3


FAR = 1 << 15


@pytest.mark.parametrize(
    ("window", "splitter"),
    [
        ([FAR, FAR, FAR, FAR, 0], [FAR, FAR, FAR]),
        ([-FAR, -FAR, -FAR, -FAR, 0], [1, 1, FAR]),
        ([0, 0, 0, 0, 7], [-FAR, 3, 3]),
        ([1, 2], [0]),
    ],
)
def test_whatever_is_remembered_the_window_can_be_used(
    qapp: QApplication, qtbot: QtBot, preferences: Preferences, window: list[int], splitter: list[int]
) -> None:
    preferences.set_layout("window", window)
    preferences.set_layout("splitter", splitter)
    with Visit.paid(qapp, qtbot, preferences) as visit:
        room, whole = visit.window.screen().availableGeometry(), visit.window.rect()
        assert room.contains(visit.window.geometry().topLeft())
        assert visit.window.minimumSizeHint().width() <= whole.width() <= room.width()
        for part in (visit.panel, *visit.playground.plots, visit.epoch_log):
            assert part.width() >= part.minimumSizeHint().width()
            assert whole.contains(part.mapTo(visit.window, part.rect().topLeft()))


def test_a_window_comes_back_where_it_was(qapp: QApplication, qtbot: QtBot, preferences: Preferences) -> None:
    place = QRect(5, 60, QGuiApplication.primaryScreen().availableSize().width() - 10, 550)
    with Visit.paid(qapp, qtbot, preferences) as visit:
        visit.window.setGeometry(place)
    with Visit.paid(qapp, qtbot, preferences) as visit:
        assert visit.window.geometry() == place
        visit.window.showMaximized()
    with Visit.paid(qapp, qtbot, preferences) as visit:
        assert visit.window.isMaximized()
        assert visit.window.normalGeometry() == place
