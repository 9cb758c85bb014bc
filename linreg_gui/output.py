"""Standard output, which may be a full disk or a pipe that nobody reads from."""

import errno
import os
import sys


class Unheard(OSError):
    """Standard output takes nothing more."""


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
