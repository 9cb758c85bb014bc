"""Commands on their way into the thread that trains."""

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Condition

from linreg_gui.core.session.pace import Clock


class Commands:
    """What is to be done next, given from any thread and taken by one.

    Attributes
    ----------
    closed : bool
        Whether there will be no more.

    Parameters
    ----------
    clock : Clock
        The time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._news = Condition()
        self._waiting: deque[partial[None]] = deque()
        self.closed = False

    def give(self, command: Callable[..., None], *values: object, alone: bool = False) -> None:
        """Give a command; alone, it replaces the same command with other values right before it."""
        with self._news:
            if alone and self._waiting and self._waiting[-1].func == command:
                self._waiting.pop()
            self._waiting.append(partial(command, *values))
            self._news.notify()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._news:
            self.closed = True
            self._news.notify()

    def take(self, rest: float | None) -> list[partial[None]]:
        """Return what was given, if there is nothing after a rest of so many seconds; None is until there is."""
        with self._news:
            if not self._waiting and not self.closed and rest != 0:
                self._clock.wait(self._news, rest)
            commands = list(self._waiting)
            self._waiting.clear()
        return commands
