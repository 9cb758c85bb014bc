"""The pace asked for is kept, on fast machines and on slow ones."""

from threading import Condition, Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.block import Block
from linreg_gui.core.session.pace import FULL_SPEED, Clock, Pacer
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.scratch import ScratchTrainer
from tests.core.session.rehearsal import SHORTEST_WAIT, Rehearsal

LONG = Experiment(epochs=1000)
PORTION = 1 / 60
"""The session wakes up at most this often, in seconds: so often a screen can show anything new."""


TICK = 1e-9
"""What a clock may round by, in seconds."""


class Machine:
    """Lets updates take time on the stage.

    Attributes
    ----------
    seconds : float
        How long one update takes.
    blocks : list of int
        How many updates were asked for at a time.
    """

    def __init__(self, stage: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.blocks: list[int] = []
        advance = ScratchTrainer.advance

        def timed(trainer: ScratchTrainer, updates: int) -> Block:
            self.blocks.append(updates)
            stage.clock.time += self.seconds * updates
            return advance(trainer, updates)

        monkeypatch.setattr(ScratchTrainer, "advance", timed)


def test_sixty_updates_a_second_are_three_hundred_in_five_seconds() -> None:
    """The speed of the window at its start."""
    stage = Rehearsal(LONG, pace=60)
    stage.when_idle(stage.session.play).at(5.001, stage.session.close).perform()
    assert sum(map(len, stage.blocks)) == 301  # the first comes at once
    assert {len(block) for block in stage.blocks} == {1}


def test_the_default_run_takes_five_seconds() -> None:
    """It can be watched."""
    stage = Rehearsal(Experiment(), pace=60)
    stage.when_idle(stage.session.play).perform()
    assert stage.states[-1] == "finished"
    assert stage.clock.time == pytest.approx(299 / 60)


@pytest.mark.parametrize("pace", [1, 7, 59, 60, 61, 1000])
def test_every_pace_is_kept_at_every_moment(pace: int) -> None:
    """Not only on average."""
    stage = Rehearsal(LONG, pace)
    stage.when_idle(stage.session.play).at(2.3, stage.session.close).perform()
    for i in range(1, 23):
        assert stage.updates_at(i / 10) == pytest.approx(pace * i / 10, abs=max(1, pace * PORTION) + 1e-6)


def test_the_session_wakes_up_no_more_often_than_needed() -> None:
    """A screen shows sixty pictures a second at most."""
    stage = Rehearsal(LONG, pace=6000)
    stage.when_idle(stage.session.play).at(0.501, stage.session.close).perform()
    # Once a screen, and some small blocks while it learns how fast the machine is.
    assert len(stage.blocks) <= 31 + 10


def test_updates_are_evenly_spaced_though_each_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is shorter by what the update took."""
    stage = Rehearsal(LONG, pace=60)
    machine = Machine(stage, monkeypatch)
    machine.seconds = 0.01
    stage.when_idle(stage.session.play).at(1, stage.session.close).perform()
    moments = [then for message, then in zip(stage.told, stage.moments, strict=True) if message in stage.blocks]
    assert set(machine.blocks) == {1}
    assert np.diff(moments) == pytest.approx(1 / 60, abs=2 * SHORTEST_WAIT)


@pytest.mark.parametrize("pace", [20, 60, 500])
def test_waits_that_take_longer_than_asked_cost_no_updates(pace: int) -> None:
    """Real clocks overshoot by a millisecond or two."""
    stage = Rehearsal(LONG, pace)
    stage.clock.overshoot = 0.002
    stage.when_idle(stage.session.play).at(5, stage.session.close).perform()
    assert sum(map(len, stage.blocks)) == pytest.approx(5 * pace, rel=0.01)


def test_full_speed_never_rests() -> None:
    """No time passes where waiting is the only thing that takes time."""
    stage = Rehearsal(Experiment(), pace=FULL_SPEED)
    stage.when_idle(stage.session.play).perform()
    assert stage.clock.time == 0
    assert stage.states[-1] == "finished"


@pytest.mark.parametrize(("seconds", "largest"), [(0.0001, 160), (0.001, 16), (0.05, 1)])
def test_a_block_at_full_speed_takes_some_milliseconds(
    monkeypatch: pytest.MonkeyPatch, seconds: float, largest: int
) -> None:
    """Then the session looks at what it was told."""
    stage = Rehearsal(Experiment(epochs=10), pace=FULL_SPEED)
    machine = Machine(stage, monkeypatch)
    machine.seconds = seconds
    stage.when_idle(stage.session.play).perform()
    assert max(machine.blocks) == largest
    assert machine.blocks[0] == 1


@pytest.mark.parametrize("pace", [100, 1000, 10_000])
def test_a_block_takes_some_milliseconds_on_a_machine_that_cannot_keep_up(
    monkeypatch: pytest.MonkeyPatch, pace: int
) -> None:
    """Pause and close are answered at once whatever the pace asked for."""
    stage = Rehearsal(LONG, pace)
    machine = Machine(stage, monkeypatch)
    machine.seconds = 0.002
    stage.when_idle(stage.session.play).at(2, stage.session.close).perform()
    assert max(machine.blocks) * machine.seconds <= 0.02


def test_a_step_is_made_in_blocks_of_some_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no account of the pace, but of commands."""
    stage = Rehearsal(Experiment(), pace=1, acknowledges=False)
    machine = Machine(stage, monkeypatch)
    machine.seconds = 0.001
    stage.when_idle(lambda: stage.session.step(200)).perform()
    assert sum(machine.blocks) == 200
    assert stage.clock.time == pytest.approx(0.2)
    assert max(machine.blocks) == 16


def test_what_a_slow_machine_missed_is_not_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is fast again there is no burst."""
    stage = Rehearsal(LONG, pace=60)
    machine = Machine(stage, monkeypatch)
    machine.seconds = 0.05
    quick = 2.0

    def speed_up() -> None:
        if stage.clock.time >= quick:
            machine.seconds = 0.0

    stage.on_block = speed_up
    stage.when_idle(stage.session.play).at(4.001, stage.session.close).perform()
    slow = stage.updates_at(quick)
    assert slow == pytest.approx(quick / 0.05, abs=7)
    assert stage.updates_at(3) - slow == pytest.approx(60, abs=14)
    assert stage.updates_at(4) - stage.updates_at(3) == pytest.approx(60, abs=1)


@pytest.mark.parametrize(("before", "after"), [(60, 10), (10, 60), (60, 1000), (FULL_SPEED, 60)])
def test_another_pace_counts_at_once(monkeypatch: pytest.MonkeyPatch, before: float, after: float) -> None:
    """Up, down, and from full speed."""
    stage = Rehearsal(LONG, before)
    machine = Machine(stage, monkeypatch)
    machine.seconds = 0.0001
    changed_at: list[float] = []

    def change() -> None:
        if stage.clock.time >= 1 and not changed_at:
            changed_at.append(stage.clock.time)
            stage.session.set_pace(after)

    stage.on_block = change
    stage.when_idle(stage.session.play).at(3.5, stage.session.close).perform()
    changed = changed_at[0]
    updates = stage.updates_at(changed + 2) - stage.updates_at(changed)
    # At most a tenth of a second may be made up for.
    assert updates == pytest.approx(2 * after, abs=0.1 * after + 2)


def test_a_slow_run_need_not_wait_for_its_next_update_when_the_pace_rises() -> None:
    """The rest under way is cut short."""
    stage = Rehearsal(Experiment(), pace=1)
    stage.when_idle(stage.session.play).at(0.5, lambda: stage.session.set_pace(FULL_SPEED)).perform()
    assert stage.states[-1] == "finished"
    assert stage.clock.time == 0.5


def test_a_pause_is_not_made_up_for() -> None:
    """Time at rest does not count."""
    stage = Rehearsal(LONG, pace=60)
    stage.when_idle(stage.session.play).at(1.001, stage.session.pause)
    stage.at(10, stage.session.play).at(11.001, stage.session.close).perform()
    assert sum(map(len, stage.blocks)) == 61 + 61


@given(st.floats(1, 1e6), st.lists(st.floats(0, 2), max_size=40))
def test_updates_are_due_as_time_passes_and_never_more_than_a_tenth_of_a_second(
    pace: float, waits: list[float]
) -> None:
    """However irregularly it is asked."""
    pacer, now, made = Pacer(pace), 100.0, 0
    pacer.start(now)
    portion = max(1, pace / 60)
    for wait in waits:
        now += wait
        due = pacer.due(now)
        assert 0 <= due <= max(portion, 0.1 * pace) + 1e-6
        made += due
        pacer.made(due, 0.0)
        assert made <= portion + (now - 100) * pace * (1 + 1e-9) + 1e-6


@given(st.floats(1, 1e6), st.integers(1, 20))
def test_updates_are_due_after_the_rest_and_not_before(pace: float, repetitions: int) -> None:
    """A rest is as long as it needs to be."""
    pacer, now = Pacer(pace), 0.0
    pacer.start(now)
    assert pacer.rest(now) == 0
    for _ in range(repetitions):
        due = pacer.due(now)
        assert due >= 1
        pacer.made(due, 0.0)
        rest = pacer.rest(now)
        if rest > 0:
            assert pacer.due(now + 0.9 * rest) == 0
            now += rest + TICK


def test_a_rest_is_shorter_by_what_the_updates_took() -> None:
    """Otherwise the pace would be too slow by that."""
    pacer = Pacer(10)
    pacer.start(5.0)
    pacer.made(pacer.due(5.0), 0.04)
    assert pacer.rest(5.04) == pytest.approx(0.06)
    assert pacer.rest(5.2) == 0


def test_the_clock_waits_for_news_and_not_for_ever() -> None:
    """The one clock that is not on a stage."""
    clock, condition = Clock(), Condition()
    before = clock.now()
    with condition:
        clock.wait(condition, 0.0)
    assert clock.now() >= before

    def notify() -> None:
        with condition:
            condition.notify()

    with condition:
        thread = Thread(target=notify)
        thread.start()
        clock.wait(condition, None)
    thread.join()
