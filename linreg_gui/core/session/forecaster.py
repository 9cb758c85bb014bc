"""Foretells what a run will do, before it does it."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Final

import numpy as np

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.record.forecast import Forecast, Outcome
from linreg_gui.core.record.summary import Summary
from linreg_gui.core.record.trace import block_rows
from linreg_gui.core.session.plan import Plan
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe

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

    def forecast(self, run: Run) -> Forecast:
        """Return what a run will do from where it stands, in the order in which it takes the examples."""
        return next(forecast for forecast in self.parts(run) if forecast)

    def parts(self, run: Run) -> Parts:
        """Do the same in parts, so that whoever waits can look at something else in between.

        What is foretold is what playing would do: the epochs that are left, as many again where none are, and a run
        from the start where this one has diverged.
        """
        run = Run(run.experiment, run.dataset) if run.diverged else copy(run)
        run.go_on_exactly()
        if run.finished:
            run.extend()
        first, experiment, loss_before = run.updates, run.experiment, run.loss
        summary = Summary(experiment.features + 3)
        summary.append(np.concatenate([[np.nan, run.loss], run.parameters])[None])
        ended: list[Epoch] = []
        whole = run.updates_until(run.goal)
        last = first + min(whole, _most_updates(experiment))
        at_once = _updates_at_once(experiment)
        while not run.diverged and run.updates < last:
            block = run.advance(min(last - run.updates, at_once))
            summary.append(block_rows(block))
            ended += block.ended_epochs()
            yield None
        verdict = yield from self._judge.verdict(run.dataset, experiment)
        if run.diverged and verdict.outcome is not Outcome.DIVERGES:
            # The first epoch's order bears this learning rate, that of a later one does not: no limit holds for all.
            nowhere = np.full_like(verdict.resting_point, np.nan)
            verdict = replace(verdict, outcome=Outcome.DIVERGES, limit=None, resting_point=nowhere)
        yield Forecast(
            experiment=experiment,
            verdict=verdict,
            first=first,
            updates=run.updates,
            loss_before=loss_before,
            loss_after=run.loss,
            parameters_after=run.parameters,
            loss=summary.band(1, first),
            parameters=tuple(summary.band(2 + index, first) for index in range(experiment.features + 1)),
            epochs=tuple(ended),
            floor=experiment.description.loss_factor * run.surroundings.moments.floor,
            diverged=run.diverged,
            complete=run.diverged or run.updates == first + whole,
        )


def foreseen(recipe: Recipe, updates: int) -> Run:
    """Return the run of a recipe where it stands after that many updates, or where it ends before.

    They are made with the exact engine. What the recipe changes after the last of them is in force, unless the run has
    ended there.
    """
    run, plan = Run(recipe.experiment), Plan(recipe.experiment, recipe.edits)
    run.go_on_exactly()
    while not (run.diverged or run.finished):
        if experiment := plan.due(run.updates):
            run.configure(experiment)
        left = min(updates - run.updates, run.updates_until(run.goal))
        if not left:
            break
        run.advance(plan.bounded(min(left, _updates_at_once(run.experiment)), run.updates))
    return run


def _updates_at_once(experiment: Experiment) -> int:
    """Return how many updates take some milliseconds."""
    return max(min(_MOST_EXAMPLES_AT_ONCE // experiment.examples_per_batch, _MOST_UPDATES_AT_ONCE), 1)


def _most_updates(experiment: Experiment) -> int:
    """Return how many updates a slider can wait for; each epoch in an order of its own has to be gathered anew."""
    if experiment.shuffles and experiment.examples_per_batch < experiment.examples:
        return min(MOST_UPDATES, max(_MOST_EXAMPLES_SHUFFLED // experiment.examples_per_batch, 1))
    return MOST_UPDATES
