"""The worker thread: what a session tells arrives as signals, in order, in the thread of the window."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.record.events import Event, Failed
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.app.worker import TrainingThread
from tests.core.oracles import assert_same_in_pieces, whole_run
from tests.gui.visit import MILLISECONDS, Chronicle

SHORT = Experiment(examples=100)
"""Ten updates an epoch, thirty in all."""


class Office(QObject):
    """A thread at work, and somebody who acknowledges every block.

    Attributes
    ----------
    threads : list of QThread
        In which thread each block arrived.
    """

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        super().__init__()
        self.session = session
        self.thread_at_work = TrainingThread(session, self)
        self.chronicle = Chronicle(self.thread_at_work)
        self.threads: list[QThread] = []
        self.acknowledges = True
        self.thread_at_work.told.connect(self._on_told)
        self._qtbot = qtbot

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(condition, timeout=MILLISECONDS)

    def until_blocks(self, count: int) -> None:
        """Wait until so many blocks were told."""
        self.until(lambda: len(self.chronicle.blocks) == count)

    def until_word(self, word: str, times: int = 1) -> None:
        """Wait until something was told so many times."""
        self.until(lambda: self.chronicle.words.count(word) >= times)

    @Slot(object)
    def _on_told(self, event: Event) -> None:
        if not isinstance(event, MeasuredBlock):
            return
        assert len(event)
        self.threads.append(QThread.currentThread())
        if self.acknowledges:
            self.session.acknowledge()


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    """Return a thread that has not started yet."""
    office = Office(qtbot, Session(SHORT, FULL_SPEED))
    yield office
    office.thread_at_work.stop()
    office.deleteLater()


def test_events_come_in_strict_order(office: Office) -> None:
    office.session.play()
    office.thread_at_work.start()
    office.until_word("finished")
    assert office.chronicle.words == ["Start", "Course", "ready", "running", "MeasuredBlock", "finished"]


def test_what_arrives_is_the_run(office: Office) -> None:
    office.session.play()
    office.thread_at_work.start()
    office.until_word("finished")
    assert_same_in_pieces(office.chronicle.blocks, whole_run(SHORT))
    assert {thread.objectName() for thread in office.threads} != {"training"}
    assert set(office.threads) == {QThread.currentThread()}


def test_a_second_play_goes_on(office: Office) -> None:
    office.thread_at_work.start()
    office.session.play()
    office.until_word("finished")
    office.session.play()
    office.until_word("finished", 2)
    assert office.chronicle.words[3:] == 2 * ["running", "MeasuredBlock", "finished"]
    assert office.chronicle.statuses[-1].epochs == 6


def test_no_block_comes_before_the_one_before_was_acknowledged(qtbot: QtBot, office: Office) -> None:
    office.acknowledges = False
    office.session.configure(Experiment(epochs=1000))
    office.session.play()
    office.thread_at_work.start()
    office.until_blocks(1)
    for count in range(1, 6):
        qtbot.wait(20)
        assert len(office.chronicle.blocks) == count
        office.session.acknowledge()
        office.until_blocks(count + 1)
    firsts = [block.first for block in office.chronicle.blocks]
    lengths = [len(block) for block in office.chronicle.blocks]
    assert firsts == list(np.cumsum([1, *lengths[:-1]]))


def test_pause_step_epoch_reset_in_order(office: Office) -> None:
    office.thread_at_work.start()
    office.until_word("ready")
    office.session.step(1)
    office.until_word("paused")
    office.session.finish_epoch()
    office.until_word("paused", 2)
    office.session.reset()
    office.until_word("ready", 2)
    words = ["running", "MeasuredBlock", "paused", "running", "MeasuredBlock", "paused", "Start", "Course", "ready"]
    assert office.chronicle.words[3:] == words
    assert [
        (status.updates, status.epochs) for status in office.chronicle.statuses if status.state is State.PAUSED
    ] == [
        (1, 0),
        (10, 1),
    ]


def test_an_error_is_told_and_the_thread_lives_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    advance = Run.advance
    office.thread_at_work.start()
    office.until_word("ready")

    def broken(run: Run, updates: int) -> MeasuredBlock:
        raise ZeroDivisionError(run, updates)

    monkeypatch.setattr(Run, "advance", broken)
    office.session.play()
    office.until_word("failed")
    assert office.chronicle.words[3:] == ["running", "Failed", "failed"]
    (failed,) = (told for told in office.chronicle.told if isinstance(told, Failed))
    assert isinstance(failed.error, ZeroDivisionError)
    monkeypatch.setattr(Run, "advance", advance)
    office.session.play()
    office.until_word("finished")
    assert_same_in_pieces(office.chronicle.blocks, whole_run(SHORT))


def test_an_error_outside_of_all_care_is_told_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(session: Session, listener: object) -> None:
        raise ZeroDivisionError(session, listener)

    monkeypatch.setattr(Session, "run", broken)
    office.thread_at_work.start()
    office.until_word("Failed")
    office.until(office.thread_at_work.isFinished)


def test_it_stops_in_the_middle_of_a_run(office: Office) -> None:
    office.session.configure(Experiment(epochs=1000))
    office.session.play()
    office.thread_at_work.start()
    office.until_word("MeasuredBlock")
    office.thread_at_work.stop()
    assert office.thread_at_work.isFinished()


def test_it_stops_before_it_started(office: Office) -> None:
    office.thread_at_work.stop()
    assert not office.thread_at_work.isRunning()


def test_the_thread_s_own_work_is_the_session_s(office: Office) -> None:
    # Called here instead of by Qt, so that its coverage is measured: coverage does not see Qt's threads.
    session, thread = office.session, office.thread_at_work

    def leave(event: Event) -> None:
        if isinstance(event, Status) and event.state is State.FINISHED:
            session.close()

    thread.told.connect(leave)
    session.play()
    thread.run()
    words = office.chronicle.words
    assert words == ["Start", "Course", "ready", "running", "MeasuredBlock", "finished"]
    assert_same_in_pieces([joined(office.chronicle.blocks)], whole_run(SHORT))
