"""What a run will do, against what it does."""

import math
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.exact.verdict import spectral_radius
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.forecast import Forecast, Outcome
from linreg_gui.core.session.forecaster import MOST_UPDATES, Forecaster, foreseen
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from tests.core.oracles import Array, design_matrix, plain_sgd, whole_run
from tests.core.session.rehearsal import Rehearsal

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""

KINDS: list[dict[str, Any]] = [
    {},
    {"trainer": "toolbox"},
    {"trainer": "exact", "shuffle": True},
    {"batch_size": "all", "noise": 1.0},
    {"w": (1.0,), "batch_size": 1},
]


def forecast(e: Experiment) -> Forecast:
    """Return the forecast of an experiment."""
    return Forecaster().forecast(Run(e))


def after_an_epoch(e: Experiment, parameters: Array) -> Array:
    """Return where one epoch in storage order leads from some parameters."""
    path, _, _ = plain_sgd(Dataset.of(e), parameters, [(e.updates_per_epoch, e)])
    return np.asarray(path[-1])


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_run_lies_on_its_forecast(kind: dict[str, Any]) -> None:
    """Every update and every epoch, for each trainer."""
    e = SHORT.changed(**kind)
    foretold, run = forecast(e), whole_run(e)
    assert foretold.experiment == e
    assert (foretold.updates, foretold.diverged) == (len(run), False)
    np.testing.assert_allclose(foretold.loss.low[1:], run.loss, rtol=1e-9)
    np.testing.assert_array_equal(foretold.loss.update, np.arange(len(run) + 1))
    for index, band in enumerate(foretold.parameters):
        np.testing.assert_allclose(band.low[1:], run.parameters[:, index], rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(band.low, band.high)
    for epoch, expected in zip(foretold.epochs, run.ended_epochs(), strict=True):
        assert epoch.number == expected.number
        assert epoch.loss == pytest.approx(expected.loss, rel=1e-9)


def test_divergence_is_foretold_at_its_update() -> None:
    """The forecast stops where the run will stop."""
    e = Experiment(learning_rate=3.0)
    foretold = forecast(e)
    run = Run(e)
    run.advance(300)
    assert foretold.diverged
    assert foretold.updates == run.updates
    assert foretold.verdict.outcome is Outcome.DIVERGES
    assert np.isnan(foretold.verdict.resting_point).all()


def test_very_long_runs_are_foretold_in_part() -> None:
    """What a slider can wait for is bounded."""
    e = Experiment(examples=1000, batch_size=1, epochs=1000, learning_rate=1e-5)
    foretold = forecast(e)
    assert foretold.updates == MOST_UPDATES
    assert len(foretold.epochs) == MOST_UPDATES // 1000


@pytest.mark.parametrize("kind", [{}, {"batch_size": "all"}, {"learning_rate": 0.3}, {"noise": 3.0}], ids=str)
def test_the_verdict_follows_from_the_map_of_an_epoch(kind: dict[str, Any]) -> None:
    """The map is measured on the plain loop, from where an epoch leads the origin and the units."""
    e = SHORT.changed(**kind)
    origin = after_an_epoch(e, np.zeros(3))
    linear = np.column_stack([after_an_epoch(e, unit) - origin for unit in np.eye(3)])
    factor = np.abs(np.linalg.eigvals(linear)).max()
    verdict = forecast(e).verdict
    assert verdict.factor == pytest.approx(factor, rel=1e-9)
    assert verdict.outcome is (Outcome.SLOW if factor**3 > 0.1 else Outcome.CONVERGES)
    rest = np.asarray(np.linalg.solve(np.eye(3) - linear, origin), dtype=np.float64)
    np.testing.assert_allclose(verdict.resting_point, rest, rtol=1e-9)
    np.testing.assert_allclose(after_an_epoch(e, rest), rest, rtol=1e-9)


@pytest.mark.parametrize("trainer", ["scratch", "toolbox"])
@pytest.mark.parametrize("batch_size", [10, "all"])
def test_the_limit_is_where_convergence_ends(trainer: str, batch_size: int | str) -> None:
    """Just below it a run converges, just above it diverges; for full batches it is the textbook's."""
    e = SHORT.changed(trainer=trainer, batch_size=batch_size)
    verdict = forecast(e).verdict
    assert verdict.limit is not None
    for factor, outcome in ((0.99, Outcome.DIVERGES), (1.01, Outcome.DIVERGES)):
        nearby = forecast(e.changed(learning_rate=factor * verdict.limit)).verdict
        assert (nearby.outcome is outcome) == (factor > 1)
    design = design_matrix(Dataset.of(e))
    largest = np.linalg.eigvalsh(design.T @ design / e.examples)[-1]
    textbook = 2 / largest / (2 if trainer == "toolbox" else 1)
    assert verdict.full_batch_limit == pytest.approx(textbook, rel=1e-10)
    if batch_size == "all":
        assert verdict.limit == pytest.approx(textbook, rel=1e-3)


def test_what_several_forecasts_have_in_common_changes_none_of_them() -> None:
    """A forecaster that was used before says the same as a fresh one."""
    forecaster, dataset = Forecaster(), Dataset.of(SHORT)
    for change in ({}, {"batch_size": 5}, {"b": 0.0}, {"batch_size": 10}, {"trainer": "toolbox"}):
        e = SHORT.changed(**change)
        assert forecaster.forecast(Run(e, dataset)).verdict.limit == forecast(e).verdict.limit


def test_the_spectral_radius_is_the_largest_eigenvalue_in_size() -> None:
    """Also of a rotation, and of numbers beyond all bounds."""
    assert spectral_radius(np.array([[0.0, -2.0], [2.0, 0.0]])) == pytest.approx(2)
    assert spectral_radius(np.array([[1.0, math.inf], [0.0, 1.0]])) == math.inf


def test_a_session_that_foretells_does_so_once_for_every_change() -> None:
    """Playing is no reason to foretell again, coming to the end is: what comes then are other epochs."""
    stage = Rehearsal(SHORT, foretells=True)
    bent = SHORT.changed(b=0.0)
    stage.when_idle(stage.session.pause, lambda: stage.session.configure(bent), stage.session.play).perform()
    assert stage.story == [
        *["Start", "Course", "ready", "Forecast"],
        *["Course", "ready", "Forecast", "running", "MeasuredBlock", "finished", "Forecast"],
    ]
    forecasts = [message for message in stage.told if isinstance(message, Forecast)]
    assert [(foretold.experiment, foretold.first) for foretold in forecasts] == [(SHORT, 0), (bent, 0), (bent, 9)]
    assert forecasts[1].loss.low[-1] == pytest.approx(stage.blocks[-1].loss[-1], rel=1e-9)
    assert forecasts[2].loss.low[0] == stage.blocks[-1].loss[-1]


def test_flat_directions_are_no_divergence() -> None:
    """With more features than examples some directions never move: the loss falls all the same."""
    e = Experiment(w=tuple(np.linspace(-3, 3, 14)), examples=10, learning_rate=0.2, epochs=1000)
    assert whole_run(e).loss[-1] < 0.01 * Run(e).start.loss
    assert forecast(e).verdict.outcome is not Outcome.DIVERGES


def test_settings_given_again_are_foretold_again() -> None:
    """Whoever gives them waits for an answer, also after opening the experiment that is shown already."""
    stage = Rehearsal(SHORT, foretells=True)
    stage.when_idle(lambda: stage.session.configure(SHORT)).perform()
    assert stage.story.count("Forecast") == 2


def test_a_run_that_diverges_in_a_later_order_is_not_said_to_converge() -> None:
    """The map of the first epoch shrinks the error; the orders of the epochs after it do not."""
    e = Experiment(trainer="toolbox", seed=1, learning_rate=0.92, epochs=5)
    forecast = Forecaster().forecast(Run(e))
    assert forecast.diverged
    assert forecast.verdict.factor < 1
    assert forecast.verdict.outcome is Outcome.DIVERGES
    assert forecast.verdict.limit is None


def test_a_recipe_is_foreseen_to_the_update_asked_for_or_to_its_end() -> None:
    """What changes after the last update is in force there, unless the run has ended."""
    e = Experiment()
    warm, longer = e.changed(learning_rate=0.1), e.changed(epochs=5)
    recipe = Recipe(e).edited(100, warm).edited(300, longer)
    for asked, reached, edits in ((0, 0, 0), (99, 99, 0), (100, 100, 1), (250, 250, 1), (300, 300, 1), (400, 300, 1)):
        run = foreseen(recipe, asked)
        assert (run.updates, run.recipe.edits) == (reached, recipe.edits[:edits])
        assert run.finished == (reached == 300)
