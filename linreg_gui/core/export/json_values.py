"""What happened, as values of JSON."""

import math
from typing import Any

from linreg_gui.core.record.block import Epoch


def epoch_as_json(epoch: Epoch) -> dict[str, Any]:
    """Return an epoch as an object of JSON."""
    w, b = epoch.parameters[:-1].tolist(), float(epoch.parameters[-1])
    return {"epoch": epoch.number, "loss": epoch.loss, "w": w, "b": b}


def finite(value: float) -> float | None:
    """Return a number as JSON can have it: nothing for one that is not finite."""
    return value if math.isfinite(value) else None
