"""What all plots share: pens, how a band becomes a curve, how ranges step, axes and the legend."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.trace import Band
from linreg_gui.gui.style.appearance import Appearance

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class LegendEntry(NamedTuple):
    """A kind of line and what it stands for."""

    name: str
    pen: QPen


LONG_DASHES = (7.0, 4.0)
SHORT_DASHES = (4.0, 3.0)


def line_pen(color: str, width: float, appearance: Appearance, dashes: Sequence[float] = ()) -> QPen:
    """Return a pen that is equally wide at every zoom, solid unless `dashes` are given."""
    pen = QPen(QColor(color), width * appearance.scale)
    pen.setCosmetic(True)
    if dashes:
        pen.setDashPattern(dashes)
    return pen


def curve_points(band: Band) -> tuple[Array, Array]:
    """Return x and y of a curve that reaches every extreme of a band."""
    known = np.isfinite(band.low) & np.isfinite(band.high)
    x, low, high = band.update[known], band.low[known], band.high[known]
    if np.array_equal(low, high):
        return x, low
    return np.repeat(x, 2), np.column_stack([low, high]).ravel()


NO_POINTS: Final = (np.empty(0), np.empty(0))
"""The x and y of a curve that is not there."""


def stepped(shown: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return a range that holds `low` and `high`: the one shown if it does, else one larger by half its span."""
    span = shown[1] - shown[0]
    bottom = shown[0] if low >= shown[0] else min(shown[0] - span / 2, low)
    top = shown[1] if high <= shown[1] else max(shown[1] + span / 2, high)
    return bottom, top


class DecadeAxis(pg.AxisItem):
    """An axis of decimal logarithms, with whole powers of ten as its ticks as long as there are several in view."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return every decade, or every second, third, … where they would crowd; parts of one from very near."""
        first, last = math.ceil(minVal), math.floor(maxVal)
        if last - first < 1:
            ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return ticks[:1]
        every = max(math.ceil((last - first + 1) * 40 / max(size, 1)), 1)
        return [(float(every), [float(value) for value in range(-(-first // every) * every, last + 1, every)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return powers of ten; between them plain numbers."""
        return [
            f"10{str(round(value)).translate(_SUPERSCRIPTS)}" if value == round(value) else f"{10**value:.2g}"
            for value in values
        ]


class Legend(QWidget):
    """Names the lines of a plot, beside its title. It is not part of the plot, so redrawing that leaves it alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addStretch(1)
        self._shown: list[QWidget] = []

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these lines and no others."""
        for widget in self._shown:
            self._layout.removeWidget(widget)
            widget.deleteLater()
        self._shown = [widget for name, pen in entries for widget in (_Sample(pen), QLabel(name))]
        for widget in self._shown:
            self._layout.addWidget(widget)
            widget.show()  # a layout has no room for what is not shown


class _Sample(QWidget):
    """A short piece of a line."""

    def __init__(self, pen: QPen) -> None:
        super().__init__()
        self._pen = pen
        self.setFixedSize(QSize(20, 14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawLine(1, self.height() // 2, self.width() - 1, self.height() // 2)
        painter.end()
