"""A curve that is cheap to draw however thick it is and however much it jumps."""

import pyqtgraph as pg
from PySide6.QtGui import QPainter, QPen, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

_WIDEST_HOLLOW = 2.5


class Curve(pg.PlotCurveItem):
    """Draws a thick line as several lines of one pixel side by side.

    Qt has a fast way to draw lines of one pixel. A wider one is turned into an outline and filled, which takes ten
    times as long for a smooth curve of 500 points and a hundred times as long for one that jumps up and down.
    """

    def __init__(self) -> None:
        super().__init__(skipFiniteCheck=True)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the curve; called by Qt."""
        if self.xData is None or len(self.xData) == 0:
            return
        pen = QPen(self.opts["pen"])
        width = pen.widthF()
        pen.setWidthF(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        path = self.getPath()
        place = painter.worldTransform()
        for dx, dy in _offsets(width):
            painter.setWorldTransform(place * QTransform.fromTranslate(dx, dy))
            painter.drawPath(path)
        painter.setWorldTransform(place)


def _offsets(width: float) -> list[tuple[float, float]]:
    """Return by how many pixels to shift lines of one pixel so that together they are that wide."""
    away = (width - 1) / 2
    if away <= 0:
        return [(0.0, 0.0)]
    corners = [(0.0, -away), (-away, away), (away, away)]
    return corners if width <= _WIDEST_HOLLOW else [(0.0, 0.0), *corners]
