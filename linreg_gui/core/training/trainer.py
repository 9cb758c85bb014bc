"""The one contract of all trainers, and what they share: where they start and where they stand."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor

from linreg_gui.core.problem.batches import epoch_order
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.problem.seeding import Stream, generator
from linreg_gui.core.record.block import Array, Block
from linreg_gui.core.record.position import Position
from linreg_gui.core.spec.experiment import Experiment


@dataclass(frozen=True, slots=True, eq=False)
class TrainerState:
    """All that a trainer needs to go on from somewhere, bit for bit, beside the data and the settings.

    Attributes
    ----------
    position : Position
        Where in its epochs it stands.
    shuffled : bool
        Whether the epoch under way has an order of its own.
    parameters : Array, shape (features + 1,)
        w and then b.
    """

    position: Position
    shuffled: bool
    parameters: Array


class Trainer(ABC):
    """Makes the updates of mini-batch stochastic gradient descent.

    Attributes
    ----------
    position : Position
        Where in its epochs it stands.

    Parameters
    ----------
    dataset : Dataset
        The examples.
    experiment : Experiment
        The settings to start with; it must be one that the data fit.
    """

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        self.position = Position()
        self._dataset = dataset
        self._experiment = experiment
        self._shuffled = False
        self._order: Tensor | None = None
        self._theta = starting_parameters(experiment.seed, experiment.features)

    @abstractmethod
    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update; another choice of shuffling, from the next epoch."""
        self._experiment = experiment

    def state(self) -> TrainerState:
        """Return where it stands."""
        return TrainerState(self.position, self._shuffled, self.parameters)

    def restore(self, state: TrainerState) -> None:
        """Stand where a trainer stood on the same data; the settings are those of now."""
        self.position = state.position
        self._theta.copy_(torch.from_numpy(state.parameters))
        self._take_order(shuffled=state.shuffled)

    @property
    def parameters(self) -> Array:
        """w and then b, shape (features + 1,), as they are now."""
        return self._theta.numpy().copy()

    def _begin_epoch(self) -> None:
        """Fix the order of the epoch that begins."""
        self._take_order(shuffled=self._experiment.shuffles)

    def _take_order(self, *, shuffled: bool) -> None:
        """Take the order of the epoch under way: None where it is the order in which the data are stored."""
        e = self._experiment
        self._shuffled = shuffled
        self._order = epoch_order(e.seed, self.position.epochs, e.examples) if shuffled else None


def starting_parameters(seed: int, features: int) -> Tensor:
    """Return w from a normal distribution with standard deviation 0.01, and b = 0; shape (features + 1,)."""
    start = torch.zeros(features + 1, dtype=torch.float64)
    start[:-1].normal_(0, 0.01, generator=generator(seed, Stream.START))
    return start
