"""How parameters, and changes of settings, are written in the window."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.settings import SETTINGS, W
from linreg_gui.core.spec.wording import plain

_MOST_LINES: Final = 3
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def parameter_names(count: int) -> list[str]:
    """Return the names of `count` parameters: w₁, w₂, … and b."""
    return [f"w{str(index).translate(_SUBSCRIPTS)}" for index in range(1, count)] + ["b"]


def shuffle_words(shuffle: bool | None) -> str:
    """Tell whether each epoch has an order of its own, as far as somebody chose."""
    if shuffle is None:
        return QCoreApplication.translate("Names", "as the trainer does")
    return QCoreApplication.translate("Names", "yes") if shuffle else QCoreApplication.translate("Names", "no")


def changes_in_words(recipe: Recipe, first: int, last: int) -> str:
    """Tell what was changed in a run from after one update to after another: from what to what."""
    changes = ", ".join(_changes(recipe.at(first - 1), recipe.at(last)))
    if first == last:
        return QCoreApplication.translate("Names", "after update {update}: {changes}").format(
            update=first, changes=changes
        )
    return QCoreApplication.translate("Names", "after updates {first} to {last}: {changes}").format(
        first=first, last=last, changes=changes
    )


def changes_near(recipe: Recipe, updates: Sequence[int]) -> str:
    """Tell what was changed after these updates, a line each; the last ones if they are many."""
    return "\n".join(changes_in_words(recipe, update, update) for update in updates[-_MOST_LINES:])


def _changes(before: Experiment, after: Experiment) -> list[str]:
    names = parameter_names(len(after.truth))
    changed = [
        (name, plain(old), plain(new))
        for name, old, new in zip(names, before.truth, after.truth, strict=True)
        if old != new
    ]
    for key, setting in SETTINGS.items():
        old, new = getattr(before, key), getattr(after, key)
        if key not in {W.key, "b"} and old != new:
            label = QCoreApplication.translate("", setting.label)
            changed.append((label, _value_words(old), _value_words(new)))
    if before.shuffle != after.shuffle:
        label = QCoreApplication.translate("Names", "Shuffle")
        changed.append((label, shuffle_words(before.shuffle), shuffle_words(after.shuffle)))
    return [f"{name} {old} → {new}" for name, old, new in changed]


def _value_words(value: float | str) -> str:
    """Write the value of a setting; the one that is no number is the largest batch."""
    return QCoreApplication.translate("Names", "all") if isinstance(value, str) else plain(value)
