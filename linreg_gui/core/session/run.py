"""One run of a trainer: its start, its updates and their loss, its goal, its end; and back to any of its updates."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from linreg_gui.core.record.block import Array, MeasuredBlock
from linreg_gui.core.record.events import Course, Start, Surroundings
from linreg_gui.core.record.position import Position
from linreg_gui.core.session.checkpoints import Checkpoint, Checkpoints
from linreg_gui.core.session.factory import make_trainer
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe

if TYPE_CHECKING:
    from linreg_gui.core.problem.dataset import Dataset

DIVERGED_FACTOR: Final = 1e12
"""A run has diverged when its loss is more than this many times the loss at its start."""


class Run:
    """A trainer on its way, from its start to the epochs asked for.

    Attributes
    ----------
    recipe : Recipe
        What it follows from, up to `end`.
    experiment : Experiment
        The settings in force.
    dataset : Dataset
        The examples; a later run on the same ones need not draw them again.
    past : tuple of Surroundings
        What it has moved in.
    surroundings : Surroundings
        What it will move in under those settings.
    start : Start
        Where it began.
    updates : int
        After how many updates it stands.
    end : int
        How many were made; more than `updates` where it was taken back.
    position : Position
        Where in its epochs it stands.
    diverged : bool
        Whether the update it stands after left the numbers or `DIVERGED_FACTOR` behind.

    Parameters
    ----------
    experiment : Experiment
        The settings to begin with.
    dataset : Dataset, optional
        Examples at hand; drawn anew unless they fit.

    Raises
    ------
    DoesNotFit
        If the examples do not fit into memory.
    """

    def __init__(self, experiment: Experiment, dataset: "Dataset | None" = None) -> None:
        from linreg_gui.core.problem.dataset import Dataset

        self.recipe = Recipe(experiment)
        self.experiment = experiment
        self.dataset = dataset if dataset and dataset.fits(experiment) else Dataset.of(experiment)
        self._trainer = make_trainer(self.dataset, experiment)
        self.surroundings = Surroundings(0, experiment, self.dataset.moments(experiment))
        self.past: tuple[Surroundings, ...] = (self.surroundings,)
        parameters = self._trainer.parameters
        self.start = Start(experiment, parameters, float(self._loss(parameters)))
        self.updates = self.end = 0
        self.position = Position()
        self.diverged = False
        self._diverged_at: int | None = None
        self._learning_rate: float | None = None
        self._checkpoints = Checkpoints(Checkpoint(0, self._trainer.state()))
        self._extended_at = [0]
        self._reached = 0

    @property
    def epochs(self) -> int:
        """How many epochs are complete."""
        return self.position.epochs

    @property
    def learning_rate(self) -> float:
        """The learning rate of the last update, or of the first one to come."""
        return self.experiment.learning_rate if self._learning_rate is None else self._learning_rate

    @property
    def parameters(self) -> Array:
        """w and then b where it stands, shape (features + 1,)."""
        return self._trainer.parameters

    @property
    def loss(self) -> float:
        """Loss over all examples where it stands, by the trainer's own convention."""
        return float(self._loss(self.parameters))

    @property
    def course(self) -> Course:
        """What it follows from and moves in."""
        return Course(self.start, self.recipe, self.past, self.surroundings)

    @property
    def goal(self) -> int:
        """The epoch after which it is finished. Once that is reached, other settings do not move it."""
        return self._reached or max(self._extensions()[-1] + self.experiment.epochs, self.epochs)

    @property
    def finished(self) -> bool:
        """Whether the epochs asked for are complete."""
        return self.epochs >= self.goal

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update. They must not be ones that start over."""
        self._set(experiment)
        if self.updates == self.end and not self.diverged:
            self._note()

    def extend(self) -> None:
        """Ask for as many epochs again."""
        self._extended_at = [*self._extended_at, self.epochs]
        self._reached = 0

    def updates_until(self, epochs: int) -> int:
        """Return how many updates complete that many epochs in all."""
        return self.position.updates_until(epochs, self.experiment)

    def advance(self, updates: int) -> MeasuredBlock:
        """Make that many updates, or as many as it takes to diverge. What lay beyond is no longer part of the run."""
        if updates and self.updates < self.end:
            self._branch()
        self._checkpoints.keep(self.updates, self._trainer.state)
        self._learning_rate = self.experiment.learning_rate
        before = self.position
        block = self._trainer.advance(updates)
        loss = self._loss(block.parameters)
        # A comparison with what is not a number is false, so this finds those too.
        sound = (loss <= DIVERGED_FACTOR * self.start.loss) & np.isfinite(block.batch_loss)
        kept = len(block) if sound.all() else int(np.argmin(sound)) + 1
        if not sound.all():
            self.diverged, self._diverged_at = True, self.updates + kept
        self.position = before.after(kept, self.experiment)
        if self.finished:
            self._reached = self.goal
        measured = MeasuredBlock(
            parameters=block.parameters[:kept],
            batch_loss=block.batch_loss[:kept],
            epoch_ends=tuple(end for end in block.epoch_ends if end < kept),
            first=self.updates + 1,
            epochs_before=before.epochs,
            loss=loss[:kept],
        )
        self.updates += kept
        self.end = self.updates
        return measured

    def stand_at(self, updates: int) -> None:
        """Stand after that many updates again, with the settings of now, ready to go on from there.

        Parameters
        ----------
        updates : int
            From 0 to `end`.
        """
        now = self.experiment
        checkpoint = self._checkpoints.up_to(updates)
        if not checkpoint.updates <= self.updates < updates or self.diverged:
            self._restore(checkpoint)
        else:
            self._set(self.recipe.at(self.updates))
        for stop in (*self.recipe.changes_between(self.updates, updates), updates):
            self._learning_rate = self.experiment.learning_rate if stop else None
            self._trainer.advance(stop - self.updates)
            self.position = self.position.after(stop - self.updates, self.experiment)
            self.updates = stop
            self._set(self.recipe.at(stop))
        self.diverged = updates == self._diverged_at
        self._set(now)
        self.surroundings = replace(self.surroundings, update=updates)
        self._reached = 0  # for the goal that other settings move
        self._reached = self.goal if self.finished else 0

    def go_on_exactly(self) -> None:
        """Make the updates from here on with the exact engine: the same ones, but for rounding."""
        from linreg_gui.core.exact.trainer import ExactTrainer

        trainer = ExactTrainer(self.dataset, self.experiment)
        trainer.restore(self._trainer.state())
        self._trainer = trainer
        self._checkpoints = Checkpoints(Checkpoint(self.updates, trainer.state()))
        self.end = self.updates

    def _restore(self, checkpoint: Checkpoint) -> None:
        """Stand where a checkpoint was made, with the settings that were in force."""
        self._set(self.recipe.at(checkpoint.updates))
        self._trainer.restore(checkpoint.state)
        self.updates = checkpoint.updates
        self.position = self._trainer.position

    def _set(self, experiment: Experiment) -> None:
        """Have other settings in force."""
        old, self.experiment = self.experiment, experiment
        self._trainer.configure(experiment)
        if (old.truth, old.noise) != (experiment.truth, experiment.noise):
            self.surroundings = Surroundings(self.updates, experiment, self.dataset.moments(experiment))

    def _branch(self) -> None:
        """Forget what lies beyond, and note the settings of now where they are others than here before."""
        self._checkpoints.cut(self.updates)
        self._note()
        self._extended_at = self._extensions()
        self.end = self.updates
        self._diverged_at = None

    def _extensions(self) -> list[int]:
        """Return after which epochs as many again were asked for, up to where it stands."""
        return [epochs for epochs in self._extended_at if epochs <= self.epochs]

    def _note(self) -> None:
        """Write down that the settings of now hold from here on."""
        self.recipe = self.recipe.edited(self.updates, self.experiment)
        before = tuple(each for each in self.past if each.update < self.updates)
        now, then = self.experiment, before[-1].experiment if before else None
        bent = then is None or (then.truth, then.noise) != (now.truth, now.noise)
        self.past = (*before, replace(self.surroundings, update=self.updates)) if bent else before
        if not self.updates:
            self.start = Start(now, self.parameters, self.loss)

    def _loss(self, parameters: Array) -> Array:
        return self.experiment.description.loss_factor * self.surroundings.moments.loss(parameters)
