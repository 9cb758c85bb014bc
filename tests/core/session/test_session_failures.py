"""A diverged run is a result, a broken trainer is told; the session lives on after both."""

from collections.abc import Callable
from typing import Any

import pytest

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Block
from linreg_gui.core.record.events import Course, Failed, Refused
from linreg_gui.core.record.status import State, initial_status
from linreg_gui.core.session.forecaster import Forecaster
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import NOT_ENOUGH, DoesNotFit
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.wording import Refusal
from linreg_gui.core.training.scratch import ScratchTrainer
from tests.core.oracles import assert_same_in_pieces, whole_run
from tests.core.session.rehearsal import Rehearsal
from tests.core.shortage import let_fit

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""

FAST = Experiment(learning_rate=10.0)
"""Diverges in its first epoch."""


def diverging_update(e: Experiment) -> int:
    """Return at which update a run diverges that is made one by one."""
    run = Run(e)
    while not run.diverged:
        run.advance(1)
    return run.updates


@pytest.mark.parametrize("trainer", ["scratch", "toolbox"])
@pytest.mark.parametrize("pace", [60, FULL_SPEED])
def test_a_diverged_run_stops_at_the_update_where_it_happened(trainer: str, pace: float) -> None:
    """At any pace, with a status that names it."""
    e = FAST.changed(trainer=trainer, learning_rate=3.0)
    stage = Rehearsal(e, pace)
    stage.when_idle(stage.session.play).perform()
    assert stage.story == ["Start", "Course", "ready", "running", "MeasuredBlock", "diverged"]
    last = stage.statuses[-1]
    assert last.updates == sum(map(len, stage.blocks)) == diverging_update(e)
    assert last.learning_rate == 3.0


def test_a_diverged_run_has_the_epochs_that_were_told() -> None:
    """Not those that the trainer made beyond its end."""
    # The block in which it diverges is larger than an epoch; the rehearsal compares epochs told and in the status.
    e = FAST.changed(examples=10, epochs=50)
    stage = Rehearsal(e)
    stage.when_idle(stage.session.play).perform()
    assert stage.statuses[-1].state is State.DIVERGED
    assert stage.statuses[-1].epochs == diverging_update(e)


def test_the_learning_rate_named_is_the_one_that_caused_it() -> None:
    """Not the one of the start, nor the one the slider has since."""
    stage = Rehearsal(Experiment(), pace=60)
    stage.when_idle(stage.session.play).at(1, lambda: stage.session.configure(FAST))
    stage.when_idle(lambda: stage.session.configure(Experiment(learning_rate=0.5))).perform()
    assert stage.states == ["ready", "running", "running", "diverged", "diverged"]
    assert [status.learning_rate for status in stage.statuses[-2:]] == [10.0, 10.0]
    assert [status.updates for status in stage.statuses[-2:]] == [sum(map(len, stage.blocks))] * 2


@pytest.mark.parametrize("deed", ["play", "step", "finish_epoch", "reset"])
def test_the_next_command_after_a_divergence_starts_over(deed: str) -> None:
    """With the settings of the moment."""
    stage = Rehearsal(FAST)
    session = stage.session
    again = {
        "play": session.play,
        "step": lambda: session.step(1),
        "finish_epoch": session.finish_epoch,
        "reset": session.reset,
    }[deed]
    stage.when_idle(session.play, lambda: session.configure(Experiment()), again).perform()
    state = {"play": "finished", "step": "paused", "finish_epoch": "paused", "reset": "ready"}[deed]
    updates = {"play": 300, "step": 1, "finish_epoch": 100, "reset": 0}[deed]
    assert stage.states[-1] == state
    assert stage.statuses[-1].updates == sum(map(len, stage.last_run)) == updates
    if updates:
        assert_same_in_pieces(stage.last_run, whole_run(Experiment(), updates))


def test_pause_does_not_make_a_diverged_run_a_paused_one() -> None:
    """It is over."""
    stage = Rehearsal(FAST)
    stage.when_idle(stage.session.play, stage.session.pause).perform()
    assert stage.states[-1] == "diverged"


class Broken(Exception):
    """What the trainer of these tests raises."""


