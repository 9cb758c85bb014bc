"""What a run will have changed on its way, and where."""

from collections.abc import Sequence

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Edit


class Plan:
    """Edits to come. Whoever trains stops at each, has its settings in force, and goes on.

    Parameters
    ----------
    experiment : Experiment
        What the run begins with.
    edits : sequence of Edit
        What is changed, ascending. None may start over.
    """

    def __init__(self, experiment: Experiment, edits: Sequence[Edit] = ()) -> None:
        self._experiment = experiment
        self._edits = tuple(edits)
        self._made = 0

    def anew(self, experiment: Experiment) -> Experiment:
        """Have all edits to come again, and return what the run begins with: these settings if nothing is planned."""
        self._made = 0
        return self._experiment if self._edits else experiment

    def due(self, updates: int) -> Experiment | None:
        """Return the settings that are to hold from here on, if an edit has been reached; each is due once."""
        experiment = None
        while self._made < len(self._edits) and self._edits[self._made].update <= updates:
            experiment = self._edits[self._made].experiment
            self._made += 1
        return experiment

    def bounded(self, count: int, updates: int) -> int:
        """Return how many of that many updates come before the next edit."""
        if self._made == len(self._edits):
            return count
        return min(count, self._edits[self._made].update - updates)
