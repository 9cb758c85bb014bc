"""What the bar shows, as a table of what the session may say."""

import pytest

from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.gui.controls.transport_view import TransportView, pace_words, progress_words, transport_view

TABLE = [
    (State.READY, 0, TransportView(False, True, False, "ready", False)),
    (State.READY, 5, TransportView(False, True, True, "ready", False)),
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
    assert transport_view(Status(state, updates, 0, 3, 300, 3.0)) == view


def test_the_table_has_every_state() -> None:
    assert {state for state, _, _ in TABLE} == set(State)


@pytest.mark.parametrize(
    ("epochs", "words"),
    [(0, "epoch 1 of 3"), (0.99, "epoch 1 of 3"), (1, "epoch 2 of 3"), (2.5, "epoch 3 of 3"), (3, "epoch 3 of 3")],
)
def test_progress_in_words(epochs: float, words: str) -> None:
    assert progress_words(epochs, 3) == words


def test_pace_in_words() -> None:
    assert pace_words(60) == "60 updates/s"
    assert pace_words(FULL_SPEED) == "full speed"
