"""How wrong the model is: loss of each batch, loss over all examples, and the floor that none gets below."""

import math

import numpy as np

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.summary import Band
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.model.scene import MOST_GHOSTS, Scene
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.views.across import Range
from linreg_gui.gui.views.curve import Curve, Level
from linreg_gui.gui.views.plot import Plot
from linreg_gui.gui.views.plot_style import (
    LONG_DASHES,
    NO_POINTS,
    SHORT_DASHES,
    DecadeAxis,
    LegendEntry,
    curve_points,
    line_pen,
    row_points,
)

_LOWEST = -32.0
_DECADES_BELOW_FLOOR = 1.5
_ROOM_ABOVE = 1.05


class LossPlot(Plot):
    """Losses, on a logarithmic scale unless somebody wants a linear one."""

    def __init__(self, appearance: Appearance) -> None:
        self._axis = DecadeAxis("left")
        super().__init__(appearance, self._axis)
        self._ghosts = [Curve(self._view) for _ in range(MOST_GHOSTS)]
        self._batch_curve = Curve(self._view)
        self._predicted = Curve(self._view)
        self._curve = Curve(self._view)
        self._floor = Level(self._view)
        self.set_appearance(appearance)

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
        for ghost in self._ghosts:
            ghost.set_pen(line_pen(look.border, 1, look))

    def _name_lines(self) -> None:
        factor = self._scene.start.experiment.description.loss_factor if self._scene else 1
        # Learners stumble over exactly this: one convention has the half, the other has not.
        self._title.setText(
            self.tr("Loss: ½ mean (ŷ − y)²")
            if factor == 1
            else self.tr("Loss: mean (ŷ − y)², twice that of from scratch")
        )
        self._title.setToolTip(self.tr("How wrong the model is: ŷ is what it says, y is the label."))
        self._canvas.setAccessibleName(self.tr("Plot of the loss over the updates"))
        self._legend.show_entries(
            [
                LegendEntry(self.tr("batch"), self._batch_pen, self.tr("The loss of each batch, before its update.")),
                LegendEntry(
                    self.tr("all examples"), self._pen, self.tr("The loss over all examples, after each update.")
                ),
                LegendEntry(
                    self.tr("predicted"),
                    self._predicted_pen,
                    self.tr("What this run will do from where it stands, with the settings of now."),
                ),
                LegendEntry(
                    self.tr("floor"), self._floor_pen, self.tr("The smallest loss that there is on these data.")
                ),
            ]
        )

    def _describe_run(self, scene: Scene) -> list[str]:
        start, now = short(scene.course.start.loss), scene.cursor
        sentences = [
            self.tr("The loss over all examples starts at {start} and is {now} after update {update}.").format(
                start=start, now=short(now.loss), update=now.update
            )
            if now.update
            else self.tr("The loss over all examples starts at {start}.").format(start=start)
        ]
        if scene.bent_loss is not None:
            sentences.append(self.tr("With the data of now it is {loss}.").format(loss=short(scene.bent_loss)))
        floor = _floor(scene.course.now)
        if floor > 0:
            sentences.append(self.tr("The floor is {floor}.").format(floor=short(floor)))
        return sentences

    def _describe_end(self, forecast: Forecast) -> str:
        return short(forecast.loss_after)

    def set_logarithmic(self, *, logarithmic: bool) -> None:
        """Draw the loss on a logarithmic axis, or on a linear one from 0 on."""
        self._axis.is_logarithmic = logarithmic
        self._axis.picture = None
        self._show_again()

    def _draw(self, scene: Scene) -> None:
        rows = self._across.rows(scene)
        self._batch_curve.set_points(*self._points(scene.batch_loss, rows, 2))
        self._curve.set_points(*self._points(scene.loss, rows, 3))
        self._predicted.set_points(*self._points(scene.forecast.loss if scene.forecast else None))
        for index, ghost in enumerate(self._ghosts):
            ghost.set_points(*self._points(scene.ghosts[index].loss if index < len(scene.ghosts) else None))
        floors = ((begin, end, _floor(each)) for begin, end, each in scene.grounds)
        self._floor.set_pieces(
            [
                (float(self._across.places(begin)), end and float(self._across.places(end)), self._height(floor))
                for begin, end, floor in floors
                if floor > 0
            ]
        )

    def _points(self, band: Band | None, rows: Array | None = None, column: int = 0) -> tuple[Array, Array]:
        if band is None:
            return NO_POINTS
        x, y = curve_points(band) if rows is None else row_points(rows, column)
        return self._across.places(x), (_logarithms(y) if self._axis.is_logarithmic else y)

    def _height(self, loss: float) -> float:
        return _decade(loss) if self._axis.is_logarithmic else loss

    def _vertical_range(self, scene: Scene, shown: Range | None) -> Range:
        bands = [scene.loss, *([scene.forecast.loss] if scene.forecast else [])]
        largest = max(_largest(band.high) for band in (*bands, scene.batch_loss))
        if not self._axis.is_logarithmic:
            top = max(largest, 1e-300) * _ROOM_ABOVE
            return 0.0, top if shown is None or shown[1] < largest else shown[1]
        low = _decade(min(float(np.nanmin(band.low)) for band in bands))
        low = min([low, *(height - _DECADES_BELOW_FLOOR for _, _, height in self._floor.pieces)])
        bottom, upper = math.floor(low), math.floor(_decade(largest)) + 1
        if shown is None:
            return float(bottom), float(upper)
        # Without noise the loss sinks to the last digit of the computer: room for it comes four decades at a time.
        return (shown[0] if low >= shown[0] else bottom - 4.0), max(shown[1], float(upper))


def _floor(surroundings: Surroundings) -> float:
    return surroundings.experiment.description.loss_factor * surroundings.moments.floor


def _logarithms(y: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.maximum(np.log10(y), _LOWEST)


def _decade(loss: float) -> float:
    return max(math.log10(loss), _LOWEST) if loss > 0 else _LOWEST


def _largest(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0
