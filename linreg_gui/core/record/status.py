"""Where a session stands, as one value."""

from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.spec.experiment import Experiment


class State(Enum):
    """What a session is doing."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"
    OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a session stands.

    Attributes
    ----------
    state : State
        What it is doing.
    updates, epochs : int
        After how many updates and complete epochs it stands.
    end : int
        How many updates were made; more than `updates` where the run was taken back.
    goal : int
        The epoch after which it is finished.
    horizon : int
        How many updates that will have taken in all, with the present settings.
    learning_rate : float
        The learning rate of the last update.
    taken : int
        Examples of the epoch under way that were used already.
    """

    state: State
    updates: int
    epochs: int
    end: int
    goal: int
    horizon: int
    learning_rate: float
    taken: int = 0


def initial_status(experiment: Experiment, state: State = State.READY) -> Status:
    """Return where a session stands before its first update."""
    horizon = experiment.epochs * experiment.updates_per_epoch
    return Status(state, 0, 0, 0, experiment.epochs, horizon, experiment.learning_rate)
