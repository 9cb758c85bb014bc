"""A session with a plan: it changes settings by itself, as if somebody had done it there."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.record.events import Course, Refused, Start
from linreg_gui.core.record.status import State
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Edit, Recipe
from tests.core.oracles import assert_same_in_pieces, whole_run
from tests.core.session.rehearsal import Rehearsal
from tests.core.shortage import let_fit
from tests.core.training.test_trainer import changes, small_experiments

SHORT = Experiment(examples=30)
"""Three updates an epoch, nine in all."""

WARM, NOISY = SHORT.changed(learning_rate=0.1), SHORT.changed(learning_rate=0.1, noise=0.5)
PLAN = (Edit(4, WARM), Edit(7, NOISY))


def planned(recipe: Recipe) -> list[MeasuredBlock]:
    """Return the run of a recipe as its own hand would make it."""
    run, blocks = Run(recipe.experiment), []
    for edit in recipe.edits:
        blocks.append(run.advance(min(edit.update - run.updates, run.updates_until(run.goal))))
        if not run.finished:
            run.configure(edit.experiment)
    return [*blocks, run.advance(run.updates_until(run.goal))]


def recipes(stage: Rehearsal) -> list[Recipe]:
    """Return what was told that the run follows from."""
    return [told.recipe for told in stage.told if isinstance(told, Course)]


@pytest.mark.parametrize("pace", [60, FULL_SPEED])
def test_it_tells_the_same_as_if_somebody_had_changed_the_settings_there(pace: float) -> None:
    stage = Rehearsal(SHORT, pace, plan=PLAN)
    stage.when_idle(stage.session.play).perform()
    assert stage.story == [
        *["Start", "Course", "ready", "running", "MeasuredBlock"],
        *2 * ["Course", "running", "MeasuredBlock"],
        "finished",
    ]
    assert recipes(stage) == [Recipe(SHORT, PLAN[:count]) for count in range(3)]
    assert [status.updates for status in stage.statuses if status.state is State.RUNNING] == [0, 4, 7]
    assert_same_in_pieces(stage.blocks, joined(planned(Recipe(SHORT, PLAN))))


@settings(max_examples=50)
@given(small_experiments(), st.data())
def test_any_plan_is_followed_to_the_update(e: Experiment, data: st.DataObject) -> None:
    """Also where it makes the run longer or shorter."""
    recipe, update = Recipe(e), 0
    for _ in range(data.draw(st.integers(1, 4))):
        update += data.draw(st.integers(1, 40))
        recipe = recipe.edited(update, recipe.at(update).changed(**data.draw(changes(e))))
    stage = Rehearsal(e, plan=recipe.edits)
    stage.when_idle(stage.session.play).perform()
    assert stage.states[-1] == "finished"
    assert_same_in_pieces(stage.blocks, joined([block for block in planned(recipe) if len(block)]))


def test_the_settings_before_the_first_update_are_its_start() -> None:
    stage = Rehearsal(SHORT, plan=(Edit(0, WARM),))
    stage.when_idle(stage.session.play).perform()
    assert recipes(stage)[-1] == Recipe(WARM)
    assert_same_in_pieces(stage.blocks, whole_run(WARM))


@pytest.mark.parametrize("update", [9, 10])
def test_what_is_planned_for_the_end_is_not_reached(update: int) -> None:
    """Played on, it is."""
    plan = (Edit(update, WARM.changed(epochs=5)),)
    stage = Rehearsal(SHORT, plan=plan)
    stage.when_idle(stage.session.play).perform()
    assert recipes(stage) == [Recipe(SHORT)]
    assert stage.statuses[-1].updates == 9

    stage = Rehearsal(SHORT, plan=plan)
    stage.when_idle(stage.session.play, stage.session.play).perform()
    assert recipes(stage)[-1] == Recipe(SHORT, plan)
    assert stage.statuses[-1].updates == 9 + 15


def test_a_run_cut_short_by_its_plan_ends_there() -> None:
    stage = Rehearsal(SHORT, plan=(Edit(4, SHORT.changed(epochs=1)), Edit(5, WARM)))
    stage.when_idle(stage.session.play).perform()
    assert stage.states == ["ready", "running", "running", "finished"]
    assert stage.statuses[-1].updates == 4


def test_a_step_goes_on_across_what_is_planned() -> None:
    stage = Rehearsal(SHORT, plan=PLAN)
    stage.when_idle(lambda: stage.session.step(6)).perform()
    assert (stage.states[-1], stage.statuses[-1].updates) == ("paused", 6)
    assert recipes(stage)[-1] == Recipe(SHORT, PLAN[:1])


@pytest.mark.parametrize("how", ["reset", "diverged"])
def test_a_new_start_begins_the_plan_anew(how: str) -> None:
    wild = SHORT.changed(learning_rate=10.0, epochs=30)
    e, plan = (SHORT, PLAN) if how == "reset" else (wild.changed(learning_rate=0.03), (Edit(4, wild),))
    stage = Rehearsal(e, plan=plan)
    stage.when_idle(stage.session.play, *[stage.session.reset] * (how == "reset"), stage.session.play).perform()
    assert [told.experiment for told in stage.told if isinstance(told, Start)] == [e, e]
    assert recipes(stage)[-1] == Recipe(e, plan)
    assert_same_in_pieces(stage.last_run, joined(stage.blocks[: -len(stage.last_run)]))


HANDS: dict[str, dict[str, Any]] = {"bends": {"b": 0.0}, "starts over": {"seed": 1}}


@pytest.mark.parametrize("change", HANDS.values(), ids=HANDS)
def test_settings_by_hand_drop_what_is_left_of_the_plan(change: dict[str, Any]) -> None:
    """Also after a reset, which begins with them."""
    stage, other = Rehearsal(SHORT, plan=PLAN), WARM.changed(**change)
    stage.when_idle(
        lambda: stage.session.step(5),
        lambda: stage.session.configure(other),
        stage.session.play,
        stage.session.reset,
        stage.session.play,
    ).perform()
    assert all(edit.experiment != NOISY for recipe in recipes(stage) for edit in recipe.edits)
    assert_same_in_pieces(stage.last_run, whole_run(other))


def test_another_run_has_nothing_planned() -> None:
    stage = Rehearsal(SHORT, plan=PLAN)
    stage.when_idle(lambda: stage.session.begin(WARM), stage.session.play).perform()
    assert_same_in_pieces(stage.last_run, whole_run(WARM))


def test_a_run_that_does_not_fit_leaves_the_plan_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    let_fit(monkeypatch, 40)
    stage = Rehearsal(SHORT, plan=PLAN)
    stage.when_idle(
        lambda: stage.session.step(5), lambda: stage.session.begin(SHORT.changed(examples=50)), stage.session.play
    ).perform()
    assert sum(isinstance(told, Refused) for told in stage.told) == 1
    assert recipes(stage)[-1] == Recipe(SHORT, PLAN)


def test_taken_back_it_goes_on_to_what_is_still_planned() -> None:
    stage = Rehearsal(SHORT, plan=PLAN)
    stage.when_idle(lambda: stage.session.step(6), lambda: stage.session.stand_at(5), stage.session.play).perform()
    assert recipes(stage)[-1] == Recipe(SHORT, PLAN)
    assert stage.statuses[-1].updates == 9
