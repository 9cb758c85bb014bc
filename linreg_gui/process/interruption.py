"""How the program ends when it is told to from outside: by Ctrl+C, a closed terminal or the end of the session.

This is imported first of all, so it imports as little as it can.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

INTERRUPTED = 130
"""The exit code, which shells have for Ctrl+C."""

_NAMES = {"SIGINT", "SIGTERM", "SIGHUP"}


def end_at_once() -> None:
    """From now on, end the process wherever it is; it must have nothing to tidy up."""
    for number in signals_to_end():
        signal.signal(number, lambda *_: os._exit(INTERRUPTED))


def pass_on(child: int) -> None:
    """From now on, leave it to a child process to end when this one is told to."""

    def tell(number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(child, number)

    for number in signals_to_end():
        signal.signal(number, tell)


class ToldToEnd:
    """Has the work in its ``with`` block end in its own way when the process is told to.

    Attributes
    ----------
    came : bool
        Whether it was told to.

    Parameters
    ----------
    end : callable
        What makes the work end soon. It is called in between any two steps of the main thread, whenever the process is
        told to end, and only takes note.
    """

    def __init__(self, end: Callable[[], None]) -> None:
        self.came = False
        self._end = end

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._take_note) for number in signals_to_end()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, answer in self._before.items():
            signal.signal(number, answer)

    def _take_note(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        self._end()


def signals_to_end() -> list[signal.Signals]:
    """Return what tells this process to end; what was to be ignored when it was started stays ignored."""
    return [each for each in signal.Signals if each.name in _NAMES and signal.getsignal(each) is not signal.SIG_IGN]
