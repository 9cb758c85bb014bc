"""Play, pause, step, reset: commands to a session and the story that it tells."""

from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.record.events import Event as SessionEvent
from linreg_gui.core.record.events import Failed, Start
from linreg_gui.core.record.status import State, Status, initial_status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import assert_same, assert_same_in_pieces, whole_run
from tests.core.session.rehearsal import Rehearsal

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""


def test_a_session_begins_at_its_start_and_waits() -> None:
    """Nothing is trained before it is told to."""
    stage = Rehearsal(SHORT).perform()
    assert stage.story == ["Start", "Course", "ready"]
    start, (status,) = stage.told[0], stage.statuses
    assert isinstance(start, Start)
    assert start.experiment == SHORT
    assert status == Status(State.READY, updates=0, epochs=0, end=0, goal=3, horizon=9, learning_rate=0.03)
    assert status == initial_status(SHORT)


def test_a_run_is_told_in_order_and_to_its_end() -> None:
    """At full speed, without a rest."""
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play).perform()
    assert stage.story == ["Start", "Course", "ready", "running", "MeasuredBlock", "finished"]
    assert stage.statuses[-1] == Status(State.FINISHED, 9, epochs=3, end=9, goal=3, horizon=9, learning_rate=0.03)
    assert_same_in_pieces(stage.blocks, whole_run(SHORT))
    assert stage.clock.time == 0


@pytest.mark.parametrize("pace", [FULL_SPEED, 1, 60, 100_000])
@pytest.mark.parametrize("trainer", ["scratch", "toolbox"])
def test_what_is_learnt_does_not_depend_on_the_pace(pace: float, trainer: str) -> None:
    """Bit for bit."""
    e = Experiment(examples=105, trainer=trainer)
    stage = Rehearsal(e, pace)
    stage.when_idle(stage.session.play).perform()
    assert stage.states[-1] == "finished"
    assert_same_in_pieces(stage.blocks, whole_run(e))


def test_commands_may_come_before_the_session_runs() -> None:
    """The window may be used while the worker still starts."""
    stage = Rehearsal(SHORT)
    stage.session.play()
    stage.perform()
    assert stage.states == ["ready", "running", "finished"]


def test_a_paused_run_rests_and_goes_on_where_it_was() -> None:
    """The interruption leaves no trace in the numbers."""
    e = Experiment(examples=200)
    stage = Rehearsal(e, pace=10)
    stage.when_idle(stage.session.play).at(1.05, stage.session.pause).at(50, stage.session.play).perform()
    assert stage.states == ["ready", "running", "paused", "running", "finished"]
    assert stage.statuses[2].updates == 11
    assert stage.updates_at(49) == 11
    assert_same_in_pieces(stage.blocks, whole_run(e))


@pytest.mark.parametrize("seconds", [0.0, 30.0])
def test_pause_changes_nothing_unless_training_runs(seconds: float) -> None:
    """Before a run and after it."""
    stage = Rehearsal(SHORT)
    stage.at(seconds, stage.session.pause).when_idle(stage.session.play, stage.session.pause).perform()
    assert stage.states == ["ready", "running", "finished"]


@pytest.mark.parametrize("pace", [FULL_SPEED, 1])
def test_a_step_makes_its_updates_at_once_and_pauses(pace: float) -> None:
    """Whatever the pace."""
    stage = Rehearsal(SHORT, pace)
    stage.when_idle(*[lambda: stage.session.step(1)] * 2, lambda: stage.session.step(4)).perform()
    assert stage.states == ["ready", *["running", "paused"] * 3]
    assert [status.updates for status in stage.statuses if status.state is State.PAUSED] == [1, 2, 6]
    assert stage.clock.time == 0
    assert_same_in_pieces(stage.blocks, whole_run(SHORT, 6))


def test_a_step_ends_with_the_epochs_asked_for() -> None:
    """However many updates it was to make."""
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.step(100)).perform()
    assert stage.states == ["ready", "running", "finished"]
    assert stage.statuses[-1].updates == 9


def test_a_step_interrupts_a_run() -> None:
    """The updates count from where the run is."""
    stage = Rehearsal(Experiment(), pace=60)
    stage.when_idle(stage.session.play).at(1.001, lambda: stage.session.step(2)).perform()
    assert stage.states == ["ready", "running", "running", "paused"]
    assert stage.statuses[-1].updates == 61 + 2


def test_no_updates_are_a_step_too() -> None:
    """Nothing comes of it but a pause."""
    stage = Rehearsal(SHORT)
    stage.when_idle(lambda: stage.session.step(0)).perform()
    assert stage.story == ["Start", "Course", "ready", "running", "paused"]


@pytest.mark.parametrize("pace", [FULL_SPEED, 1])
def test_an_epoch_is_finished_at_once(pace: float) -> None:
    """From its beginning or from its middle, whatever the pace."""
    stage = Rehearsal(SHORT, pace)
    stage.when_idle(stage.session.finish_epoch, lambda: stage.session.step(1), stage.session.finish_epoch).perform()
    assert [(status.updates, status.epochs) for status in stage.statuses if status.state is State.PAUSED] == [
        (3, 1),
        (4, 1),
        (6, 2),
    ]
    assert stage.clock.time == 0


def test_finishing_the_last_epoch_finishes_the_run() -> None:
    """And does not merely pause it."""
    stage = Rehearsal(SHORT)
    stage.when_idle(*[stage.session.finish_epoch] * 3).perform()
    assert stage.states == ["ready", "running", "paused", "running", "paused", "running", "finished"]


