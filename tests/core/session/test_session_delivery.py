"""At most one block in flight, and what happens to the others."""

import pytest

from linreg_gui.core.record.events import Start
from linreg_gui.core.record.status import State
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.scratch import ScratchTrainer
from tests.core.oracles import assert_same_in_pieces, whole_run
from tests.core.session.rehearsal import Rehearsal

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""


def test_no_block_comes_before_the_one_before_is_acknowledged() -> None:
    """At most one is in flight."""
    stage = Rehearsal(Experiment(), pace=60, acknowledges=False)
    stage.when_idle(stage.session.play).at(2.001, stage.session.close).perform()
    assert len(stage.blocks) == 1
    assert len(stage.blocks[0]) == 1


def test_blocks_that_waited_come_as_one() -> None:
    """None is lost, and none comes on its own."""
    stage = Rehearsal(Experiment(), pace=60, acknowledges=False)
    stage.when_idle(stage.session.play).at(1.001, stage.acknowledge).at(2.001, stage.acknowledge)
    stage.at(2.001, stage.session.close).perform()
    assert [len(block) for block in stage.blocks] == [1, 60, 60]
    assert_same_in_pieces(stage.blocks, whole_run(Experiment(), 121))


def test_a_status_waits_for_the_updates_before_it() -> None:
    """Whatever is told of a state is true of the updates told."""
    stage = Rehearsal(SHORT, pace=1, acknowledges=False)
    stage.when_idle(stage.session.play).at(4.5, stage.session.pause, stage.acknowledge, stage.acknowledge)
    stage.when_idle(stage.session.play).when_idle(stage.acknowledge, stage.acknowledge).perform()
    assert stage.story == [
        *["Start", "Course", "ready", "running", "MeasuredBlock", "paused"],
        *["running", "MeasuredBlock", "finished"],
    ]
    assert [len(block) for block in stage.blocks] == [1, 4, 1, 3]


def test_an_acknowledgement_that_nobody_waits_for_allows_no_second_block() -> None:
    """They are not saved up."""
    stage = Rehearsal(Experiment(), pace=60, acknowledges=False)
    stage.when_idle(stage.session.acknowledge, stage.session.acknowledge, stage.session.play)
    stage.at(2.001, stage.session.close).perform()
    assert len(stage.blocks) == 1


def test_what_was_not_delivered_of_a_run_is_forgotten_when_it_starts_over() -> None:
    """The block in flight still has to land."""
    stage = Rehearsal(SHORT, pace=1, acknowledges=False)
    stage.when_idle(stage.session.play).at(5.5, stage.session.reset)
    stage.at(6, stage.session.play).at(8.5, stage.acknowledge).at(9, stage.session.close).perform()
    assert [message.first for message in stage.blocks] == [1, 1]
    # The new run's first block waited for the acknowledgement of the old run's.
    assert [len(block) for block in stage.blocks] == [1, 3]
    assert sum(isinstance(message, Start) for message in stage.told) == 2


def test_a_new_run_is_told_without_waiting_for_an_acknowledgement() -> None:
    """Only blocks have to wait."""
    stage = Rehearsal(SHORT, pace=1, acknowledges=False)
    stage.when_idle(stage.session.play).at(5.5, stage.session.reset).perform()
    assert stage.story[-3:] == ["Start", "Course", "ready"]
    assert stage.moments[-1] == 5.5


def test_no_status_speaks_of_updates_that_were_never_told() -> None:
    """The run they belong to is gone."""
    stage = Rehearsal(SHORT, pace=1, acknowledges=False)
    # The rehearsal compares every status with the updates told.
    stage.when_idle(stage.session.play).at(3.5, stage.session.pause, stage.session.reset).perform()
    assert stage.statuses[-1].state is State.READY


@pytest.mark.parametrize("limit", [1, 100])
def test_a_session_rests_when_too_much_is_undelivered(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """Memory stays bounded when nobody listens, and no update is lost."""
    monkeypatch.setattr("linreg_gui.core.session.delivery._MOST_UNDELIVERED", limit)
    e = Experiment(epochs=20)
    stage = Rehearsal(e, FULL_SPEED, acknowledges=False)
    made: list[int] = []
    advance = ScratchTrainer.advance

    def timed(trainer: ScratchTrainer, updates: int) -> object:
        made.append(updates)
        stage.clock.time += 0.001 * updates
        return advance(trainer, updates)

    monkeypatch.setattr(ScratchTrainer, "advance", timed)
    undelivered: list[int] = []

    def land() -> None:
        undelivered.append(sum(made) - sum(map(len, stage.blocks)))
        stage.acknowledge()

    stage.when_idle(stage.session.play, *[land] * 10_000).perform()
    # At a millisecond an update, a block of sixteen milliseconds is sixteen updates.
    assert max(undelivered) < limit + 16
    assert undelivered[0] >= limit
    assert stage.states[-1] == "finished"
    assert_same_in_pieces(stage.blocks, whole_run(e))
