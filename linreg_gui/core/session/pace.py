"""How many updates to make next, so that training keeps the pace asked for and answers at once."""

import math
import time
from threading import Condition
from typing import Final

FULL_SPEED: Final = math.inf
"""The pace that takes no rests, in updates a second."""

_SHORTEST_REST = 1 / 60
_LONGEST_BACKLOG = 0.1
# Half of what lies between two redraws: shorter blocks cost training speed, longer ones make commands wait.
_BLOCK_SECONDS = 0.016
_ROUNDING = 1e-9


class Clock:
    """The time, in seconds, and waiting. Tests inject another one."""

    def now(self) -> float:
        """Return the seconds since some fixed moment."""
        return time.perf_counter()

    def wait(self, condition: Condition, seconds: float | None) -> None:
        """Wait until the condition is notified, at most that long; the caller holds its lock."""
        condition.wait(seconds)


class Pacer:
    """Turns the time that has passed into a number of updates.

    Parameters
    ----------
    pace : float
        Updates a second, or `FULL_SPEED`.
    """

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._last = 0.0
        self._credit = 0.0
        self._block = 1

    def change(self, pace: float) -> None:
        """Go on at another pace."""
        self._pace = pace

    def start(self, now: float) -> None:
        """Begin after a rest: updates are due at once."""
        self._last = now
        self._credit = self._portion()

    def due(self, now: float, *, at_once: bool = False) -> int:
        """Return how many updates to make now, 0 if it is too early; `at_once` takes no account of the pace."""
        if at_once or self._pace == FULL_SPEED:
            return self._block
        # What a slow machine could not keep up with is forgotten instead of being made up for.
        most = self._portion() + self._pace * _LONGEST_BACKLOG
        self._credit = min(self._credit + (now - self._last) * self._pace, most)
        self._last = now
        return min(int(self._credit + _ROUNDING), self._block) if self._missing() <= 0 else 0

    def rest(self, now: float) -> float:
        """Return the seconds until updates are due."""
        if self._pace == FULL_SPEED:
            return 0.0
        return max(self._missing() / self._pace - (now - self._last), 0.0)

    def made(self, updates: int, seconds: float) -> None:
        """Take note of the updates made and of how long they took."""
        self._credit = max(self._credit - updates, 0.0)
        fitting = updates * _BLOCK_SECONDS / max(seconds, 1e-9)
        self._block = max(1, int(min(fitting, 2 * self._block)))

    def _portion(self) -> float:
        """Return the fewest updates worth waking up for."""
        return max(1.0, self._pace * _SHORTEST_REST)

    def _missing(self) -> float:
        return self._portion() - self._credit - _ROUNDING
