"""What the trainers have in common that make one update after the other."""

from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice

import numpy as np
from torch import Tensor

from linreg_gui.core.block import Block
from linreg_gui.core.data import Dataset
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.trainers.trainer import Trainer

Batch = tuple[Tensor, Tensor]
"""Features, shape (batch size, features), and labels."""


class StepwiseTrainer(Trainer):
    """Walks through the batches of every epoch and records each update."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._labels = dataset.labels(experiment)
        self._batches: Iterator[Batch] = iter(())

    @abstractmethod
    def _batches_left(self) -> Iterator[Batch]:
        """Return the batches of the epoch that are not taken yet."""

    @abstractmethod
    def _update(self, X: Tensor, y: Tensor) -> float:
        """Update the parameters from one batch and return its mean loss before that."""

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update."""
        old, self._experiment = self._experiment, experiment
        bent = (old.truth, old.noise) != (experiment.truth, experiment.noise)
        if bent:
            self._labels = self._dataset.labels(experiment)
        if self.taken and (bent or old.batch_size != experiment.batch_size):
            self._batches = self._batches_left()

    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""
        parameters = np.empty((updates, len(self._theta)))
        batch_loss = np.empty(updates)
        epoch_ends = []
        theta = self._theta.numpy()  # shares memory with what is updated
        done = 0
        while done < updates:
            if not self.taken:
                self._begin_epoch()
                self._batches = self._batches_left()
            left = self.updates_until(self.epochs + 1)
            stop = min(done + left, updates)
            for i, (X, y) in enumerate(islice(self._batches, stop - done), start=done):
                batch_loss[i] = self._update(X, y)
                parameters[i] = theta
            self.taken += (stop - done) * self._experiment.examples_per_batch
            if stop - done == left:
                self.epochs += 1
                self.taken = 0
                epoch_ends.append(stop - 1)
            done = stop
        return Block(parameters=parameters, batch_loss=batch_loss, epoch_ends=tuple(epoch_ends))
