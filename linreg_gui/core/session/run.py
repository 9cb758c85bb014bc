"""One run of a trainer: where it starts, what each stretch did to the loss, when it is finished or has diverged."""

from typing import TYPE_CHECKING, Final

import numpy as np

from linreg_gui.core.record.block import Array, MeasuredBlock
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.session.factory import make_trainer
from linreg_gui.core.spec.experiment import Experiment

if TYPE_CHECKING:
    from linreg_gui.core.problem.dataset import Dataset
    from linreg_gui.core.training.trainer import Trainer

DIVERGED_FACTOR: Final = 1e12
"""A run has diverged when its loss is more than this many times the loss at its start."""


class Run:
    """A trainer on its way, from its start to the epochs asked for.

    Attributes
    ----------
    experiment : Experiment
        The settings in force.
    dataset : Dataset
        The examples; a later run on the same ones need not draw them again.
    surroundings : Surroundings
        The loss as it is under those settings.
    start : Start
        Where it began.
    updates, epochs : int
        Updates made and epochs completed.
    learning_rate : float
        That of the last update, or of the first one to come.
    diverged : bool
        Whether the last update made left the numbers or `DIVERGED_FACTOR` behind.

    Parameters
    ----------
    experiment : Experiment
        The settings to begin with.
    dataset : Dataset, optional
        Examples at hand; drawn anew unless they fit.
    trainer : Trainer, optional
        Another trainer than the experiment's, at its start.

    Raises
    ------
    DoesNotFit
        If the examples do not fit into memory.
    """

    def __init__(
        self, experiment: Experiment, dataset: "Dataset | None" = None, trainer: "Trainer | None" = None
    ) -> None:
        from linreg_gui.core.problem.dataset import Dataset

        self.experiment = experiment
        self.dataset = dataset if dataset and dataset.fits(experiment) else Dataset.of(experiment)
        self._trainer = trainer or make_trainer(self.dataset, experiment)
        self.surroundings = Surroundings(experiment, self.dataset.moments(experiment))
        parameters = self._trainer.parameters
        self.start = Start(experiment, parameters, float(self._loss(parameters)))
        self.updates = self.epochs = 0
        self.learning_rate = experiment.learning_rate
        self.diverged = False
        self._goal_counts_from = self._reached = 0

    @property
    def goal(self) -> int:
        """The epoch after which it is finished. Once that is reached, other settings do not move it."""
        return self._reached or max(self._goal_counts_from + self.experiment.epochs, self.epochs)

    @property
    def finished(self) -> bool:
        """Whether the epochs asked for are complete."""
        return self.epochs >= self.goal

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update. They must not be ones that start over."""
        old, self.experiment = self.experiment, experiment
        self._trainer.configure(experiment)
        if (old.truth, old.noise) != (experiment.truth, experiment.noise):
            self.surroundings = Surroundings(experiment, self.dataset.moments(experiment))
        if not self.updates:
            self.learning_rate = experiment.learning_rate

    def extend(self) -> None:
        """Ask for as many epochs again."""
        self._goal_counts_from = self.epochs
        self._reached = 0

    def updates_until(self, epochs: int) -> int:
        """Return how many updates complete that many epochs in all."""
        return self._trainer.updates_until(epochs)

    def advance(self, updates: int) -> MeasuredBlock:
        """Make that many updates, or as many as it takes to diverge."""
        self.learning_rate = self.experiment.learning_rate
        epochs_before, taken_before = self.epochs, self._trainer.taken
        block = self._trainer.advance(updates)
        loss = self._loss(block.parameters)
        # A comparison with what is not a number is false, so this finds those too.
        sound = (loss <= DIVERGED_FACTOR * self.start.loss) & np.isfinite(block.batch_loss)
        kept = len(block)
        if not sound.all():
            self.diverged = True
            kept = int(np.argmin(sound)) + 1
        epoch_ends = tuple(end for end in block.epoch_ends if end < kept)
        self.epochs += len(epoch_ends)
        since_end = kept - 1 - epoch_ends[-1] if epoch_ends else kept
        taken = since_end * self.experiment.examples_per_batch + (0 if epoch_ends else taken_before)
        if self.finished:
            self._reached = self.goal
        measured = MeasuredBlock(
            parameters=block.parameters[:kept],
            batch_loss=block.batch_loss[:kept],
            epoch_ends=epoch_ends,
            first=self.updates + 1,
            epochs_before=epochs_before,
            loss=loss[:kept],
            progress=self.epochs + taken / self.experiment.examples,
        )
        self.updates += kept
        return measured

    def _loss(self, parameters: Array) -> Array:
        return self.experiment.description.loss_factor * self.surroundings.moments.loss(parameters)
