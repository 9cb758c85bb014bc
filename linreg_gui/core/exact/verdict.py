"""How a run will go, read off the map that an epoch is."""

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from linreg_gui.core.exact.recurrence import composed
from linreg_gui.core.exact.trainer import ExactTrainer
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Array
from linreg_gui.core.record.forecast import Outcome, Verdict
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.trainer import starting_parameters

_MOST_BATCHES_FOR_LIMIT = 1 << 16
_SLOW = 0.1
_STRIDE = 1.5
_HALVINGS = 14


class Judge:
    """Gives verdicts; the limit of the learning rate is searched once for all that have it in common."""

    def __init__(self) -> None:
        self._limit: tuple[tuple[object, ...], float | None] | None = None

    def verdict(self, dataset: Dataset, experiment: Experiment) -> Generator[None, None, Verdict]:
        """Work out, in parts of some milliseconds, how a run of an experiment will go."""
        moments = dataset.moments(experiment)
        epoch = yield from _Epoch.collected(ExactTrainer(dataset, experiment), moments.directions, experiment)
        error_map, push = yield from epoch.error_map(experiment.learning_rate)
        factor = spectral_radius(error_map)
        resting_point = np.full(experiment.features + 1, np.nan)
        if not factor < 1:
            outcome = Outcome.DIVERGES
        else:
            outcome = Outcome.SLOW if factor**experiment.epochs > _SLOW else Outcome.CONVERGES
            curved = np.linalg.solve(np.eye(len(push)) - error_map, push * -experiment.noise)
            start = starting_parameters(experiment.seed, experiment.features).numpy() - experiment.truth
            flat = start - moments.directions @ (moments.directions.T @ start)
            resting_point = experiment.truth + moments.directions @ curved + flat
        steepest = float(np.linalg.eigvalsh(moments.curvature)[-1])
        full_batch_limit = 2 / (experiment.description.loss_factor * steepest)
        e = experiment
        key = (e.seed, e.examples, e.features, e.examples_per_batch, e.shuffles, e.description.loss_factor)
        if self._limit is None or self._limit[0] != key:
            self._limit = key, (yield from epoch.largest_converging_rate(full_batch_limit))
        return Verdict(outcome, factor, self._limit[1], full_batch_limit, resting_point)


@dataclass(frozen=True, slots=True, eq=False)
class _Epoch:
    """The batches of an epoch, and what they do to the error in the directions in which the loss is curved."""

    batches: list[tuple[Tensor, Tensor]]
    directions: Array
    loss_factor: int

    @classmethod
    def collected(
        cls, trainer: ExactTrainer, directions: Array, experiment: Experiment
    ) -> Generator[None, None, "_Epoch"]:
        """Gather the batches."""
        batches = []
        for batch in trainer.epoch_batches():
            batches.append(batch)
            yield
        return cls(batches, directions, experiment.description.loss_factor)

    def error_map(self, learning_rate: float) -> Generator[None, None, tuple[Array, Array]]:
        """Return what the epoch does to the error, and where it pushes that per noise."""
        total = np.eye(len(self.directions) + 1)
        for products, sizes in self.batches:
            with np.errstate(over="ignore", invalid="ignore"):
                total = composed(products, learning_rate * self.loss_factor / sizes).numpy() @ total
            yield
        with np.errstate(over="ignore", invalid="ignore"):
            return self.directions.T @ total[:-1, :-1] @ self.directions, self.directions.T @ total[:-1, -1]

    def largest_converging_rate(self, guess: float) -> Generator[None, None, float | None]:
        """Return the learning rate at which the spectral radius reaches 1, to four digits; None if that takes long."""
        if sum(len(sizes) for _, sizes in self.batches) > _MOST_BATCHES_FOR_LIMIT:
            return None
        low = high = guess
        if (yield from self._converges(guess)):
            while (yield from self._converges(high)):
                low, high = high, high * _STRIDE
        else:
            while not (yield from self._converges(low)):
                low, high = low / _STRIDE, low
        for _ in range(_HALVINGS):
            middle = math.sqrt(low * high)
            low, high = (middle, high) if (yield from self._converges(middle)) else (low, middle)
        return low

    def _converges(self, learning_rate: float) -> Generator[None, None, bool]:
        error_map, _ = yield from self.error_map(learning_rate)
        return spectral_radius(error_map) < 1


def spectral_radius(matrix: Array) -> float:
    """Return the largest absolute eigenvalue; infinite where an entry is beyond numbers."""
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if np.isfinite(matrix).all() else math.inf
