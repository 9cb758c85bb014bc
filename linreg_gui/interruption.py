"""How the program ends when it is told to from outside: by Ctrl+C, a closed terminal or the end of the session."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final

INTERRUPTED: Final = 130
"""The exit code, which shells have for Ctrl+C."""

_NAMES: Final = {"SIGINT", "SIGTERM", "SIGHUP"}


@dataclass(slots=True)
class Interruption:
    """Whether the program was told to end."""

    came: bool = False


def end_at_once() -> None:
    """From now on, end the process wherever it is; it must have nothing to tidy up."""
    for number in _signals():
        signal.signal(number, lambda *_: os._exit(INTERRUPTED))


@contextmanager
def told_to_end(end: Callable[[], None]) -> Iterator[Interruption]:
    """Have work end in its own way when the process is told to.

    Parameters
    ----------
    end : callable
        What makes the work end soon. It is called in between any two steps of the main thread, whenever the process is
        told to end, and only takes note.
    """
    interruption = Interruption()

    def take_note(_number: int, _frame: FrameType | None) -> None:
        interruption.came = True
        end()

    before = {number: signal.signal(number, take_note) for number in _signals()}
    try:
        yield interruption
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)


def _signals() -> list[signal.Signals]:
    """Return what tells this process to end; what was to be ignored when it was started stays ignored."""
    return [each for each in signal.Signals if each.name in _NAMES and signal.getsignal(each) is not signal.SIG_IGN]
