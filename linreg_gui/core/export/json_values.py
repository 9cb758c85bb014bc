"""What happened, as values of JSON."""

import math
from typing import Any

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.spec.recipe import Recipe


def epoch_as_json(epoch: Epoch) -> dict[str, Any]:
    """Return an epoch as an object of JSON."""
    w, b = epoch.parameters[:-1].tolist(), float(epoch.parameters[-1])
    return {"epoch": epoch.number, "loss": epoch.loss, "w": w, "b": b}


def edits_as_json(recipe: Recipe) -> list[dict[str, Any]]:
    """Return what a recipe changes as objects of JSON: each has its update, and the settings that change there."""
    edits = []
    before = recipe.experiment.to_json()
    for edit in recipe.edits:
        now = edit.experiment.to_json()
        edits.append({"update": edit.update, **{key: now[key] for key in now if now[key] != before[key]}})
        before = now
    return edits


def finite(value: float) -> float | None:
    """Return a number as JSON can have it: nothing for one that is not finite."""
    return value if math.isfinite(value) else None
