"""Checkpoints: a bounded number, none of them far away, and none left where settings changed."""

import numpy as np
import pytest

from linreg_gui.core.record.position import Position
from linreg_gui.core.session.checkpoints import Checkpoint, Checkpoints
from linreg_gui.core.training.trainer import TrainerState

STATE = TrainerState(Position(), shuffled=False, parameters=np.zeros(3))


@pytest.fixture
def checkpoints(monkeypatch: pytest.MonkeyPatch) -> Checkpoints:
    """Return at most eight, at least ten updates apart, with only the first one kept so far."""
    monkeypatch.setattr("linreg_gui.core.session.checkpoints._UPDATES_BETWEEN", 10)
    monkeypatch.setattr("linreg_gui.core.session.checkpoints._MOST", 8)
    return Checkpoints(Checkpoint(0, STATE))


def offer(checkpoints: Checkpoints, last: int) -> None:
    """Offer one after every update."""
    for updates in range(last + 1):
        checkpoints.keep(updates, lambda: STATE)


def test_they_are_kept_now_and_then(checkpoints: Checkpoints) -> None:
    offer(checkpoints, 35)
    assert [checkpoints.up_to(updates).updates for updates in (0, 9, 10, 29, 30, 35)] == [0, 0, 10, 20, 30, 30]


def test_their_number_is_bounded_and_none_is_far(checkpoints: Checkpoints) -> None:
    """However many updates there are, the way from one to the next only doubles."""
    offer(checkpoints, 1000)
    assert len(checkpoints) <= 8
    assert all(updates - checkpoints.up_to(updates).updates <= 160 for updates in range(1000))


def test_those_beyond_and_right_there_are_dropped(checkpoints: Checkpoints) -> None:
    offer(checkpoints, 35)
    checkpoints.cut(20)
    assert checkpoints.up_to(100).updates == 10
    checkpoints.cut(0)
    assert checkpoints.up_to(100).updates == 0
