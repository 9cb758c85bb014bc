"""The table of settings. Sliders, command-line options and validation are all made from it."""

import bisect
import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from linreg_gui.core.spec.wording import Refusal, plain, quoted, translatable


class Scale(Enum):
    """How the positions of a slider are spread over its values."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"


# The values of a logarithmic slider within a decade: whole numbers are among them, neighbours differ by 4 to 10 %.
_MANTISSAS = (*range(10, 20), *range(20, 50, 2), *range(50, 100, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One number that the user may choose.

    Attributes
    ----------
    key : str
        Its name in files and in code; the command line writes ``-`` for ``_``.
    label : str
        Its name in the window, in English.
    help : str
        One sentence on what it does, in English.
    default : float
        The reference setting.
    minimum, maximum : float
        The range in the window, both ends included.
    step : float
        Linear: the difference between neighbours on the slider. Logarithmic: the smallest value above zero.
    scale : Scale
        How the slider spreads its values.
    whole : bool
        Whether only whole numbers make sense.
    limit : float, optional
        The largest value accepted where there is no window; otherwise `maximum` holds there too.
    """

    key: str
    label: str
    help: str
    default: float
    minimum: float
    maximum: float
    step: float
    scale: Scale
    whole: bool = False
    limit: float | None = None

    def checked(self, value: object, *, maximum: float | None = None) -> float:
        """Return `value` as a number of this setting's kind.

        Parameters
        ----------
        value : object
            What came from a file, a field or the command line.
        maximum : float, optional
            A tighter upper end than `limit`.

        Raises
        ------
        Refusal
            If it is no finite number, not whole where it must be, or out of range.
        """
        top = maximum if maximum is not None else self.limit if self.limit is not None else self.maximum
        blame = {
            "key": self.key,
            "value": quoted(value),
            "minimum": plain(self.minimum),
            "maximum": plain(top),
        }
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or (isinstance(value, float) and not math.isfinite(value))
        ):
            raise Refusal(translatable("{key} must be a number from {minimum} to {maximum}, not {value}"), **blame)
        if not self.minimum <= value <= top:
            raise Refusal(translatable("{key} must be from {minimum} to {maximum}, and {value} is not"), **blame)
        if self.whole and value != int(value):
            raise Refusal(
                translatable("{key} must be a whole number from {minimum} to {maximum}, not {value}"), **blame
            )
        return int(value) if self.whole else float(value)

    def grid(self, maximum: float | None = None) -> tuple[float, ...]:
        """Return the values that the slider can take, ascending.

        Parameters
        ----------
        maximum : float, optional
            The upper end, where it depends on another setting.
        """
        top = self.maximum if maximum is None else maximum
        if self.scale is Scale.LINEAR:
            count = round((top - self.minimum) / self.step)
            return tuple(round(self.minimum + i * self.step, 10) for i in range(count + 1))
        first = self.minimum or self.step
        decades = range(math.floor(math.log10(first)), math.floor(math.log10(top)) + 1)
        candidates = (float(f"{mantissa}e{decade - 1}") for decade in decades for mantissa in _MANTISSAS)
        values = {value for value in candidates if first <= value <= top and (not self.whole or value % 1 == 0)}
        return tuple(self.checked(value, maximum=top) for value in sorted(values | {self.minimum, top}))


def nearest(grid: tuple[float, ...], value: float) -> int:
    """Return the position of the value in `grid` that is closest to `value`; the lower of two equally close."""
    after = bisect.bisect_left(grid, value)
    if after == 0:
        return 0
    if after == len(grid) or value - grid[after - 1] <= grid[after] - value:
        return after - 1
    return after


W: Final = Setting(
    key="w",
    label=translatable("w"),
    help=translatable("The true weights that the data are made with, one per feature."),
    default=2.0,
    minimum=-10,
    maximum=10,
    step=0.1,
    scale=Scale.LINEAR,
)
B: Final = Setting(
    key="b",
    label=translatable("b"),
    help=translatable("The true bias that the data are made with."),
    default=4.2,
    minimum=-10,
    maximum=10,
    step=0.1,
    scale=Scale.LINEAR,
)
NOISE: Final = Setting(
    key="noise",
    label=translatable("Noise"),
    help=translatable("The standard deviation of the random error added to every label."),
    default=0.01,
    minimum=0,
    maximum=10,
    step=0.0001,
    scale=Scale.LOGARITHMIC,
)
EXAMPLES: Final = Setting(
    key="examples",
    label=translatable("Examples"),
    help=translatable("How many examples there are to learn from."),
    default=1000,
    minimum=10,
    maximum=1_000_000,
    step=1,
    scale=Scale.LOGARITHMIC,
    whole=True,
    limit=100_000_000,
)
LEARNING_RATE: Final = Setting(
    key="learning_rate",
    label=translatable("Learning rate"),
    help=translatable("How far an update moves the parameters against the gradient."),
    default=0.03,
    minimum=1e-5,
    maximum=10,
    step=1e-6,
    scale=Scale.LOGARITHMIC,
)
BATCH_SIZE: Final = Setting(
    key="batch_size",
    label=translatable("Batch size"),
    help=translatable("How many examples an update looks at; all of them is full-batch gradient descent."),
    default=10,
    minimum=1,
    maximum=1_000_000,
    step=1,
    scale=Scale.LOGARITHMIC,
    whole=True,
    limit=100_000_000,
)
EPOCHS: Final = Setting(
    key="epochs",
    label=translatable("Epochs"),
    help=translatable("How many times training goes through all examples."),
    default=3,
    minimum=1,
    maximum=1000,
    step=1,
    scale=Scale.LOGARITHMIC,
    whole=True,
)
SEED: Final = Setting(
    key="seed",
    label=translatable("Seed"),
    help=translatable("The number that the data, the start and the order of the examples are drawn from."),
    default=0,
    minimum=0,
    maximum=2**31 - 1,
    step=1,
    scale=Scale.LINEAR,
    whole=True,
)

SETTINGS: Final[dict[str, Setting]] = {
    setting.key: setting for setting in (W, B, NOISE, EXAMPLES, LEARNING_RATE, BATCH_SIZE, EPOCHS, SEED)
}
"""The table, by key."""

PACE: Final = Setting(
    key="pace",
    label=translatable("Speed"),
    help=translatable("How many updates a second training makes; at the right end as many as it can."),
    default=60,
    minimum=1,
    maximum=10_000,
    step=1,
    scale=Scale.LOGARITHMIC,
    whole=True,
)
"""The pace of the window. It is no part of an experiment: what is learnt does not depend on it."""
