"""The pictures on the buttons, drawn in the colour of their text."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPixmap

_SIDE = 96


class Outline(NamedTuple):
    """A picture in a square of 1 × 1: triangles as their corners, bars as x, y, width and height."""

    triangles: Sequence[Sequence[tuple[float, float]]]
    bars: Sequence[tuple[float, float, float, float]]


class Shape(Enum):
    """The pictures there are."""

    PLAY = Outline([[(0.22, 0.10), (0.90, 0.50), (0.22, 0.90)]], [])
    PAUSE = Outline([], [(0.18, 0.12, 0.24, 0.76), (0.58, 0.12, 0.24, 0.76)])
    STEP = Outline([[(0.30, 0.14), (0.86, 0.50), (0.30, 0.86)]], [(0.08, 0.14, 0.14, 0.72)])
    EPOCH = (
        [[(0.04, 0.14), (0.44, 0.50), (0.04, 0.86)], [(0.42, 0.14), (0.82, 0.50), (0.42, 0.86)]],
        [(0.84, 0.14, 0.13, 0.72)],
    )
    RESET = Outline([[(0.92, 0.14), (0.36, 0.50), (0.92, 0.86)]], [(0.12, 0.14, 0.16, 0.72)])


def icon(shape: Shape, palette: QPalette) -> QIcon:
    """Return a shape as an icon, for enabled and disabled buttons."""
    made = QIcon()
    groups = {QIcon.Mode.Normal: QPalette.ColorGroup.Active, QIcon.Mode.Disabled: QPalette.ColorGroup.Disabled}
    for mode, group in groups.items():
        made.addPixmap(_drawn(shape, palette.color(group, QPalette.ColorRole.ButtonText)), mode)
    return made


def _drawn(shape: Shape, color: QColor) -> QPixmap:
    triangles, bars = shape.value
    path = QPainterPath()
    for corners in triangles:
        path.addPolygon([QPointF(x * _SIDE, y * _SIDE) for x, y in corners])
        path.closeSubpath()
    for x, y, width, height in bars:
        path.addRect(QRectF(x * _SIDE, y * _SIDE, width * _SIDE, height * _SIDE))
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, color)
    painter.end()
    return pixmap
