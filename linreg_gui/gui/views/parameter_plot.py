"""Where the parameters go: a curve each, and their true values dashed in the same colour."""

from collections.abc import Sequence

import numpy as np

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.events import Start
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.summary import Band
from linreg_gui.core.spec.wording import plain, short
from linreg_gui.gui.model.scene import MOST_GHOSTS, Scene
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.style.names import parameter_names
from linreg_gui.gui.views.across import Range
from linreg_gui.gui.views.curve import Curve, Level, Piece
from linreg_gui.gui.views.plot import Plot
from linreg_gui.gui.views.plot_style import (
    DOTS,
    LONG_DASHES,
    NO_POINTS,
    SHORT_DASHES,
    LegendEntry,
    SymmetricAxis,
    curve_points,
    line_pen,
    row_points,
    stepped,
    symmetric,
)

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
        self._axis = SymmetricAxis("left")
        super().__init__(appearance, self._axis)
        self._curves: list[Curve] = []
        self._predicted: list[Curve] = []
        self._ghosts: list[Curve] = []
        self._truths: list[Level] = []
        self._optima: list[Level] = []
        self._make_lines(len(truth))
        for level, value in zip(self._truths, truth, strict=True):
            level.set_pieces([(0.0, None, value)])
        self.set_appearance(appearance)

    def _prepare(self, start: Start) -> None:
        if len(start.parameters) != len(self._curves):
            self._make_lines(len(start.parameters))

    def _make_lines(self, count: int) -> None:
        for curve in (*self._curves, *self._predicted, *self._ghosts, *self._truths, *self._optima):
            curve.remove()
        self._ghosts = [Curve(self._view) for _ in range(MOST_GHOSTS * count)]
        self._optima = [Level(self._view) for _ in range(count)]
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
            self._optima[index].set_pen(line_pen(color, 1, look, DOTS))
        for ghost in self._ghosts:
            ghost.set_pen(line_pen(look.border, 1, look))

    def _name_lines(self) -> None:
        self._title.setText(self.tr("Parameters"))
        self._canvas.setAccessibleName(self.tr("Plot of the parameters over the updates"))
        self._title.setToolTip(self.tr("What the model has learnt: w for each feature, and b."))
        look, names = self._appearance, parameter_names(len(self._curves))
        learnt = self.tr("{name} after each update.")
        others = [
            (
                self.tr("predicted"),
                SHORT_DASHES,
                self.tr("What this run will do from where it stands, with the settings of now."),
            ),
            (self.tr("truth"), LONG_DASHES, self.tr("The parameters that the data were made with.")),
            (self.tr("least squares"), DOTS, self.tr("The parameters with the smallest loss on these data.")),
        ]
        self._legend.show_entries(
            [
                *(
                    LegendEntry(name, pen, learnt.format(name=name))
                    for name, pen in zip(names, self._pens, strict=True)
                ),
                *(LegendEntry(name, line_pen(look.text, 1, look, dashes), words) for name, dashes, words in others),
            ]
        )

    def _describe_run(self, scene: Scene) -> list[str]:
        names = parameter_names(len(self._curves))
        if not scene.cursor.update:
            told = self.tr("{name} starts at {start}, the truth is {truth}.")
        else:
            told = self.tr("{name} starts at {start} and is {now} after update {update}; the truth is {truth}.")
        truths = scene.course.now.experiment.truth
        columns = zip(names, scene.start.parameters, scene.cursor.parameters, truths, strict=True)
        return [
            told.format(name=name, start=short(first), now=short(now), update=scene.cursor.update, truth=plain(truth))
            for name, first, now, truth in columns
        ]

    def _describe_end(self, forecast: Forecast) -> str:
        names = parameter_names(len(forecast.parameters))
        ends = [short(value) for value in forecast.parameters_after.tolist()]
        return ", ".join(f"{name} {end}" for name, end in zip(names, ends, strict=True))

    def _draw(self, scene: Scene) -> None:
        self._scale(scene)
        grounds, rows = scene.grounds, self._across.rows(scene)
        for index in range(len(self._curves)):
            self._curves[index].set_points(*self._points(scene.parameters[index], rows, 4 + index))
            predicted = scene.forecast.parameters[index] if scene.forecast else None
            self._predicted[index].set_points(*self._points(predicted))
            truths = [(begin, end, each.experiment.truth[index]) for begin, end, each in grounds]
            self._truths[index].set_pieces(self._scaled(truths))
            optima = [(begin, end, float(each.moments.optimum[index])) for begin, end, each in grounds]
            self._optima[index].set_pieces(self._scaled(optima))
        bands = [band for ghost in scene.ghosts for band in ghost.parameters]
        for index, ghost in enumerate(self._ghosts):
            ghost.set_points(*self._points(bands[index] if index < len(bands) else None))

    def _scale(self, scene: Scene) -> None:
        """Choose the axis: where a run or a prediction diverges, its growth can be seen on a symmetric one only."""
        bands = [*scene.parameters, *(scene.forecast.parameters if scene.forecast else ())]
        ends = [abs(value) for _, _, each in scene.grounds for value in each.experiment.truth]
        largest = max(float(np.nanmax(np.abs([band.low, band.high]))) for band in bands)
        is_symmetric = largest > _MOST_TIMES_TRUTH * max(1.0, *ends)
        if is_symmetric != self._axis.is_symmetric:
            self._axis.is_symmetric = is_symmetric
            self._axis.picture = None
            self._shown = None

    def _points(self, band: Band | None, rows: Array | None = None, column: int = 0) -> tuple[Array, Array]:
        if band is None:
            return NO_POINTS
        x, y = curve_points(band) if rows is None else row_points(rows, column)
        return self._across.places(x), (symmetric(y) if self._axis.is_symmetric else y)

    def _scaled(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        places = self._across.places
        return [
            (
                float(places(begin)),
                end and float(places(end)),
                float(symmetric(height)) if self._axis.is_symmetric else height,
            )
            for begin, end, height in pieces
        ]

    def _vertical_range(self, scene: Scene, shown: Range | None) -> Range:
        bands = [*scene.parameters, *(scene.forecast.parameters if scene.forecast else ())]
        ends = [value for _, _, each in scene.grounds for value in each.experiment.truth]
        low = float(min(np.nanmin([np.nanmin(band.low) for band in bands]), *ends))
        high = float(max(np.nanmax([np.nanmax(band.high) for band in bands]), *ends))
        if self._axis.is_symmetric:
            low, high = float(symmetric(low)), float(symmetric(high))
        if shown is None:
            margin = _MARGIN * max(high - low, 1.0)
            return low - margin, high + margin
        return stepped(shown, low, high)
