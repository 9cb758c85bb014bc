"""The one contract of all trainers, and the two things they share: where they start and where they stand."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from linreg_gui.core.problem.batches import epoch_order
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.problem.seeding import Stream, generator
from linreg_gui.core.record.block import Array, Block
from linreg_gui.core.spec.experiment import Experiment


class Trainer(ABC):
    """Makes the updates of mini-batch stochastic gradient descent.

    Attributes
    ----------
    epochs : int
        Epochs that are complete.
    taken : int
        Examples of the present epoch that were used already.

    Parameters
    ----------
    dataset : Dataset
        The examples.
    experiment : Experiment
        The settings to start with; it must be one that the data fit.
    """

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        self.epochs = 0
        self.taken = 0
        self._dataset = dataset
        self._experiment = experiment
        self._order: Tensor | None = None
        self._theta = starting_parameters(experiment.seed, experiment.features)

    @abstractmethod
    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update; another choice of shuffling, from the next epoch."""
        self._experiment = experiment

    @property
    def parameters(self) -> Array:
        """w and then b, shape (features + 1,), as they are now."""
        return self._theta.numpy().copy()

    def updates_until(self, epochs: int) -> int:
        """Return how many updates complete that many epochs in all, with the present settings."""
        whole = (epochs - self.epochs - 1) * self._experiment.updates_per_epoch
        return max(whole - (self.taken - self._experiment.examples) // self._experiment.examples_per_batch, 0)

    def _begin_epoch(self) -> None:
        """Fix the order of the epoch that begins: None where it is the order in which the data are stored."""
        e = self._experiment
        self._order = epoch_order(e.seed, self.epochs, e.examples) if e.shuffles else None


def starting_parameters(seed: int, features: int) -> Tensor:
    """Return w from a normal distribution with standard deviation 0.01, and b = 0; shape (features + 1,)."""
    start = torch.zeros(features + 1, dtype=torch.float64)
    start[:-1].normal_(0, 0.01, generator=generator(seed, Stream.START))
    return start
