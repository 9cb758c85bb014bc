"""What the bar shows, as a table of what the session may say."""

import numpy as np
import pytest

from linreg_gui.core.record.forecast import Outcome, Verdict
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.record.trace import Moment
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.gui.controls.transport_view import (
    TransportView,
    pace_words,
    progress_words,
    transport_view,
    verdict_words,
)

TABLE = [
    (State.READY, 0, TransportView(False, True, False, "ready", False)),
    (State.RUNNING, 0, TransportView(True, False, True, "running", False)),
    (State.RUNNING, 5, TransportView(True, False, True, "running", False)),
    (State.PAUSED, 5, TransportView(False, True, True, "paused after update 5", False)),
    (State.FINISHED, 300, TransportView(False, True, True, "finished after 300 updates", False)),
    (
        State.DIVERGED,
        19,
        TransportView(False, True, True, "diverged at update 19: learning rate 3 is too large", True),
    ),
    (State.FAILED, 0, TransportView(False, True, True, "stopped by an error; Reset starts over", True)),
    (
        State.OUT_OF_MEMORY,
        0,
        TransportView(False, True, True, "stopped: there is not enough memory; Reset starts over", True),
    ),
]


@pytest.mark.parametrize(("state", "updates", "view"), TABLE)
def test_the_bar_follows_from_the_status(state: State, updates: int, view: TransportView) -> None:
    assert transport_view(Status(state, updates, 0, updates, 3, 300, 3.0)) == view


def test_the_table_has_every_state() -> None:
    assert {state for state, _, _ in TABLE} == set(State)


@pytest.mark.parametrize("state", [State.READY, State.PAUSED, State.FINISHED])
def test_a_run_that_was_taken_back_says_where_it_stands(state: State) -> None:
    view = transport_view(Status(state, 120, 1, 300, 3, 300, 0.03))
    assert view == TransportView(False, True, True, "back at update 120 of 300: training goes on from here", False)


@pytest.mark.parametrize(
    ("epoch", "goal", "words"),
    [(0, 3, "epoch 1 of 3"), (1, 3, "epoch 1 of 3"), (3, 3, "epoch 3 of 3"), (4, 3, "epoch 4 of 4")],
)
def test_progress_in_words(epoch: int, goal: int, words: str) -> None:
    assert progress_words(Moment(0, epoch, 0.0, 0.0, np.zeros(2)), goal) == words


def test_a_verdict_names_factor_and_limits() -> None:
    words = verdict_words(Verdict(Outcome.CONVERGES, 0.047, 1.7349, 1.94, np.zeros(3)))
    factor, limit, full = words.splitlines()
    assert factor.startswith("Factor per epoch 0.047: ")
    assert limit.startswith("Limit 1.73: ")
    assert "the limit is 1.94" in full
    assert len(verdict_words(Verdict(Outcome.DIVERGES, 2.0, None, 1.94, np.zeros(3))).splitlines()) == 2


def test_pace_in_words() -> None:
    assert pace_words(60) == "60 updates/s"
    assert pace_words(FULL_SPEED) == "full speed"
