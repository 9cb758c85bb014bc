"""Foretells what a run will do, before it does it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.record.forecast import Forecast, Outcome
from linreg_gui.core.record.trace import Summary, block_rows, start_row
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment

if TYPE_CHECKING:
    from linreg_gui.core.problem.dataset import Dataset

MOST_UPDATES: Final = 200_000
"""Updates foretold at most: what a slider can wait for."""

_MOST_UPDATES_AT_ONCE = 1 << 13
_MOST_EXAMPLES_AT_ONCE = 1 << 16
_MOST_EXAMPLES_SHUFFLED = 20_000_000


Parts = Iterator["Forecast | None"]
"""Work that comes in parts of some milliseconds: None after each, and at last the forecast."""


class Forecaster:
    """Foretells runs; what several have in common is worked out once."""

    def __init__(self) -> None:
        from linreg_gui.core.exact.verdict import Judge

        self._judge = Judge()

    def forecast(self, dataset: "Dataset", experiment: Experiment) -> Forecast:
        """Return what the chosen trainer will do with these data, in the order in which it takes them."""
        return next(forecast for forecast in self.parts(dataset, experiment, experiment.epochs) if forecast)

    def parts(self, dataset: "Dataset", experiment: Experiment, epochs: int) -> Parts:
        """Do the same in parts, for that many epochs, so that whoever waits can look at something else in between."""
        from linreg_gui.core.exact.trainer import ExactTrainer

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
        verdict = yield from self._judge.verdict(dataset, experiment)
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


def _most_updates(experiment: Experiment) -> int:
    """Return how many updates a slider can wait for; each epoch in an order of its own has to be gathered anew."""
    if experiment.shuffles and experiment.examples_per_batch < experiment.examples:
        return min(MOST_UPDATES, max(_MOST_EXAMPLES_SHUFFLED // experiment.examples_per_batch, 1))
    return MOST_UPDATES
