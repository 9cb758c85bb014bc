"""What happened in a run: every update, and a summary of bounded size to draw."""

from typing import Final

import numpy as np

from linreg_gui.core.record.block import Array, Epoch, MeasuredBlock
from linreg_gui.core.record.events import Start
from linreg_gui.core.record.summary import MOST_BUCKETS, Band, Summary

MOST_UPDATES: Final = 1_500_000
"""Updates kept one by one: at most 84 MB with two features. Beyond it every second one is dropped."""


class Trace:
    """Everything a run did, from its start on.

    Attributes
    ----------
    updates : int
        How many updates there were.
    epochs : list of Epoch
        Where each epoch ended.
    loss_now : float
        Loss over all examples after the last update.
    parameters_now : Array, shape (features + 1,)
        w and then b after it.

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
        self.loss_now = start.loss
        self.parameters_now = start.parameters

    def append(self, block: MeasuredBlock) -> None:
        """Take note of the updates that follow."""
        rows = block_rows(block)
        self._history.append(block.epochs[:, None].astype(np.float64), rows)
        self._summary.append(rows)
        self.updates += len(block)
        self.loss_now = float(block.loss[-1])
        self.parameters_now = block.parameters[-1].copy()
        self.epochs += block.ended_epochs()

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

    def table(self) -> Array:
        """Return the updates kept, shape (kept, features + 5): update, epoch, batch loss, loss, w and b.

        Update 0 is the start. Up to `most_updates` every update is there, after that every second, fourth, … one.
        """
        return self._history.table()


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

    def table(self) -> Array:
        return self._rows[: self._kept].copy()
