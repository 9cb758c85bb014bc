"""What all plots share: pens, how a band becomes a curve, how ranges step, axes and the legend."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.summary import Band
from linreg_gui.gui.style.appearance import Appearance

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class LegendEntry(NamedTuple):
    """A kind of line, what it is called, and what it stands for in one sentence."""

    name: str
    pen: QPen
    meaning: str


LONG_DASHES = (7.0, 4.0)
SHORT_DASHES = (4.0, 3.0)
DOTS = (1.0, 4.0)


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


def row_points(rows: Array, column: int) -> tuple[Array, Array]:
    """Return x and y of a curve through single updates, as `Trace.newest` has them."""
    known = np.isfinite(rows[:, column])
    return rows[known, 0], rows[known, column]


NO_POINTS: Final = (np.empty(0), np.empty(0))
"""The x and y of a curve that is not there."""


def stepped(shown: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return a range that holds `low` and `high`: the one shown if it does, else one larger by half its span."""
    span = shown[1] - shown[0]
    bottom = shown[0] if low >= shown[0] else min(shown[0] - span / 2, low)
    top = shown[1] if high <= shown[1] else max(shown[1] + span / 2, high)
    return bottom, top


class DecadeAxis(pg.AxisItem):
    """An axis of decimal logarithms, with whole powers of ten as its ticks as long as there are several in view.

    Attributes
    ----------
    is_logarithmic : bool
        Whether what is drawn are logarithms; otherwise it is an axis like others.
    """

    is_logarithmic = True

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return every decade, or every second, third, … where they would crowd; parts of one from very near."""
        first, last = math.ceil(minVal), math.floor(maxVal)
        if last - first < 1 or not self.is_logarithmic:
            ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return ticks[:1] if self.is_logarithmic else ticks
        every = max(math.ceil((last - first + 1) * 40 / max(size, 1)), 1)
        return [(float(every), [float(value) for value in range(-(-first // every) * every, last + 1, every)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return powers of ten; between them plain numbers."""
        if not self.is_logarithmic:
            strings: list[str] = super().tickStrings(values, scale, spacing)
            return strings
        return [
            f"10{str(round(value)).translate(_SUPERSCRIPTS)}" if value == round(value) else f"{10**value:.2g}"
            for value in values
        ]


class SymmetricAxis(pg.AxisItem):
    """An axis of plain numbers, or of numbers of both signs that grow beyond all bounds.

    Attributes
    ----------
    is_symmetric : bool
        Whether what is drawn went through `symmetric`.
    """

    is_symmetric = False

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return plain steps, or 0 and powers of ten of both signs, as many as there is room for."""
        if not self.is_symmetric:
            ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return ticks
        most = math.ceil(max(abs(minVal), abs(maxVal)))
        every = max(math.ceil(2 * most * 30 / max(size, 1)), 1)
        powers = [float(symmetric(10.0**power)) for power in range(every, most + 1, every)]
        return [(1.0, [*(-tick for tick in powers), 0.0, *powers])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return plain numbers, or powers of ten with their sign."""
        if not self.is_symmetric:
            strings: list[str] = super().tickStrings(values, scale, spacing)
            return strings
        return [_signed_power(value) for value in values]


def symmetric(values: ArrayLike) -> Array:
    """Return numbers as the symmetric-logarithmic axis has them: near 0 in proportion, far from it their logarithm."""
    return np.asarray(np.arcsinh(np.asarray(values) / 2) / math.log(10))


def _signed_power(place: float) -> str:
    if not place:
        return "0"
    power = round(math.log10(2 * math.sinh(abs(place) * math.log(10))))
    return f"{'−' if place < 0 else ''}10{str(power).translate(_SUPERSCRIPTS)}"


class Legend(QWidget):
    """Names the lines of a plot, beside its title. It is not part of the plot, so redrawing that leaves it alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._rows = (QHBoxLayout(), QHBoxLayout())
        for row in self._rows:
            row.setSpacing(6)
            row.addStretch(1)
            whole.addLayout(row)
        self._shown: list[QWidget] = []

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these lines and no others."""
        self._take_down()
        for widget in self._shown:
            widget.deleteLater()
        self._shown = []
        for name, pen, meaning in entries:
            label = QLabel(name)
            label.setToolTip(meaning)
            self._shown += [_Sample(pen), label]
        self.fold(0)

    def fold(self, width: int) -> None:
        """Lie in one row if that is no wider, else in two."""
        self._take_down()
        count = len(self._shown)
        in_a_row = count if self.widest() <= width else 2 * -(-count // 4)
        for index, widget in enumerate(self._shown):
            self._rows[index >= in_a_row].addWidget(widget)
            widget.show()  # a layout has no room for what is not shown

    def widest(self) -> int:
        """Return how wide it is in one row."""
        return self._width(self._shown)

    def narrowest(self) -> int:
        """Return how wide it is in two rows."""
        half = 2 * -(-len(self._shown) // 4)
        return max(self._width(self._shown[:half]), self._width(self._shown[half:]))

    def _width(self, widgets: Sequence[QWidget]) -> int:
        spacing = self._rows[0].spacing()
        return sum(widget.sizeHint().width() + spacing for widget in widgets) - spacing if widgets else 0

    def _take_down(self) -> None:
        for row in self._rows:
            for widget in self._shown:
                row.removeWidget(widget)


class _Sample(QWidget):
    """A short piece of a line."""

    def __init__(self, pen: QPen) -> None:
        super().__init__()
        self._pen = pen
        self.setFixedSize(QSize(20, 14))

    def sizeHint(self) -> QSize:
        return QSize(20, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.drawLine(1, self.height() // 2, self.width() - 1, self.height() // 2)
        painter.end()
