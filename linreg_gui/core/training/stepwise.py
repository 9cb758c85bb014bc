"""What the trainers have in common that make one update after the other."""

from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Block
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.trainer import Trainer, TrainerState

_MOST_BATCHES_AT_ONCE = 1024

Batch = tuple[Tensor, Tensor]
"""Features, shape (batch size, features), and labels."""


class StepwiseTrainer(Trainer):
    """Walks through the batches of every epoch and records each update."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._known_labels: Tensor | None = None
        self._batches: Iterator[Batch] | None = None

    @property
    def _labels(self) -> Tensor:
        """The labels; made when they are needed, not whenever a slider moves."""
        if self._known_labels is None:
            self._known_labels = self._dataset.labels(self._experiment)
        return self._known_labels

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
            self._known_labels = None
        if bent or old.batch_size != experiment.batch_size:
            self._batches = None

    def restore(self, state: TrainerState) -> None:
        """Stand where a trainer stood on the same data; the settings are those of now."""
        with torch.no_grad():
            super().restore(state)
        self._batches = None

    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""
        batch_loss = np.empty(updates)
        epoch_ends = self.position.ends(updates, self._experiment)
        # Appending bytes takes a tenth of the time of assigning a row of an array.
        recorded = bytearray()
        theta = self._theta.numpy().data.cast("B")  # shares memory with what is updated
        done = 0
        while done < updates:
            if not self.position.taken:
                self._begin_epoch()
                self._batches = None
            if self._batches is None:
                self._batches = self._batches_left()
            left = self.position.updates_until(self.position.epochs + 1, self._experiment)
            stop = min(done + left, updates, done + _MOST_BATCHES_AT_ONCE)
            # Taking the batches first and then using them is faster than doing both in turn.
            for i, (X, y) in enumerate(list(islice(self._batches, stop - done)), start=done):
                batch_loss[i] = self._update(X, y)
                recorded += theta
            self.position = self.position.after(stop - done, self._experiment)
            done = stop
        parameters = np.frombuffer(recorded).reshape(updates, len(self._theta))
        return Block(parameters=parameters, batch_loss=batch_loss, epoch_ends=epoch_ends)