def test_reset_repeats_a_run_bit_for_bit() -> None:
    """With an order of its own for each epoch."""
    stage = Rehearsal(Experiment(examples=100, shuffle=True))
    stage.when_idle(stage.session.play, stage.session.reset, stage.session.play).perform()
    assert stage.states == ["ready", "running", "finished"] * 2
    first = stage.blocks[: len(stage.blocks) - len(stage.last_run)]
    assert_same(joined(first), joined(stage.last_run))


def test_reset_in_the_middle_of_a_run_stops_it_at_the_start() -> None:
    """It does not play on."""
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(3.5, stage.session.reset).when_idle(stage.session.play).perform()
    assert stage.states == ["ready", "running", "ready", "running", "finished"]
    assert stage.statuses[2] == initial_status(SHORT)
    assert_same_in_pieces(stage.last_run, whole_run(SHORT))


def test_play_after_a_finished_run_goes_on_for_as_many_epochs_again() -> None:
    """As if it had been asked for all of them at once."""
    stage = Rehearsal(SHORT)
    stage.when_idle(*[stage.session.play] * 3).perform()
    assert stage.states == ["ready", *["running", "finished"] * 3]
    assert [status.goal for status in stage.statuses] == [3, 3, 3, 6, 6, 9, 9]
    assert [status.horizon for status in stage.statuses] == [9, 9, 9, 18, 18, 27, 27]
    assert_same_in_pieces(stage.blocks, whole_run(SHORT.changed(epochs=9)))


def test_steps_and_epochs_go_on_after_a_finished_run_too() -> None:
    """The goal moves as it does for play."""
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play, lambda: stage.session.step(1), stage.session.finish_epoch).perform()
    assert stage.states == ["ready", "running", "finished", "running", "paused", "running", "paused"]
    assert [(status.updates, status.epochs) for status in stage.statuses[-3:]] == [(10, 3), (10, 3), (12, 4)]
    assert stage.statuses[-1].goal == 6


def test_a_session_ends_when_it_is_closed_while_it_rests() -> None:
    """At that moment."""
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(2.5, stage.session.close).perform()
    assert sum(map(len, stage.blocks)) == 3
    assert stage.states == ["ready", "running"]
    assert stage.clock.time == 2.5


def test_a_session_ends_after_the_block_under_way_when_it_is_closed_at_full_speed() -> None:
    """It does not finish the run first."""
    stage = Rehearsal(Experiment(epochs=1000))
    stage.on_block = stage.session.close
    stage.when_idle(stage.session.play).perform()
    assert len(stage.blocks) == 1


def test_a_closed_session_stays_closed() -> None:
    """Nothing is told any more."""
    stage = Rehearsal(SHORT)
    stage.session.close()
    stage.perform().perform()
    assert stage.told == []


commands = st.sampled_from(["play", "pause", "step", "finish_epoch", "reset", "acknowledge", "slower", "faster"])


@given(st.lists(st.tuples(st.floats(0, 0.5), commands), max_size=25), st.sampled_from(["scratch", "toolbox"]))
def test_however_a_run_is_told_to_go_it_makes_the_same_updates(script: list[tuple[float, str]], trainer: str) -> None:
    """Commands of all kinds at all moments, blocks acknowledged or not."""
    e = Experiment(examples=70, trainer=trainer, batch_size=7)
    stage = Rehearsal(e, pace=60, acknowledges=False)
    session = stage.session
    deeds = {
        "play": session.play,
        "pause": session.pause,
        "step": lambda: session.step(3),
        "finish_epoch": session.finish_epoch,
        "reset": session.reset,
        "acknowledge": stage.acknowledge,
        "slower": lambda: session.set_pace(7),
        "faster": lambda: session.set_pace(FULL_SPEED),
    }
    moment = 0.0
    for delay, command in script:
        moment += delay
        stage.at(moment, deeds[command])
    stage.at(moment, session.pause).when_idle(*[stage.acknowledge] * (len(script) + 2)).perform()
    # The rehearsal checks that the story fits together; here, that it is the right one.
    updates = sum(map(len, stage.last_run))
    assert stage.statuses[-1].updates == updates
    if updates:
        assert_same_in_pieces(stage.last_run, whole_run(e, updates))


class Quiet:
    """A listener in a thread: it tells when a session has come to rest."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ready, self.finished = Event(), Event()
        self.blocks: list[MeasuredBlock] = []

    def tell(self, event: SessionEvent) -> None:
        """Keep blocks, and tell about readiness and the end; an error ends the thread."""
        match event:
            case MeasuredBlock():
                self.blocks.append(event)
                self.session.acknowledge()
            case Status(state=State.READY):
                self.ready.set()
            case Status(state=State.FINISHED):
                self.finished.set()
            case Failed(error):
                raise error


def test_commands_come_from_another_thread_in_real_time() -> None:
    """The one test without a stage."""
    session = Session(SHORT, pace=1)
    listener = Quiet(session)
    thread = Thread(target=session.run, args=(listener,))
    thread.start()
    try:
        assert listener.ready.wait(60)
        session.play()
        session.set_pace(FULL_SPEED)
        assert listener.finished.wait(60)
    finally:
        session.close()
        thread.join(60)
    assert not thread.is_alive()
    assert_same_in_pieces(listener.blocks, whole_run(SHORT))
