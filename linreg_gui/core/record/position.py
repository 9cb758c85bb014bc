"""Where in its epochs a run stands. All arithmetic of batches and epochs is here."""

from dataclasses import dataclass

from linreg_gui.core.spec.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two updates.

    Attributes
    ----------
    epochs : int
        Epochs that are complete.
    taken : int
        Examples of the epoch under way that were used already; 0 where none is under way.
    """

    epochs: int = 0
    taken: int = 0

    def updates_until(self, epochs: int, experiment: Experiment) -> int:
        """Return how many updates with these settings complete that many epochs in all; 0 if they are complete."""
        whole = (epochs - self.epochs - 1) * experiment.updates_per_epoch
        return max(whole - (self.taken - experiment.examples) // experiment.examples_per_batch, 0)

    def after(self, updates: int, experiment: Experiment) -> "Position":
        """Return where that many updates with these settings lead to."""
        left = self.updates_until(self.epochs + 1, experiment)
        if updates < left:
            return Position(self.epochs, self.taken + updates * experiment.examples_per_batch)
        more, rest = divmod(updates - left, experiment.updates_per_epoch)
        return Position(self.epochs + 1 + more, rest * experiment.examples_per_batch)

    def ends(self, updates: int, experiment: Experiment) -> tuple[int, ...]:
        """Return which of that many updates end an epoch, counted from 0."""
        first = self.updates_until(self.epochs + 1, experiment) - 1
        return tuple(range(first, updates, experiment.updates_per_epoch))
