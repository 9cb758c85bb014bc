"""A run as a recipe: what it began with, and what was changed after which update."""

from dataclasses import dataclass, replace

from linreg_gui.core.spec.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Edit:
    """Other settings from some update on.

    Attributes
    ----------
    update : int
        How many updates were made before it.
    experiment : Experiment
        The settings that hold from then on.
    """

    update: int
    experiment: Experiment


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a run follows from. Data, start and order are functions of the seed, so nothing else is needed.

    Attributes
    ----------
    experiment : Experiment
        The settings at the start.
    edits : tuple of Edit
        What was changed, one for an update at most, ascending; each changes something.
    """

    experiment: Experiment
    edits: tuple[Edit, ...] = ()

    def at(self, update: int) -> Experiment:
        """Return the settings of the update that follows that many."""
        return next((edit.experiment for edit in reversed(self.edits) if edit.update <= update), self.experiment)

    def edited(self, update: int, experiment: Experiment) -> "Recipe":
        """Return the recipe with other settings from an update on; whatever was changed from there on is forgotten."""
        before = tuple(edit for edit in self.edits if edit.update < update)
        if not update:
            return Recipe(experiment)
        kept = replace(self, edits=before)
        return kept if kept.at(update) == experiment else replace(self, edits=(*before, Edit(update, experiment)))

    def changes_between(self, first: int, last: int) -> list[int]:
        """Return after which updates settings change, beyond the first and up to but without the last."""
        return [edit.update for edit in self.edits if first < edit.update < last]
