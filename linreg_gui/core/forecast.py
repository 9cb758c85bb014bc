"""What a run will do, before it does it: its curves, whether it converges, and the learning rate where that ends."""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import numpy as np
from torch import Tensor

from linreg_gui.core.block import Array, Epoch
from linreg_gui.core.data import Dataset
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.recurrence import composed
from linreg_gui.core.run import Run
from linreg_gui.core.trace import Band, Summary, block_rows, start_row
from linreg_gui.core.trainers.exact import ExactTrainer
from linreg_gui.core.trainers.trainer import starting_parameters

MOST_UPDATES: Final = 200_000
"""Updates foretold at most: what a slider can wait for."""

_MOST_UPDATES_AT_ONCE = 1 << 13
_MOST_EXAMPLES_AT_ONCE = 1 << 16
_MOST_EXAMPLES_SHUFFLED = 20_000_000
_MOST_BATCHES_FOR_LIMIT = 1 << 16
_SLOW = 0.1
_STRIDE = 1.5
_HALVINGS = 14


class Outcome(Enum):
    """How a run will go."""

    CONVERGES = "converges"
    SLOW = "slow"
    DIVERGES = "diverges"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How a run will go, read off the map of its first epoch, and off its updates if they diverge.

    Attributes
    ----------
    outcome : Outcome
        Slow means that after all epochs more than a tenth of the error is left.
    factor : float
        What an epoch multiplies the error by, in the long run: the spectral radius of its map.
    limit : float or None
        The largest learning rate that converges with these batches; None where there are too many to search it, or
        where a run in changing orders diverges below it.
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
    complete : bool
        Whether they are the whole run.
    """

    experiment: Experiment
    verdict: Verdict
    loss: Band
    parameters: tuple[Band, ...]
    epochs: tuple[Epoch, ...]
    updates: int
    diverged: bool
    complete: bool


Parts = Iterator["Forecast | None"]
"""Work that comes in parts of some milliseconds: None after each, and at last the forecast."""


class Forecaster:
    """Foretells runs; what several have in common is worked out once."""

    def __init__(self) -> None:
        self._limit: tuple[tuple[object, ...], float | None] | None = None

    def forecast(self, dataset: Dataset, experiment: Experiment) -> Forecast:
        """Return what the chosen trainer will do with these data, in the order in which it takes them."""
        return next(forecast for forecast in self.parts(dataset, experiment, experiment.epochs) if forecast)

    def parts(self, dataset: Dataset, experiment: Experiment, epochs: int) -> Parts:
        """Do the same in parts, for that many epochs, so that whoever waits can look at something else in between."""
        run = Run(experiment, dataset, ExactTrainer(dataset, experiment))
        summary = Summary(experiment.features + 3)
        summary.append(start_row(run.start))
        ended: list[Epoch] = []
        total = min(epochs * experiment.updates_per_epoch, _most_updates(experiment))
        at_once = max(min(_MOST_EXAMPLES_AT_ONCE // experiment.examples_per_batch, _MOST_UPDATES_AT_ONCE), 1)
        while not run.diverged and run.updates < total:
            block = run.advance(min(total - run.updates, at_once))
            summary.append(block_rows(block))
            ended += block.ended_epochs()
            yield None
        verdict = yield from self._verdict(dataset, experiment)
        if run.diverged and verdict.outcome is not Outcome.DIVERGES:
            # The first epoch's order bears this learning rate, that of a later one does not: no limit holds for all.
            nowhere = np.full_like(verdict.resting_point, np.nan)
            verdict = replace(verdict, outcome=Outcome.DIVERGES, limit=None, resting_point=nowhere)
        yield Forecast(
            experiment,
            verdict,
            summary.band(1),
            tuple(summary.band(2 + index) for index in range(experiment.features + 1)),
            tuple(ended),
            run.updates,
            run.diverged,
            complete=run.diverged or run.updates == epochs * experiment.updates_per_epoch,
        )

    def _verdict(self, dataset: Dataset, experiment: Experiment) -> Generator[None, None, Verdict]:
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


def _most_updates(experiment: Experiment) -> int:
    """Return how many updates a slider can wait for; each epoch in an order of its own has to be gathered anew."""
    if experiment.shuffles and experiment.examples_per_batch < experiment.examples:
        return min(MOST_UPDATES, max(_MOST_EXAMPLES_SHUFFLED // experiment.examples_per_batch, 1))
    return MOST_UPDATES


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
