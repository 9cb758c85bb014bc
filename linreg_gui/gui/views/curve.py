"""Lines in a plot that are cheap to draw however thick they are and however much they jump."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from linreg_gui.core.record.block import Array
from linreg_gui.gui.views.plot_style import NO_POINTS

_WIDEST_HOLLOW = 2.5
_WIDEST_GAP = 1.2


class Curve(QGraphicsPathItem):
    """A curve made of Qt's own items: painting it does not call Python, so training need not wait.

    It draws a thick line as several lines of one pixel side by side. Qt has a fast way to draw lines of one pixel. A
    wider one is turned into an outline and filled, which takes ten times as long for a smooth curve of 500 points and
    a hundred times as long for one that jumps up and down.

    Parameters
    ----------
    view : ViewBox
        Where to draw it, above what is there.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__()
        self.points: tuple[Array, Array] = NO_POINTS
        self._view = view
        self._pen = QPen()
        self._lines: list[QGraphicsPathItem] = [self]
        view.addItem(self, ignoreBounds=True)
        view.sigTransformChanged.connect(self._place)

    def set_pen(self, pen: QPen) -> None:
        """Draw with the colour, width in pixels and dashes of a pen."""
        self._pen = pen
        self._place()

    def set_points(self, x: Array, y: Array) -> None:
        """Go through these points, given in the coordinates of the view."""
        self.points = x, y
        self._show_path(pg.arrayToQPath(x, y, finiteCheck=False))

    def remove(self) -> None:
        """Take it out of the view."""
        self._view.sigTransformChanged.disconnect(self._place)
        self._view.removeItem(self)

    def _show_path(self, path: QPainterPath) -> None:
        for line in self._lines:
            line.setPath(path)

    def _place(self) -> None:
        """Lay the lines side by side, whatever the coordinates of the view and the pixels of the screen are."""
        canvas = self._view.getViewWidget()
        dots = canvas.devicePixelRatioF() if canvas else 1.0
        offsets = _offsets(self._pen.widthF() * dots)
        hair = QPen(self._pen.color(), 0.0)  # one dot of the screen
        if self._pen.dashPattern():
            hair.setDashPattern([self._pen.widthF() * dots * length for length in self._pen.dashPattern()])
        while len(self._lines) < len(offsets):
            self._lines.append(QGraphicsPathItem(self.path(), self))
        width, height = (size / dots for size in self._view.viewPixelSize())
        left, up = offsets[0]
        self.setPos(left * width, up * height)
        self.setPen(hair)
        for number, line in enumerate(self._lines[1:], start=1):
            line.setVisible(number < len(offsets))
            if number < len(offsets):
                dx, dy = offsets[number]
                line.setPos((dx - left) * width, (dy - up) * height)
                line.setPen(hair)


Piece = tuple[float, float | None, float]
"""From where, up to where, at which height; None is the edge."""


class Level(Curve):
    """Pieces of horizontal lines, the last of them to the edge: what held for a while, and what holds now."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view)
        self.pieces: tuple[Piece, ...] = ()

    def set_pieces(self, pieces: Sequence[Piece]) -> None:
        """Lie there."""
        if tuple(pieces) != self.pieces:
            self.pieces = tuple(pieces)
            self._place()

    def _place(self) -> None:
        _, right = self._view.viewRange()[0]
        path = QPainterPath()
        for begin, end, height in self.pieces:
            path.moveTo(begin, height)
            path.lineTo(right if end is None else end, height)
        self._show_path(path)
        super()._place()


class Uprights(Curve):
    """Vertical lines from edge to edge."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view)
        self.places: tuple[float, ...] = ()

    def set_places(self, places: Sequence[float]) -> None:
        """Stand there."""
        if tuple(places) != self.places:
            self.places = tuple(places)
            self._place()

    def _place(self) -> None:
        bottom, top = self._view.viewRange()[1]
        path = QPainterPath()
        for place in self.places:
            path.moveTo(place, bottom)
            path.lineTo(place, top)
        self._show_path(path)
        super()._place()


def _offsets(width: float) -> list[tuple[float, float]]:
    """Return by how many dots to shift lines of one dot so that together they are that wide."""
    away = (width - 1) / 2
    if away <= 0:
        return [(0.0, 0.0)]
    if width <= _WIDEST_HOLLOW:
        return [(0.0, -away), (-away, away), (away, away)]
    rings = math.ceil(away / _WIDEST_GAP)
    steps = [away * ring / rings for ring in range(1, rings + 1)]
    return [(0.0, 0.0), *(place for r in steps for place in ((0.0, -r), (0.0, r), (-r, 0.0), (r, 0.0)))]
