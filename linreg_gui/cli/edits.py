"""``--edit 100:learning_rate=0.1``: settings that change on the way."""

import re
from collections.abc import Sequence
from typing import Any, Final

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.wording import Refusal, quoted, read_number

CHANGEABLE: Final = ("w", "b", "noise", "learning_rate", "batch_size", "epochs", "shuffle")
"""Settings that can change on the way."""

_STARTING_OVER: Final = {"examples": "other examples", "seed": "another seed", "trainer": "another trainer"}
_SHUFFLE: Final = {"true": True, "false": False, "auto": None}
_EDIT: Final = re.compile(r"([0-9]{1,18}):([^=]+)=(.*)", re.DOTALL)


def recipe_of(experiment: Experiment, texts: Sequence[str]) -> Recipe:
    """Return the recipe that begins with an experiment and has these edits.

    They are made in the order of their updates, those after one update in the order given. Each changes the settings
    that are in force then.

    Raises
    ------
    Refusal
        If one cannot be read, is of a setting that starts over or has a value that is not allowed.
    """
    recipe = Recipe(experiment)
    for update, text in sorted(((_update(text), text) for text in texts), key=lambda each: each[0]):
        try:
            recipe = recipe.edited(update, _changed(recipe.at(update), text))
        except Refusal as refusal:
            raise _refused(text, str(refusal)) from None
    return recipe


def _update(text: str) -> int:
    """Return how many updates come before an edit."""
    match = _EDIT.fullmatch(text)
    if not match:
        raise _refused(text, "an edit is UPDATE:SETTING=VALUE, as 100:learning_rate=0.1")
    return int(match[1])


def _changed(now: Experiment, text: str) -> Experiment:
    """Return the settings of now with the change that a text asks for."""
    name, _, value = text.partition(":")[2].partition("=")
    key = name.replace("-", "_")
    if key in _STARTING_OVER:
        raise Refusal("with {others} a run starts over", others=_STARTING_OVER[key])
    if key not in CHANGEABLE:
        raise Refusal(
            "what can change on the way is {allowed}, not {name}", allowed=", ".join(CHANGEABLE), name=quoted(name)
        )
    changed = now.changed(**{key: _value(key, value)})
    if changed.starts_over_from(now):
        raise Refusal("with another number of features a run starts over; here it is {features}", features=now.features)
    return changed


def _value(key: str, text: str) -> Any:
    """Read a value; a number that is none stays text, to be refused with the range of its setting."""
    if key == "w":
        return [read_number(number) for number in text.split(",")]
    if key != "shuffle":
        return read_number(text)
    if text not in _SHUFFLE:
        raise Refusal("shuffle must be one of {allowed}, not {value}", allowed=", ".join(_SHUFFLE), value=quoted(text))
    return _SHUFFLE[text]


def _refused(text: str, reason: str) -> Refusal:
    return Refusal("--edit {text}: {reason}", text=quoted(text), reason=reason)
