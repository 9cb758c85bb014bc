"""A test that visits the playground: what it can do and see there."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsItem, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Event, Start
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State, Status
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.app.worker import TrainingThread
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.views.curve import Curve, Level, Uprights
from linreg_gui.gui.views.plot import Plot

MILLISECONDS = 20_000
"""How long anything may take, on a machine however busy; importing torch is part of it."""


class Chronicle(QObject):
    """Writes down what a training thread tells, in order.

    Attributes
    ----------
    told : list of Event
        Everything.
    words : list of str
        The same in words: the kind of event, or the state; blocks in a row as one, and no forecasts.
    counts : Counter of str
        How often each word was told, every block counted.
    """

    def __init__(self, thread: TrainingThread) -> None:
        super().__init__()
        self.told: list[Event] = []
        self.words: list[str] = []
        self.counts: Counter[str] = Counter()
        thread.told.connect(self._on_told)

    @property
    def statuses(self) -> list[Status]:
        """Every status."""
        return [each for each in self.told if isinstance(each, Status)]

    @property
    def blocks(self) -> list[MeasuredBlock]:
        """Every block."""
        return [each for each in self.told if isinstance(each, MeasuredBlock)]

    @property
    def starts(self) -> list[Start]:
        """The start of every run."""
        return [each for each in self.told if isinstance(each, Start)]

    @Slot(object)
    def _on_told(self, event: Event) -> None:
        word = event.state.value if isinstance(event, Status) else type(event).__name__
        self.told.append(event)
        self.counts[word] += 1
        if not isinstance(event, Forecast) and (word != "MeasuredBlock" or self.words[-1:] != [word]):
            self.words.append(word)


class Visit:
    """A playground with its window open.

    Attributes
    ----------
    playground : Playground
        The program.
    chronicle : Chronicle
        What its session told.
    """

    def __init__(self, playground: Playground, qtbot: QtBot) -> None:
        self.playground = playground
        self.window = playground.window
        self.panel = playground.panel
        self.transport = playground.transport
        self.epoch_log = playground.epoch_log
        self.session = playground.session
        self.chronicle = Chronicle(playground.training)
        self._qtbot = qtbot

    @classmethod
    @contextmanager
    def paid(cls, application: QApplication, qtbot: QtBot, preferences: Preferences) -> "Iterator[Visit]":
        """Open the playground, and close it in the end as the program does."""
        visit = cls(Playground(application, preferences), qtbot)
        visit.window.show()
        try:
            yield visit
        finally:
            visit.window.close()
            assert not visit.playground.training.isRunning()
            visit.window.deleteLater()
            visit.playground.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(condition, timeout=MILLISECONDS)

    def until_state(self, state: State) -> Status:
        """Wait until the session's last word is a state; return that word."""
        self.until(lambda: self.chronicle.statuses[-1:] != [] and self.chronicle.statuses[-1].state is state)
        return self.chronicle.statuses[-1]

    @contextmanager
    def news(self, word: str) -> Iterator[None]:
        """Wait for one more event or state of that name than there was."""
        count = self.chronicle.counts[word]
        yield
        self.until(lambda: self.chronicle.counts[word] > count)

    def until_drawn(self) -> None:
        """Wait until the views show everything there is."""
        self.until(lambda: not any(timer.isActive() for timer in self.playground.views.findChildren(QTimer)))

    def at_full_speed(self) -> None:
        """Move the speed slider to its right end."""
        self.transport.speed.setValue(self.transport.speed.maximum())

    def finish(self) -> Status:
        """Train to the end at full speed."""
        self.at_full_speed()
        with self.news("finished"):
            self.transport.play.click()
        return self.chronicle.statuses[-1]

    def activate(self) -> None:
        """Give the window the keyboard."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def rest_the_focus(self) -> None:
        """Give the keyboard to what needs no keys: the middle with the plots."""
        middle = self.playground.plots[0].parentWidget()
        assert middle is not None
        middle.setFocus()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.activate()
        QTest.keyClick(self.window.windowHandle(), key, modifier)


def begin_typing(field: QLineEdit, text: str) -> None:
    """Type over what a field holds."""
    field.setFocus()
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:  # as an input method does it
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)


def enter(field: QLineEdit, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type over what a field holds, and end it with a key."""
    begin_typing(field, text)
    QTest.keyClick(field, end)


def drop_on(window: QWidget, mime: QMimeData) -> None:
    """Drag something onto a window and let go of it."""
    place, action = QPoint(5, 5), Qt.DropAction.CopyAction
    held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(place, action, mime, *held))
    QApplication.sendEvent(window, QDropEvent(QPointF(place), action, mime, *held))


def visible_texts(widget: QWidget) -> list[str]:
    """Return what the labels in a widget say that can be seen."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def canvas(plot: Plot) -> pg.PlotWidget:
    """Return the drawing area of a plot."""
    found = plot.findChild(pg.PlotWidget)
    assert found is not None
    return found


def curves(plot: Plot) -> list[Curve]:
    """Return the curves of a plot, lowest first."""
    return [item for item in _drawn(plot) if type(item) is Curve]


def predicted_curves(plot: Plot) -> list[Curve]:
    """Return the curves of a plot that show a forecast, lowest first."""
    return [curve for curve in curves(plot) if curve.pen().dashPattern()]


def lines(plot: Plot) -> list[Level]:
    """Return the straight lines of a plot."""
    return [item for item in _drawn(plot) if isinstance(item, Level)]


def marks(plot: Plot) -> list[float]:
    """Return at which updates a plot marks changes."""
    return list(_uprights(plot)[0].places)


def cursor(plot: Plot) -> list[float]:
    """Return at which update a plot shows that the run stands, if that is not its end."""
    return list(_uprights(plot)[1].places)


def _uprights(plot: Plot) -> list[Uprights]:
    return [item for item in _drawn(plot) if isinstance(item, Uprights)]


def _drawn(plot: Plot) -> list[QGraphicsItem]:
    items: list[QGraphicsItem] = canvas(plot).getPlotItem().getViewBox().childGroup.childItems()
    return items


def points(curve: Curve) -> NDArray[np.float64]:
    """Return the points of a curve, shape (points, 2)."""
    return np.column_stack(curve.points)


def shown_range(plot: Plot) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the horizontal and the vertical range of a plot."""
    (left, right), (bottom, top) = canvas(plot).getPlotItem().getViewBox().viewRange()
    return (left, right), (bottom, top)
