"""Where the parameters go: a curve each, and their true values dashed in the same colour."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.spec.wording import plain, short
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.style.names import parameter_names
from linreg_gui.gui.views.curve import Curve, Level
from linreg_gui.gui.views.plot import Plot, Range
from linreg_gui.gui.views.plot_style import (
    LONG_DASHES,
    NO_POINTS,
    SHORT_DASHES,
    LegendEntry,
    curve_points,
    line_pen,
    stepped,
)

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

_MARGIN = 0.08
_MOST_TIMES_TRUTH = 5


class ParameterPlot(Plot):
    """Parameters over the updates.

    Parameters
    ----------
    appearance : Appearance
        How it looks at first.
    truth : sequence of float
        The true parameters, w and then b.
    """

    def __init__(self, appearance: Appearance, truth: Sequence[float]) -> None:
        super().__init__(appearance)
        self._curves: list[Curve] = []
        self._predicted: list[Curve] = []
        self._truths: list[Level] = []
        self._make_lines(len(truth))
        self._show_truth(truth)
        self.set_appearance(appearance)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Show the true parameters of other data."""
        super().set_surroundings(surroundings)
        self._show_truth(surroundings.experiment.truth)

    def _show_truth(self, truth: Sequence[float]) -> None:
        for line, value in zip(self._truths, truth, strict=True):
            line.set_value(value)

    def _prepare(self, start: Start) -> None:
        if len(start.parameters) != len(self._curves):
            self._make_lines(len(start.parameters))
        self._show_truth(start.experiment.truth)

    def _make_lines(self, count: int) -> None:
        for curve in (*self._curves, *self._predicted, *self._truths):
            curve.remove()
        self._truths = [Level(self._view) for _ in range(count)]
        self._predicted = [Curve(self._view) for _ in range(count)]
        self._curves = [Curve(self._view) for _ in range(count)]
        self._apply_pens()

    def _apply_pens(self) -> None:
        look = self._appearance
        colors = [look.parameter_color(index, len(self._curves)) for index in range(len(self._curves))]
        self._pens = [line_pen(color, 2, look) for color in colors]
        for index, color in enumerate(colors):
            self._curves[index].set_pen(self._pens[index])
            self._predicted[index].set_pen(line_pen(color, 1, look, SHORT_DASHES))
            self._truths[index].set_pen(line_pen(color, 1, look, LONG_DASHES))

    def _name_lines(self) -> None:
        self._title.setText(self.tr("Parameters"))
        self._canvas.setAccessibleName(self.tr("Plot of the parameters over the updates"))
        names = parameter_names(len(self._curves))
        entries = [LegendEntry(name, pen) for name, pen in zip(names, self._pens, strict=True)]
        look = self._appearance
        predicted = LegendEntry(self.tr("predicted"), line_pen(look.text, 1, look, SHORT_DASHES))
        truth = LegendEntry(self.tr("truth"), line_pen(look.text, 1, look, LONG_DASHES))
        self._legend.show_entries([*entries, predicted, truth])

    def _describe_run(self, start: Start, trace: Trace) -> list[str]:
        names = parameter_names(len(self._curves))
        if not trace.updates:
            told = self.tr("{name} starts at {start}, the truth is {truth}.")
        else:
            told = self.tr("{name} starts at {start} and is {now} after update {update}; the truth is {truth}.")
        columns = zip(names, start.parameters, trace.parameters_now, self._truths, strict=True)
        return [
            told.format(name=name, start=short(first), now=short(now), update=trace.updates, truth=plain(truth.value))
            for name, first, now, truth in columns
        ]

    def _describe_end(self, forecast: "Forecast") -> str:
        names = parameter_names(len(forecast.parameters))
        ends = [short(float(band.high[-1])) for band in forecast.parameters]
        return ", ".join(f"{name} {end}" for name, end in zip(names, ends, strict=True))

    def _draw(self, trace: Trace) -> None:
        for index, curve in enumerate(self._curves):
            curve.set_points(*curve_points(trace.parameter(index)))

    def _draw_forecast(self, forecast: "Forecast | None") -> None:
        for index, curve in enumerate(self._predicted):
            curve.set_points(*(curve_points(forecast.parameters[index]) if forecast else NO_POINTS))

    def _vertical_range(self, trace: Trace, shown: Range | None) -> Range:
        bands = [trace.parameter(index) for index in range(len(self._curves))]
        if self._forecast:
            bands += self._forecast.parameters
        ends = [truth.value for truth in self._truths]
        low = float(min(np.nanmin([np.nanmin(band.low) for band in bands]), *ends))
        high = float(max(np.nanmax([np.nanmax(band.high) for band in bands]), *ends))
        # A diverging run leaves the picture; what it does before stays visible.
        base = max(1.0, *(abs(end) for end in ends))
        low, high = max(low, -_MOST_TIMES_TRUTH * base), min(high, _MOST_TIMES_TRUTH * base)
        if shown is None:
            margin = _MARGIN * max(high - low, 1.0)
            return low - margin, high + margin
        return stepped(shown, low, high)
