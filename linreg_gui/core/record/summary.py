"""Quantities over a run, summed up to draw them: extremes in buckets of updates."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from linreg_gui.core.record.block import Array

MOST_BUCKETS: Final = 512
"""Points of the summary: about as many as a plot is wide."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """A quantity over the run, its updates gathered in buckets.

    Attributes
    ----------
    update : Array, shape (buckets,)
        The last update in each bucket.
    low, high : Array, shape (buckets,)
        Smallest and largest value in it; not a number where there is none.
    """

    update: Array
    low: Array
    high: Array


class Summary:
    """Extremes of columns in buckets of equally many rows; the buckets double when there are too many.

    Parameters
    ----------
    columns : int
        How many there are: batch loss, loss, w and b.
    most : int
        Buckets at most, an even number.
    """

    def __init__(self, columns: int, most: int = MOST_BUCKETS) -> None:
        self._low = np.full((most, columns), np.nan)
        self._high = np.full((most, columns), np.nan)
        self._width = 1
        self._seen = 0

    def fresh(self) -> "Summary":
        """Return an empty one of the same size."""
        most, columns = self._low.shape
        return Summary(columns, most)

    def begin(self, rows: Array, stride: int, seen: int) -> None:
        """Begin with rows of which each stands for so many, the last one for those that are left of all."""
        self.append(rows)
        self._width *= stride
        self._seen = seen

    def append(self, rows: Array) -> None:
        """Take note of the rows that follow, shape (rows, columns)."""
        while self._seen + len(rows) > self._width * len(self._low):
            self._double()
        filled = self._seen % self._width
        head = (self._width - filled) % self._width
        whole = head + (len(rows) - head) // self._width * self._width if len(rows) > head else head
        self._put(rows[:head])
        if whole > head:
            buckets = rows[head:whole].reshape(-1, self._width, rows.shape[1])
            first = self._seen // self._width
            self._low[first : first + len(buckets)] = np.fmin.reduce(buckets, axis=1)
            self._high[first : first + len(buckets)] = np.fmax.reduce(buckets, axis=1)
            self._seen += whole - head
        self._put(rows[whole:])

    def _put(self, rows: Array) -> None:
        """Add rows that lie in one bucket."""
        if not len(rows):
            return
        bucket = self._seen // self._width
        self._low[bucket] = np.fmin(self._low[bucket], np.fmin.reduce(rows, axis=0))
        self._high[bucket] = np.fmax(self._high[bucket], np.fmax.reduce(rows, axis=0))
        self._seen += len(rows)

    def _double(self) -> None:
        half = len(self._low) // 2
        self._low[:half] = np.fmin(self._low[0::2], self._low[1::2])
        self._high[:half] = np.fmax(self._high[0::2], self._high[1::2])
        self._low[half:] = np.nan
        self._high[half:] = np.nan
        self._width *= 2

    def band(self, column: int, first: int = 0) -> Band:
        """Return one column; the first row counts as that update."""
        count = -(-self._seen // self._width)
        ends = np.arange(1, count + 1, dtype=np.float64) * self._width - 1
        ends[-1] = self._seen - 1
        return Band(ends + first, self._low[:count, column].copy(), self._high[:count, column].copy())
