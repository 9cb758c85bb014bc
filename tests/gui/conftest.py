"""What the tests of the window share: a playground to visit, and a look at what a test leaves behind."""

import gc
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.worker import TrainingThread
from linreg_gui.gui.model.preferences import Preferences
from tests.gui.visit import Visit


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Return the application as the program makes it."""
    # What is there before the first test no test can leave behind: looking through it all each time takes long.
    import_module("torch")
    gc.collect()
    gc.freeze()
    return make_application()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Return the preferences of somebody who opens the window for the first time and reads English."""
    fresh = Preferences(tmp_path / "settings.json")
    fresh.language = "en"
    return fresh


@pytest.fixture
def visit(qapp: QApplication, qtbot: QtBot, preferences: Preferences) -> Iterator[Visit]:
    """Open the playground for a test, with `preferences`, and close it afterwards."""
    with Visit.paid(qapp, qtbot, preferences) as visit:
        yield visit


@pytest.fixture(autouse=True)
def nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread, a timer or a window behind, and name it; put the looks back."""
    font, palette = QFont(qapp.font()), QPalette(qapp.palette())
    yield
    assert QApplication.instance() is qapp
    found = left_behind(qapp)
    names = [described(each) for each in found]
    for each in found:
        remove(each)
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
    assert not names, f"left behind: {'; '.join(names)}"


def left_behind(application: QApplication) -> list[QObject]:
    """Return the threads that run, the timers that will fire and the windows that exist."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    # Some objects that are no concern of ours answer to isinstance with a warning.
    objects = [each for each in gc.get_objects() if issubclass(type(each), QThread | QTimer) and Shiboken.isValid(each)]
    here = QThread.currentThread()
    threads = [each for each in objects if isinstance(each, QThread) and each.isRunning() and each is not here]
    timers = [each for each in objects if isinstance(each, QTimer) and each.isActive()]
    # A menu that is not shown lives as long as the plot that made it.
    windows = [each for each in application.topLevelWidgets() if each.isVisible() or not isinstance(each, QMenu)]
    return [*threads, *timers, *windows]


def described(left: QObject) -> str:
    """Return what helps to find out where something came from."""
    match left:
        case QThread():
            return f"running thread {type(left).__name__} {left.objectName()!r}"
        case QTimer():
            return f"active timer of {type(left.parent()).__name__}, every {left.interval()} ms"
        case QWidget():
            return f"window {type(left).__name__} {left.windowTitle()!r} of {type(left.parent()).__name__}"
    return repr(left)


def remove(left: QObject) -> None:
    """Take away what was left, so that the next test does not stumble over it."""
    if isinstance(left, QTimer | TrainingThread):
        left.stop()
    elif isinstance(left, QWidget) and Shiboken.isValid(left):
        left.hide()
        left.deleteLater()
