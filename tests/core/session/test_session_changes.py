"""Every slider works while training runs."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.record.events import Course, Start
from linreg_gui.core.record.status import State, initial_status
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from tests.core.oracles import assert_same_in_pieces, plain_loss, whole_run
from tests.core.session.rehearsal import Rehearsal

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""

START_OVER: list[dict[str, Any]] = [{"examples": 35}, {"seed": 1}, {"trainer": "toolbox"}, {"w": (1.0,)}]
GO_ON: list[dict[str, Any]] = [
    {"learning_rate": 0.1},
    {"batch_size": 4},
    {"batch_size": "all"},
    {"w": (1.0, 1.0)},
    {"b": 0.0},
    {"noise": 1.0},
    {"shuffle": True},
]


def name(change: dict[str, Any]) -> str:
    """Return the name of a test for some changes."""
    return ", ".join(f"{key}={value}" for key, value in change.items())


@pytest.mark.parametrize("trainer", ["scratch", "toolbox"])
@pytest.mark.parametrize("change", GO_ON, ids=name)
def test_settings_count_from_the_next_update(change: dict[str, Any], trainer: str) -> None:
    """Not from the next epoch."""
    e = SHORT.changed(trainer=trainer)
    run = Run(e)
    expected = [run.advance(5)]
    run.configure(e.changed(**change))
    expected.append(run.advance(run.updates_until(3)))

    stage = Rehearsal(e, pace=1)
    stage.when_idle(stage.session.play).at(4.5, lambda: stage.session.configure(e.changed(**change))).perform()
    assert stage.states == ["ready", "running", "running", "finished"]
    before, after = stage.blocks[:5], stage.blocks[5:]
    assert_same_in_pieces(before, expected[0])
    assert_same_in_pieces(after, expected[1])


@pytest.mark.parametrize("bend", [{"w": (1.0, 1.0)}, {"b": 0.0}, {"noise": 1.0}], ids=name)
def test_bent_data_are_told_before_the_updates_they_count_for(bend: dict[str, Any]) -> None:
    """Losses before and after are those of their own surroundings."""
    bent = SHORT.changed(**bend)
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(4.5, lambda: stage.session.configure(bent)).perform()
    assert stage.story == [
        *["Start", "Course", "ready", "running", "MeasuredBlock"],
        *["Course", "running", "MeasuredBlock", "finished"],
    ]
    surroundings = [told.now for told in stage.told if isinstance(told, Course)]
    assert [s.experiment for s in surroundings] == [SHORT, bent]
    dataset = Run(SHORT).dataset
    for block in stage.blocks:
        s = surroundings[block.first > 5]
        np.testing.assert_allclose(block.loss, s.moments.loss(block.parameters), rtol=1e-12)
        assert block.loss[0] == pytest.approx(plain_loss(dataset, s.experiment, block.parameters[0]), rel=1e-9)


@pytest.mark.parametrize("change", GO_ON[:3], ids=name)
def test_settings_that_bend_no_data_leave_the_surroundings_alone(change: dict[str, Any]) -> None:
    """There is nothing new to draw."""
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.configure(SHORT.changed(**change))).perform()
    assert stage.story == ["Start", "Course", "ready", "Course", "ready"]
    before, after = (told for told in stage.told if isinstance(told, Course))
    assert before.now is after.now
    assert after.recipe == Recipe(SHORT.changed(**change))


def test_a_paused_run_stays_paused_when_settings_change() -> None:
    """A slider is no play button."""
    bent = SHORT.changed(b=0.0)
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.step(2), lambda: stage.session.configure(bent)).perform()
    assert stage.states == ["ready", "running", "paused", "paused"]
    assert stage.statuses[-1].updates == 2


@pytest.mark.parametrize("change", START_OVER, ids=name)
def test_a_running_run_starts_over_and_keeps_running(change: dict[str, Any]) -> None:
    """Examples, seed, trainer and features need other data or another start."""
    other = SHORT.changed(**change)
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(4.5, lambda: stage.session.configure(other)).perform()
    assert stage.story == [
        *["Start", "Course", "ready", "running", "MeasuredBlock"],
        *["Start", "Course", "running", "MeasuredBlock", "finished"],
    ]
    assert [message.experiment for message in stage.told if isinstance(message, Start)] == [SHORT, other]
    assert_same_in_pieces(stage.last_run, whole_run(other))


@pytest.mark.parametrize("change", START_OVER, ids=name)
@pytest.mark.parametrize("before", ["nothing", "step", "play"])
def test_a_run_at_rest_starts_over_and_waits(change: dict[str, Any], before: str) -> None:
    """Whatever it did before."""
    other = SHORT.changed(**change)
    stage = Rehearsal(SHORT)
    deed = {"nothing": stage.session.pause, "step": lambda: stage.session.step(2), "play": stage.session.play}[before]
    stage.when_idle(deed, lambda: stage.session.configure(other)).perform()
    assert stage.story[-3:] == ["Start", "Course", "ready"]
    assert stage.statuses[-1] == initial_status(other)


def test_a_step_that_starts_over_under_way_is_not_made() -> None:
    """It was meant for the run that is gone."""
    other = Experiment(seed=1)
    stage = Rehearsal(Experiment())
    stage.on_block = lambda: stage.session.configure(other)
    stage.when_idle(lambda: stage.session.step(200)).perform()
    assert stage.statuses[-1] == initial_status(other)


def test_more_epochs_are_asked_for_while_training_runs() -> None:
    """The run goes on to the new goal."""
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(4.5, lambda: stage.session.configure(SHORT.changed(epochs=5))).perform()
    assert [(s.state.value, s.goal, s.horizon) for s in stage.statuses] == [
        ("ready", 3, 9),
        ("running", 3, 9),
        ("running", 5, 15),
        ("finished", 5, 15),
    ]
    assert_same_in_pieces(stage.blocks, whole_run(SHORT.changed(epochs=5)))


def test_fewer_epochs_than_completed_finish_the_run() -> None:
    """With the next look at it."""
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(6.5, lambda: stage.session.configure(SHORT.changed(epochs=1))).perform()
    assert stage.states == ["ready", "running", "running", "finished"]
    last = stage.statuses[-1]
    assert (last.updates, last.epochs, last.goal) == (7, 2, 2)


def test_epochs_asked_for_after_a_finished_run_are_those_of_the_next_play() -> None:
    """The finished run stays finished."""
    stage = Rehearsal(SHORT)
    change = SHORT.changed(epochs=2)
    stage.when_idle(stage.session.play, lambda: stage.session.configure(change), stage.session.play).perform()
    assert [(s.state.value, s.epochs, s.goal) for s in stage.statuses[2:]] == [
        ("finished", 3, 3),
        ("finished", 3, 3),
        ("running", 3, 5),
        ("finished", 5, 5),
    ]


def test_a_slider_of_epochs_that_comes_back_leaves_the_run_as_it_was() -> None:
    """On its way it may pass the epochs completed."""
    stage = Rehearsal(SHORT)
    fewer = [partial(stage.session.configure, SHORT.changed(epochs=epochs)) for epochs in (2, 1, 3)]
    stage.when_idle(lambda: stage.session.step(7), *fewer, stage.session.play).perform()
    assert [(s.state.value, s.goal) for s in stage.statuses[2:]] == [
        ("paused", 3),
        *[("finished", 2)] * 2,
        ("paused", 3),
        ("running", 3),
        ("finished", 3),
    ]


def test_the_batch_size_moves_the_horizon() -> None:
    """In the middle of an epoch too."""
    stage = Rehearsal(SHORT)
    stage.when_idle(
        lambda: stage.session.step(1), lambda: stage.session.configure(SHORT.changed(batch_size=5)), stage.session.play
    ).perform()
    # Ten examples of the first epoch are taken: three more updates for it, five for each of the others.
    assert [s.horizon for s in stage.statuses] == [9, 9, 9, 14, 14, 14]
    assert stage.statuses[-1].updates == 14


def test_of_several_changes_the_last_one_counts() -> None:
    """A slider under the hand sends many."""
    stage = Rehearsal(SHORT, pace=1)

    def drag() -> None:
        for i in range(100):
            stage.session.configure(SHORT.changed(b=i / 20))

    stage.when_idle(stage.session.play).at(4.5, drag).perform()
    assert stage.states == ["ready", "running", "running", "finished"]
    surroundings = [told.now for told in stage.told if isinstance(told, Course)]
    assert [s.experiment.b for s in surroundings] == [4.2, 4.95]
    assert stage.blocks[-1].loss[-1] == surroundings[-1].moments.loss(stage.blocks[-1].parameters[-1])


def test_changes_between_other_commands_are_not_lost() -> None:
    """They come in their order."""
    stage = Rehearsal(SHORT, pace=1)

    def hands_full() -> None:
        stage.session.configure(SHORT.changed(b=1.0))
        stage.session.play()
        stage.session.configure(SHORT.changed(b=2.0))

    stage.when_idle(hands_full, stage.session.pause, lambda: stage.session.configure(SHORT.changed(b=3.0))).perform()
    surroundings = [told.now.experiment.b for told in stage.told if isinstance(told, Course)]
    assert surroundings == [4.2, 1.0, 2.0, 3.0]


def test_reset_keeps_the_settings_of_the_sliders() -> None:
    """It returns to the start of a run with them."""
    change = SHORT.changed(learning_rate=0.1, b=0.0, epochs=2)
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.step(4), lambda: stage.session.configure(change), stage.session.reset)
    stage.when_idle(stage.session.play).perform()
    assert stage.statuses[-3] == initial_status(change)
    assert_same_in_pieces(stage.last_run, whole_run(change))


def test_the_status_of_a_fresh_run_has_the_learning_rate_to_come() -> None:
    """What the slider says."""
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.configure(SHORT.changed(learning_rate=0.1))).perform()
    assert stage.statuses[-1].state is State.READY
    assert stage.statuses[-1].learning_rate == 0.1
