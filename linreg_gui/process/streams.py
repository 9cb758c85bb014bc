"""Standard output and standard error, which may be missing, a full disk or a pipe that nobody reads from."""

import errno
import os
import sys
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Unheard(OSError):
    """Standard output takes nothing more."""


class _Forgetful(FileIO):
    """A file that forgets what it cannot write."""

    def write(self, content: "ReadableBuffer") -> int:
        with suppress(OSError):
            return super().write(content)
        return memoryview(content).nbytes


def provide_streams() -> None:
    """Make up for standard streams that are missing, as in Windows programs without a console.

    Else the next file opened would take their place, and get what was meant for them. What standard error cannot take
    is forgotten: that nobody hears why the program ends changes nothing about how it ends.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    # Python has None for them, and `print` writes on standard output what is to go to None.
    sys.stdout = sys.stdout or _nothing()
    sys.stderr = _forgetful(sys.stderr) if sys.stderr else _nothing()


def _forgetful(stream: TextIO) -> TextIO:
    file = BufferedWriter(_Forgetful(stream.fileno(), "w", closefd=False))
    return TextIOWrapper(file, stream.encoding, stream.errors, line_buffering=True)


def _nothing() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def say(text: str) -> None:
    """Print on standard output, at once.

    Raises
    ------
    Unheard
        If that cannot be written.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        raise Unheard(*error.args) from error


def give_up(unheard: Unheard) -> int:
    """Tell on standard error that nothing more can be said, unless nobody wants to hear it; return the exit code, 1."""
    # Python would complain once more when it flushes standard output at its end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if unheard.errno != errno.EPIPE:
        print(f"linreg-gui: standard output: {unheard.strerror}", file=sys.stderr)
    return 1
