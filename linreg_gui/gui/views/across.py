"""The axis of updates: linear, logarithmic, or as wide as the newest ones."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.status import State
from linreg_gui.gui.model.scene import NEWEST, Scene

Range = tuple[float, float]

_NEAREST: Final = 0.01
_BEYOND: Final = 0.25
_FEWEST_UPDATES: Final = 2.0
_AFTER_THE_END: Final = 1.1


class Across(Enum):
    """How updates are laid out from left to right."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"
    NEWEST = "newest"

    def places(self, updates: ArrayLike) -> Array:
        """Return where updates lie; update 0 lies at 0."""
        updates = np.asarray(updates, dtype=np.float64)
        return np.log10(1 + updates) if self is Across.LOGARITHMIC else updates

    def update(self, place: float) -> int:
        """Return the update nearest to a place."""
        return round(10**place - 1 if self is Across.LOGARITHMIC else place)

    def rows(self, scene: Scene) -> Array | None:
        """Return the updates to draw one by one; none where they are too many, then their bands are drawn."""
        if self is Across.LINEAR:
            return None
        return scene.spaced if self is Across.LOGARITHMIC else scene.newest

    def range(self, scene: Scene) -> Range:
        """Return from where to where there is something to see."""
        last = _reach(scene)
        if self is Across.NEWEST:
            here = scene.cursor.update
            return float(max(here - NEWEST, 0)), float(max(here + (NEWEST // 10) * (last > here), NEWEST))
        return 0.0, float(self.places(last))


class UpdatesAxis(pg.AxisItem):
    """An axis of whole updates.

    Attributes
    ----------
    across : Across
        How they are laid out.
    """

    across = Across.LINEAR

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """Return steps of whole updates: there is nothing between two of them."""
        steps: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        return [(max(step, 1.0), offset) for step, offset in steps]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return even steps, or update 0 and powers of ten."""
        if self.across is not Across.LOGARITHMIC:
            ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return ticks
        powers = [0, *(10**power for power in range(max(math.ceil(maxVal) + 1, 1)))]
        places = self.across.places(powers).tolist()
        return [(1.0, [place for place in places if minVal <= place <= maxVal])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers of updates."""
        return [str(self.across.update(value)) for value in values]


def zoom_limits(across: Range, upright: Range) -> dict[str, float]:
    """Return limits for a view: nobody zooms or drags by hand to where the run is out of sight, or numbers end."""
    width, height = across[1] - across[0], upright[1] - upright[0]
    return {
        "xMin": across[0] - _BEYOND * width,
        "xMax": across[1] + _BEYOND * width,
        "yMin": upright[0] - _BEYOND * height,
        "yMax": upright[1] + _BEYOND * height,
        "minXRange": max(_NEAREST * width, min(width, _FEWEST_UPDATES)),
        "minYRange": _NEAREST * height,
    }


def _reach(scene: Scene) -> float:
    """Return up to which update there is something to see."""
    forecast, last = scene.forecast, scene.updates
    if forecast and forecast.diverged:
        return max(last, forecast.updates) * _AFTER_THE_END
    if scene.status.state is State.DIVERGED:
        return last * _AFTER_THE_END
    if scene.status.state is State.FINISHED and forecast:
        return float(max(last, forecast.updates))
    return float(max(last, scene.status.horizon, 1))
