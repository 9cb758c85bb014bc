"""How far training goes when it is told to go on, what a run that rests has come to, and where it stands."""

from collections.abc import Callable

from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.run import Run

Left = Callable[[Run], int]
"""How many updates a run has left to make."""


def to_goal(run: Run) -> int:
    """Return how many updates are left of the epochs asked for."""
    return run.updates_until(run.goal)


def by_updates(updates: int, run: Run) -> Left:
    """Aim at some updates more, and not beyond the epochs asked for."""
    last = run.updates + updates
    return lambda run: min(last - run.updates, to_goal(run))


def to_end_of_epoch(run: Run) -> Left:
    """Aim at the end of the epoch under way; of the next one, if none is."""
    last = run.epochs + 1
    return lambda run: run.updates_until(last)


def rest_of(run: Run) -> State:
    """Return the state of a run that rests where it stands."""
    if run.diverged:
        return State.DIVERGED
    if run.finished:
        return State.FINISHED
    return State.PAUSED if run.updates else State.READY


def status_of(run: Run, state: State) -> Status:
    """Return where a run stands while the session does something."""
    horizon = run.updates + run.updates_until(run.goal)
    return Status(state, run.updates, run.epochs, run.end, run.goal, horizon, run.learning_rate, run.position.taken)
