"""How wrong the model is: loss of each batch, loss over all examples, and the floor that none gets below."""

import math
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.views.curve import Curve, Level
from linreg_gui.gui.views.plot import Plot, Range
from linreg_gui.gui.views.plot_style import (
    LONG_DASHES,
    NO_POINTS,
    SHORT_DASHES,
    DecadeAxis,
    LegendEntry,
    curve_points,
    line_pen,
)

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

_LOWEST = -32.0
_DECADES_BELOW_FLOOR = 1.5


class LossPlot(Plot):
    """Losses on a logarithmic scale."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, DecadeAxis("left"))
        self._batch_curve = Curve(self._view)
        self._predicted = Curve(self._view)
        self._curve = Curve(self._view)
        self._floor = Level(self._view)
        self._floor.hide()
        self.set_appearance(appearance)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Show the floor of other data."""
        super().set_surroundings(surroundings)
        floor = surroundings.experiment.description.loss_factor * surroundings.moments.floor
        self._floor.setVisible(floor > 0)
        if floor > 0:
            self._floor.set_value(math.log10(floor))

    def _prepare(self, start: Start) -> None:
        pass

    def _apply_pens(self) -> None:
        look = self._appearance
        self._batch_pen = line_pen(look.batch_loss, 1, look)
        self._pen = line_pen(look.loss, 2.2, look)
        self._predicted_pen = line_pen(look.predicted, 1, look, SHORT_DASHES)
        self._floor_pen = line_pen(look.text, 1, look, LONG_DASHES)
        self._batch_curve.set_pen(self._batch_pen)
        self._curve.set_pen(self._pen)
        self._predicted.set_pen(self._predicted_pen)
        self._floor.set_pen(self._floor_pen)

    def _name_lines(self) -> None:
        self._title.setText(self.tr("Loss"))
        self._canvas.setAccessibleName(self.tr("Plot of the loss over the updates"))
        self._legend.show_entries(
            [
                LegendEntry(self.tr("batch"), self._batch_pen),
                LegendEntry(self.tr("all examples"), self._pen),
                LegendEntry(self.tr("predicted"), self._predicted_pen),
                LegendEntry(self.tr("floor"), self._floor_pen),
            ]
        )

    def _describe_run(self, start: Start, trace: Trace) -> list[str]:
        sentences = [
            self.tr("The loss over all examples starts at {start} and is {now} after update {update}.").format(
                start=short(start.loss), now=short(trace.loss_now), update=trace.updates
            )
            if trace.updates
            else self.tr("The loss over all examples starts at {start}.").format(start=short(start.loss))
        ]
        if self._floor.isVisible():
            sentences.append(self.tr("The floor is {floor}.").format(floor=short(10**self._floor.value)))
        return sentences

    def _describe_end(self, forecast: "Forecast") -> str:
        return short(float(forecast.loss.high[-1]))

    def _draw(self, trace: Trace) -> None:
        self._batch_curve.set_points(*_logarithms(*curve_points(trace.batch_loss)))
        self._curve.set_points(*_logarithms(*curve_points(trace.loss)))

    def _draw_forecast(self, forecast: "Forecast | None") -> None:
        self._predicted.set_points(*(_logarithms(*curve_points(forecast.loss)) if forecast else NO_POINTS))

    def _vertical_range(self, trace: Trace, shown: Range | None) -> Range:
        bands = [trace.loss, *([self._forecast.loss] if self._forecast else [])]
        low = _decade(min(float(np.nanmin(band.low)) for band in bands))
        high = _decade(max(_largest(band.high) for band in (*bands, trace.batch_loss)))
        if self._floor.isVisible():
            low = min(low, self._floor.value - _DECADES_BELOW_FLOOR)
        bottom, top = math.floor(low), math.floor(high) + 1
        if shown is None:
            return float(bottom), float(top)
        # Without noise the loss sinks to the last digit of the computer: room for it comes four decades at a time.
        return (shown[0] if low >= shown[0] else bottom - 4.0), max(shown[1], float(top))


def _logarithms(x: Array, y: Array) -> tuple[Array, Array]:
    with np.errstate(divide="ignore"):
        return x, np.maximum(np.log10(y), _LOWEST)


def _decade(loss: float) -> float:
    return max(math.log10(loss), _LOWEST) if loss > 0 else _LOWEST


def _largest(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0