@pytest.fixture
def broken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the trainer break when it is told to go beyond its second update, once."""
    advance: Callable[[ScratchTrainer, int], Block] = ScratchTrainer.advance
    made = [0]

    def breaking(trainer: ScratchTrainer, updates: int) -> Block:
        made[0] += updates
        if made[0] > 2:
            monkeypatch.setattr(ScratchTrainer, "advance", advance)
            raise Broken("the trainer broke")
        return advance(trainer, updates)

    monkeypatch.setattr(ScratchTrainer, "advance", breaking)


NEXT: dict[str, tuple[Callable[[Session], None], str, int]] = {
    "play": (Session.play, "finished", 9),
    "step": (lambda session: session.step(1), "paused", 1),
    "finish_epoch": (Session.finish_epoch, "paused", 3),
    "reset": (Session.reset, "ready", 0),
    "configure": (lambda session: session.configure(SHORT), "ready", 0),
}


@pytest.mark.usefixtures("broken_once")
@pytest.mark.parametrize("deed", NEXT)
def test_a_failure_is_told_and_the_next_command_starts_over(deed: str) -> None:
    """The broken trainer is not used again."""
    command, state, updates = NEXT[deed]
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play, lambda: command(stage.session)).perform()
    begin = ["Start", "Course", "ready", "running", "MeasuredBlock", "Broken", "failed"]
    assert stage.story[: len(begin) + 2] == [*begin, "Start", "Course"]
    assert [str(told.error) for told in stage.told if isinstance(told, Failed)] == ["the trainer broke"]
    assert stage.statuses[2] == initial_status(SHORT, State.FAILED)
    assert stage.states[-1] == state
    assert sum(map(len, stage.last_run)) == updates
    if updates:
        assert_same_in_pieces(stage.last_run, whole_run(SHORT, updates))


@pytest.mark.usefixtures("broken_once")
def test_a_failed_session_waits_for_a_command_that_trains() -> None:
    """Others leave it as it is."""
    stage = Rehearsal(SHORT, pace=1)
    session = stage.session
    stage.when_idle(session.play, session.pause, lambda: session.set_pace(5), session.acknowledge).perform()
    assert stage.states == ["ready", "running", "failed"]


@pytest.mark.usefixtures("broken_once")
def test_a_failure_is_told_after_the_updates_before_it() -> None:
    """Even if these have to wait."""
    stage = Rehearsal(SHORT, pace=1, acknowledges=False)
    stage.when_idle(stage.session.play).at(2, stage.acknowledge).perform()
    assert stage.story[-4:] == ["running", "MeasuredBlock", "Broken", "failed"]
    assert [len(block) for block in stage.blocks] == [1, 1]


@pytest.mark.parametrize("plays", [True, False])
@pytest.mark.parametrize(
    ("lack", "sentence"),
    [
        (DoesNotFit(Refusal("{examples} examples", examples=101)), "101 examples"),
        (MemoryError(), NOT_ENOUGH),
        (RuntimeError("std::bad_alloc"), NOT_ENOUGH),
    ],
    ids=repr,
)
def test_examples_that_do_not_fit_into_memory_are_refused_and_the_run_before_goes_on(
    lack: Exception, sentence: str, plays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if nobody had asked, whether it plays or rests."""
    let_fit(monkeypatch, 100, lack)
    stage = Rehearsal(SHORT, pace=1)
    many = SHORT.changed(examples=101, learning_rate=0.5)
    stage.when_idle(stage.session.play)
    if not plays:
        stage.at(3.2, stage.session.pause)
    stage.at(3.5, lambda: stage.session.configure(many))
    if not plays:
        stage.when_idle(stage.session.play)
    stage.perform()
    pause = [] if plays else ["paused"]
    go_on = ["MeasuredBlock", "finished"] if plays else ["running", "MeasuredBlock", "finished"]
    begin = ["Start", "Course", "ready", "running", "MeasuredBlock"]
    assert stage.story == [*begin, *pause, "Refused", *go_on]
    refused = next(message for message in stage.told if isinstance(message, Refused))
    assert (refused.asked, refused.kept, str(refused.refusal)) == (many, SHORT, sentence)
    assert_same_in_pieces(stage.last_run, whole_run(SHORT))


