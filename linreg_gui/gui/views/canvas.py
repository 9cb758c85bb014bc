"""The drawing area of a plot."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView

from linreg_gui.gui.style.accessibility import SpokenWidget


def keep_picture(item: pg.GraphicsObject) -> None:
    """Let Qt keep the picture of what changes seldom, so that a redraw does not call Python for it."""
    item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)


class Canvas(pg.PlotWidget):
    """The drawing area; it tells of double clicks, and what it shows in words."""

    double_clicked = Signal()
    describe: Callable[[], str]

    # pyqtgraph prepares each painting in Python, and Python waits until Qt has painted. Here the view is prepared
    # when it changes, and Qt paints while training goes on.
    paintEvent = QGraphicsView.paintEvent

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of it."""
        self.double_clicked.emit()
        event.accept()


class SpokenCanvas(SpokenWidget):
    """Tells those who hear the window what the curves do, when they ask: training does not wait for it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, QAccessible.Role.Chart)
        self._canvas = canvas

    def text(self, kind: QAccessible.Text) -> str:
        """Describe the curves."""
        return self._canvas.describe() if kind is QAccessible.Text.Description else super().text(kind)

    def childCount(self) -> int:
        """Return 0: what the canvas is made of means nothing to the listener."""
        return 0
