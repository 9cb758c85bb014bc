"""What a run will do, before it does it: its curves, whether it converges, and the learning rate where that ends."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from linreg_gui.core.block import Array, Epoch
from linreg_gui.core.data import Dataset
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.run import Run
from linreg_gui.core.trace import Band, Trace
from linreg_gui.core.trainers.exact import ExactTrainer

MOST_UPDATES: Final = 200_000
"""Updates foretold at most: what a slider can wait for."""

_MOST_BATCHES_FOR_LIMIT = 1 << 16
_BLOCK = 1 << 15
_SLOW = 0.1
_HALVINGS = 14


class Outcome(Enum):
    """How a run will go."""

    CONVERGES = "converges"
    SLOW = "slow"
    DIVERGES = "diverges"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How a run will go, read off the map of one epoch.

    Attributes
    ----------
    outcome : Outcome
        Slow means that after all epochs more than a tenth of the error is left.
    factor : float
        What an epoch multiplies the error by, in the long run: the spectral radius of its map.
    limit : float or None
        The largest learning rate that converges with these batches; None where there are too many to search it.
    full_batch_limit : float
        The textbook's limit for full batches: 2 over the largest curvature of the loss.
    resting_point : Array, shape (features + 1,)
        Where the ends of the epochs settle if the run converges; else not a number.
    """

    outcome: Outcome
    factor: float
    limit: float | None
    full_batch_limit: float
    resting_point: Array


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The whole run of an experiment, unless it has more than `MOST_UPDATES`.

    Attributes
    ----------
    experiment : Experiment
        What is foretold.
    verdict : Verdict
        How it will go.
    loss : Band
        Loss over all examples, by the trainer's own convention.
    parameters : tuple of Band
        w and then b.
    epochs : tuple of Epoch
        Where each epoch ends.
    updates : int
        Updates foretold.
    diverged : bool
        Whether the last of them is the one at which the run stops as diverged.
    """

    experiment: Experiment
    verdict: Verdict
    loss: Band
    parameters: tuple[Band, ...]
    epochs: tuple[Epoch, ...]
    updates: int
    diverged: bool


class Forecaster:
    """Foretells runs; what several have in common is worked out once."""

    def __init__(self) -> None:
        self._limit: tuple[tuple[object, ...], float | None] | None = None

    def forecast(self, dataset: Dataset, experiment: Experiment) -> Forecast:
        """Return what the chosen trainer will do with these data, in the order in which it takes them."""
        run = Run(experiment, dataset, ExactTrainer(dataset, experiment))
        trace = Trace(run.start)
        total = min(experiment.epochs * experiment.updates_per_epoch, MOST_UPDATES)
        while not run.diverged and run.updates < total:
            trace.append(run.advance(min(total - run.updates, _BLOCK)))
        return Forecast(
            experiment,
            self._verdict(dataset, experiment),
            trace.loss,
            tuple(trace.parameter(index) for index in range(experiment.features + 1)),
            tuple(trace.epochs),
            run.updates,
            run.diverged,
        )

    def _verdict(self, dataset: Dataset, experiment: Experiment) -> Verdict:
        moments = dataset.moments(experiment)
        trainer = ExactTrainer(dataset, experiment)
        error_map, push = _error_map(trainer, experiment.learning_rate, moments.directions)
        factor = spectral_radius(error_map)
        resting_point = np.full(experiment.features + 1, np.nan)
        if not factor < 1:
            outcome = Outcome.DIVERGES
        else:
            outcome = Outcome.SLOW if factor**experiment.epochs > _SLOW else Outcome.CONVERGES
            curved = np.linalg.solve(np.eye(len(push)) - error_map, push * -experiment.noise)
            start = trainer.parameters - experiment.truth
            flat = start - moments.directions @ (moments.directions.T @ start)
            resting_point = experiment.truth + moments.directions @ curved + flat
        steepest = float(np.linalg.eigvalsh(moments.curvature)[-1])
        full_batch_limit = 2 / (experiment.description.loss_factor * steepest)
        limit = self._cached_limit(trainer, experiment, moments.directions, full_batch_limit)
        return Verdict(outcome, factor, limit, full_batch_limit, resting_point)

    def _cached_limit(
        self, trainer: ExactTrainer, experiment: Experiment, directions: Array, guess: float
    ) -> float | None:
        e = experiment
        key = (e.seed, e.examples, e.features, e.examples_per_batch, e.shuffles, e.description.loss_factor)
        if self._limit is None or self._limit[0] != key:
            searched = e.updates_per_epoch <= _MOST_BATCHES_FOR_LIMIT
            self._limit = key, largest_converging_rate(trainer, directions, guess) if searched else None
        return self._limit[1]


def _error_map(trainer: ExactTrainer, learning_rate: float, directions: Array) -> tuple[Array, Array]:
    """Return what an epoch does to the error in the directions that matter, and where it pushes that per noise."""
    epoch_map = trainer.epoch_map(learning_rate).numpy()
    return directions.T @ epoch_map[:-1, :-1] @ directions, directions.T @ epoch_map[:-1, -1]


def largest_converging_rate(trainer: ExactTrainer, directions: Array, guess: float) -> float:
    """Return the learning rate at which the spectral radius of the epoch's map reaches 1, to four digits.

    Parameters
    ----------
    trainer : ExactTrainer
        At the beginning of the epoch in question.
    directions : Array, shape (features + 1, directions)
        Those in which the loss is curved; in others no learning rate moves anything.
    guess : float
        Where to begin, such as the textbook's limit.
    """

    def converges(rate: float) -> bool:
        return spectral_radius(_error_map(trainer, rate, directions)[0]) < 1

    low = high = guess
    if converges(guess):
        while converges(high):
            low, high = high, high * 1.5
    else:
        while not converges(low):
            low, high = low / 1.5, low
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


def spectral_radius(matrix: Array) -> float:
    """Return the largest absolute eigenvalue; infinite where an entry is beyond numbers."""
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if np.isfinite(matrix).all() else math.inf