def test_after_a_refusal_fewer_examples_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    let_fit(monkeypatch, 100)
    fewer = SHORT.changed(examples=35)
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.configure(SHORT.changed(examples=101)))
    stage.when_idle(lambda: stage.session.configure(fewer), stage.session.play).perform()
    assert stage.story[2:6] == ["ready", "Refused", "Start", "Course"]
    assert_same_in_pieces(stage.last_run, whole_run(fewer))


def test_lack_of_memory_in_the_middle_of_a_run_is_no_mistake_and_the_next_command_starts_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    advance = ScratchTrainer.advance

    def lacking(*_: object) -> Block:
        monkeypatch.setattr(ScratchTrainer, "advance", advance)
        raise MemoryError

    monkeypatch.setattr(ScratchTrainer, "advance", lacking)
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play, stage.session.play).perform()
    assert stage.story[2:8] == ["ready", "running", "MemoryError", "out of memory", "Start", "Course"]
    assert_same_in_pieces(stage.last_run, whole_run(SHORT))


@pytest.mark.parametrize("change", [{"batch_size": "all"}, {"b": 0.0}, {"learning_rate": 0.5}], ids=str)
def test_settings_that_do_not_fit_in_the_middle_of_a_run_are_refused_and_it_goes_on(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if nobody had asked, wherever in the update memory was lacking."""
    advance, configure = ScratchTrainer.advance, ScratchTrainer.configure
    asked = SHORT.changed(**change)
    in_force = [SHORT]

    def noted(trainer: ScratchTrainer, experiment: Experiment) -> None:
        in_force.append(experiment)
        configure(trainer, experiment)

    def lacking(trainer: ScratchTrainer, updates: int) -> Block:
        block = advance(trainer, updates)
        if in_force[-1] == asked:
            raise MemoryError
        return block

    monkeypatch.setattr(ScratchTrainer, "configure", noted)
    monkeypatch.setattr(ScratchTrainer, "advance", lacking)
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(3.5, lambda: stage.session.configure(asked)).perform()
    refused = next(told for told in stage.told if isinstance(told, Refused))
    assert (refused.asked, refused.kept, str(refused.refusal)) == (asked, SHORT, NOT_ENOUGH)
    assert_same_in_pieces(stage.last_run, whole_run(SHORT))
    assert [told.recipe for told in stage.told if isinstance(told, Course)][-1] == Recipe(SHORT)


def test_lack_of_memory_for_a_forecast_leaves_the_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(Forecaster, "parts", lacking)
    stage = Rehearsal(SHORT, foretells=True)
    stage.when_idle(stage.session.play).perform()
    assert stage.story[:4] == ["Start", "Course", "ready", "Unforetold"]
    assert stage.states == ["ready", "running", "finished"]
    assert "MemoryError" not in stage.story


def test_a_session_that_fails_at_its_start_can_be_used_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the first run may fail."""
    draw = Dataset.of

    def broken(_: Experiment) -> Dataset:
        monkeypatch.setattr(Dataset, "of", draw)
        raise Broken("no data")

    monkeypatch.setattr(Dataset, "of", broken)
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play).perform()
    assert stage.story == ["Broken", "failed", "Start", "Course", "running", "MeasuredBlock", "finished"]


def test_a_failure_while_the_data_bend_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slider may come upon a bug as well as a button."""
    stage = Rehearsal(SHORT)
    moments = Dataset.moments

    def broken(_dataset: Dataset, _experiment: Experiment) -> object:
        monkeypatch.setattr(Dataset, "moments", moments)
        raise Broken("no moments")

    def bend() -> None:
        monkeypatch.setattr(Dataset, "moments", broken)
        stage.session.configure(SHORT.changed(b=0.0))

    stage.when_idle(bend, stage.session.play).perform()
    assert stage.story[2:] == [
        "ready",
        "Broken",
        "failed",
        "Start",
        "Course",
        "running",
        "MeasuredBlock",
        "finished",
    ]
    surroundings = [told.now for told in stage.told if isinstance(told, Course)]
    assert surroundings[-1].experiment.b == 0.0
