"""What the views show: one immutable value."""

from dataclasses import dataclass
from typing import Final

from linreg_gui.core.record.block import Array, Epoch
from linreg_gui.core.record.events import Course, Start, Surroundings
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.position import Position
from linreg_gui.core.record.status import Status
from linreg_gui.core.record.summary import Band
from linreg_gui.core.record.trace import Ghost, Moment
from linreg_gui.core.spec.experiment import Experiment

_MOST_MARKS: Final = 200

NEWEST: Final = 300
"""How many of the newest updates can be looked at one by one."""

MOST_GHOSTS: Final = 4
"""How many of them are shown, the last ones."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene:
    """A run as it can be seen at a moment.

    Attributes
    ----------
    start : Start
        Where it began; the same object as long as it is the same run.
    experiment : Experiment
        The settings of now.
    course : Course
        What it follows from and moves in.
    status : Status
        What the session does.
    updates : int
        How many updates were made, and are drawn.
    cursor : Moment
        Where the views stand: at the last update, or at one before it that the learner went back to.
    batch_loss, loss : Band
        Loss of each batch before its update, and over all examples after it.
    parameters : tuple of Band
        w and then b.
    epochs : tuple of Epoch
        Where each epoch ended.
    spaced, newest : Array, shape (rows, features + 5)
        Single updates as `Trace.newest` has them: some from the first to the last, evenly on a logarithmic scale; and
        the newest ones up to the cursor.
    ghosts : tuple of Ghost
        What lay beyond where the run branched off.
    forecast : Forecast, optional
        What comes, from where the run stands.
    """

    start: Start
    experiment: Experiment
    course: Course
    status: Status
    updates: int
    cursor: Moment
    batch_loss: Band
    loss: Band
    parameters: tuple[Band, ...]
    epochs: tuple[Epoch, ...]
    spaced: Array
    newest: Array
    ghosts: tuple[Ghost, ...]
    forecast: Forecast | None

    @property
    def is_rewound(self) -> bool:
        """Whether the views stand before the last update."""
        return self.cursor.update < self.updates

    @property
    def marks(self) -> list[int]:
        """After which updates settings were changed; of very many every second, third, … one."""
        updates = [edit.update for edit in self.course.recipe.edits]
        return updates[:: len(updates) // _MOST_MARKS + 1]

    @property
    def ends_to_come(self) -> list[int]:
        """The updates that will end an epoch, up to the last one asked for, as long as the settings stay."""
        if self.is_rewound and self.course.now.update != self.cursor.update:
            return []  # the run has not followed yet, and where in its epoch it stands there is known to it alone
        status, each = self.status, self.experiment.updates_per_epoch
        first = status.updates + Position(status.epochs, status.taken).updates_until(status.epochs + 1, self.experiment)
        return [end for end in range(first, status.horizon + 1, each) if end > self.updates]

    @property
    def bent_loss(self) -> float | None:
        """Loss over all examples at the cursor with the data of now, if these are others: training goes on from it."""
        now = self.course.now
        there = next(each for each in reversed(self.course.surroundings) if each.update < max(self.cursor.update, 1))
        if now.update != self.cursor.update or _ground(there) == _ground(now):
            return None
        return float(now.experiment.description.loss_factor * now.moments.loss(self.cursor.parameters))

    @property
    def grounds(self) -> list[tuple[int, int | None, Surroundings]]:
        """From which update on and up to which one the run moves in what; None is for ever."""
        past, now = self.course.surroundings, self.course.now
        ends: list[int | None] = [each.update for each in past[1:]]
        there = next(each for each in reversed(past) if each.update <= self.cursor.update)
        goes_on = there is past[-1] and _ground(there) == _ground(now)
        apart = self.is_rewound and now.update == self.cursor.update and not goes_on
        ends.append(self.updates if apart else None)
        pieces = [(each.update, end, each) for each, end in zip(past, ends, strict=True)]
        return [*pieces, (now.update, None, now)] if apart else pieces


def _ground(surroundings: Surroundings) -> tuple[object, ...]:
    return surroundings.experiment.truth, surroundings.experiment.noise
