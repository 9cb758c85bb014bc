"""The epochs of a run as lines of text, for terminals."""

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.spec.wording import short


def column_names(features: int) -> list[str]:
    """Return the names of the parameters as columns have them: w1, w2, … and b."""
    return [f"w{index}" for index in range(1, features + 1)] + ["b"]


def heading(features: int) -> str:
    """Return the line above the epochs."""
    return "epoch" + "".join(f"{name:>14}" for name in ("loss", *column_names(features)))


def line(epoch: Epoch) -> str:
    """Return number, loss and parameters of an epoch."""
    return f"{epoch.number:5}" + "".join(f"{short(value):>14}" for value in (epoch.loss, *epoch.parameters))
