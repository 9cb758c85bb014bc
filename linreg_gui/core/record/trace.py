"""What happened in a run: every update, and a summary of bounded size to draw."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linreg_gui.core.record.block import Array, Epoch, MeasuredBlock
from linreg_gui.core.record.events import Start
from linreg_gui.core.record.summary import MOST_BUCKETS, Band, Summary

_MOST_SPACED: Final = 400

MOST_UPDATES: Final = 1_500_000
"""Updates kept one by one: at most 84 MB with two features. Beyond it every second one is dropped."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A run after one of its updates.

    Attributes
    ----------
    update, epoch : int
        Its number, and that of its epoch, counted from 1; both 0 for the start.
    batch_loss : float
        Loss of its batch before it; not a number for the start.
    loss : float
        Loss over all examples after it, by the trainer's own convention.
    parameters : Array, shape (features + 1,)
        w and then b after it.
    """

    update: int
    epoch: int
    batch_loss: float
    loss: float
    parameters: Array


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """What lay beyond the update at which a run branched off.

    Attributes
    ----------
    loss : Band
        Loss over all examples.
    parameters : tuple of Band
        w and then b.
    """

    loss: Band
    parameters: tuple[Band, ...]


class Trace:
    """Everything a run did, from its start on.

    Attributes
    ----------
    updates : int
        How many updates there were.
    epochs : list of Epoch
        Where each epoch ended.

    Parameters
    ----------
    start : Start
        Where the run began. It counts as update 0, which has no batch.
    most_updates, most_buckets : int
        The bounds; `most_buckets` is even.
    """

    def __init__(self, start: Start, most_updates: int = MOST_UPDATES, most_buckets: int = MOST_BUCKETS) -> None:
        self._history = _History(most_updates, len(start.parameters) + 4)
        self._summary = Summary(len(start.parameters) + 2, most_buckets)
        row = start_row(start)
        self._history.append(np.zeros((1, 1)), row)
        self._summary.append(row)
        self.updates = 0
        self.epochs: list[Epoch] = []
        self._last = Moment(0, 0, math.nan, start.loss, start.parameters)

    def append(self, block: MeasuredBlock) -> None:
        """Take note of the updates that follow."""
        rows = block_rows(block)
        self._history.append(block.epochs[:, None].astype(np.float64), rows)
        self._summary.append(rows)
        self.updates += len(block)
        losses = float(block.batch_loss[-1]), float(block.loss[-1])
        self._last = Moment(self.updates, int(block.epochs[-1]), *losses, block.parameters[-1].copy())
        self.epochs += block.ended_epochs()

    @property
    def stride(self) -> int:
        """How many updates lie between two that are kept; the last one is always known."""
        return self._history.stride

    def kept(self, update: int) -> int:
        """Return the last update up to that one that is kept."""
        return update if update == self.updates else update // self.stride * self.stride

    def moment(self, update: int) -> Moment:
        """Return the run after an update that is kept."""
        if update == self.updates:
            return self._last
        number, epoch, batch_loss, loss, *parameters = self._history.row(update).tolist()
        return Moment(int(number), int(epoch), batch_loss, loss, np.array(parameters))

    def cut(self, updates: int) -> Ghost:
        """Forget what lies beyond an update that is kept, and return how it went on from there."""
        updates, count = self.kept(updates), len(self._last.parameters)
        beyond = self._summary.fresh()
        beyond.begin(self._history.rows(updates), self.stride, self.updates + 1 - updates)
        ghost = Ghost(beyond.band(1, updates), tuple(beyond.band(2 + index, updates) for index in range(count)))
        self._last = self.moment(updates)
        self._history.cut(updates)
        self._summary = self._summary.fresh()
        self._summary.begin(self._history.rows(0), self.stride, updates + 1)
        self.updates = updates
        self.epochs = [epoch for epoch in self.epochs if epoch.update <= updates]
        return ghost

    @property
    def batch_loss(self) -> Band:
        """Loss of each batch before its update."""
        return self._summary.band(0)

    @property
    def loss(self) -> Band:
        """Loss over all examples after each update."""
        return self._summary.band(1)

    def parameter(self, index: int) -> Band:
        """Return a parameter after each update: w and then b."""
        return self._summary.band(2 + index)

    def spaced(self) -> Array:
        """Return rows as `newest` has them, from the first to the last, evenly on a logarithmic scale."""
        return self._history.picked(log_spaced(self.updates) // self.stride)

    def newest(self, count: int, update: int) -> Array:
        """Return the updates kept among so many up to one that is kept.

        Shape (kept, features + 5): update, epoch, batch loss, loss, w and b. Update 0 is the start. Up to
        `most_updates` every update is kept, after that every second, fourth, … one.
        """
        last = update // self.stride
        return self._history.picked(np.arange(max(last - count // self.stride, 0), last + 1))


def log_spaced(last: int) -> NDArray[np.int64]:
    """Return whole numbers from 0 to the last one, evenly on a logarithmic scale, the first ones all."""
    return np.unique(np.geomspace(1, last + 1, _MOST_SPACED).round().astype(np.int64)) - 1


def start_row(start: Start) -> Array:
    """Return the row of update 0, shape (1, features + 3): no batch loss, loss, w and b."""
    return np.concatenate([[np.nan, start.loss], start.parameters])[None]


def block_rows(block: MeasuredBlock) -> Array:
    """Return a row for each update, shape (updates, features + 3): batch loss, loss, w and b."""
    return np.column_stack([block.batch_loss, block.loss, block.parameters])


class _History:
    """Rows with their numbers; when there are too many, every second one."""

    def __init__(self, most: int, columns: int) -> None:
        self._most = most
        self._stride = 1
        self._seen = 0
        self._kept = 0
        self._rows = np.empty((0, columns))

    def append(self, epochs: Array, rows: Array) -> None:
        numbers = np.arange(self._seen, self._seen + len(rows), dtype=np.float64)[:, None]
        self._seen += len(rows)
        new = np.hstack([numbers, epochs, rows])
        while (self._seen - 1) // self._stride + 1 > self._most:
            self._stride *= 2
            self._kept = (self._kept + 1) // 2
            self._rows[: self._kept] = self._rows[: 2 * self._kept : 2]
        new = new[(-int(numbers[0, 0])) % self._stride :: self._stride]
        end = self._kept + len(new)
        if end > len(self._rows):
            larger = np.empty((min(max(2 * end, 1024), self._most), new.shape[1]))
            larger[: self._kept] = self._rows[: self._kept]
            self._rows = larger
        self._rows[self._kept : end] = new
        self._kept = end

    @property
    def stride(self) -> int:
        return self._stride

    def row(self, update: int) -> Array:
        row: Array = self._rows[update // self._stride]
        return row

    def picked(self, indices: NDArray[np.int64]) -> Array:
        return np.asarray(self._rows[indices])

    def rows(self, first: int) -> Array:
        """Return what is kept from an update on, without its number."""
        return self._rows[first // self._stride : self._kept, 2:]

    def cut(self, update: int) -> None:
        self._seen = update + 1
        self._kept = update // self._stride + 1
