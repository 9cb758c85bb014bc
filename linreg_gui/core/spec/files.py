"""Files that are whole or not there, and experiments in them."""

import errno
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.wording import Refusal, translatable

SUFFIX: Final = ".linreg"
"""Ending of the name of an experiment file."""

MOST_BYTES: Final = 1 << 16
"""An experiment takes less than a thousandth of it; what is larger is something else."""


_REMAINS: Final = re.compile(r"\.[0-9a-f]{16}\.part")
_DAY: Final = 24 * 3600


@contextmanager
def replaced(path: str | Path) -> Iterator[IO[str]]:
    """Write a text file that appears under its name only when it is whole, with the permissions of the one before.

    Raises
    ------
    Refusal
        If a file cannot be made there, or the one that is there must not be written.
    OSError
        If writing fails, as on a full disk; what was there before is there still.
    """
    is_folder = not os.fspath(path).endswith(Path(path).name)  # but with a separator, maybe a dot after it
    path = Path(path)
    try:
        path = Path(os.path.realpath(path))  # unlike resolve, it bears links that lead in a circle
        there = path.exists()
        if is_folder or (there and not path.is_file()):
            raise Refusal(translatable("{path} is not a file"), path=path)
        if there and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _clear_remains(path.parent)
        part = path.with_name(f".{os.urandom(8).hex()}.part")
        file = part.open("x", encoding="utf-8", newline="")
    except OSError as error:
        raise Refusal(translatable("{path}: {reason}"), path=path, reason=error.strerror) from None
    try:
        with file:
            with suppress(OSError):
                _hold(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if there:
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _clear_remains(folder: Path) -> None:
    """Remove what programs that were killed while they saved have left in a folder; a day ago, they surely were."""
    yesterday = time.time() - _DAY
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not _REMAINS.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                continue
            if entry.stat().st_mtime < yesterday:
                with suppress(OSError):
                    with Path(entry).open("r+b") as file:
                        _hold(file)
                    Path(entry).unlink()


def _hold(file: IO[Any]) -> None:
    """Hold a file until it is closed, or its program ended: who saves for more than a day is no killed program.

    Raises
    ------
    OSError
        If somebody else holds it.
    """
    if sys.platform != "win32":  # there, nobody can remove what is open
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read_text(path: Path, most_bytes: int) -> str:
    """Return the text in a file, which is read to a bounded size and never waited for.

    Raises
    ------
    Refusal
        If it cannot be read, is no file, larger than that or no text in UTF-8.
    """
    if sys.platform == "win32":
        flags = os.O_RDONLY | os.O_BINARY
    else:
        flags = os.O_RDONLY | os.O_NONBLOCK  # a pipe would keep us until somebody writes
    try:
        descriptor = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # of a name, that could be another file by now
                raise ValueError(path)
            content = b""
            while len(content) <= most_bytes and (more := os.read(descriptor, most_bytes + 1 - len(content))):
                content += more
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Refusal(translatable("{path}: {reason}"), path=path, reason=error.strerror) from None
    except ValueError:  # no file is there, or can be under that name
        raise Refusal(translatable("{path} is not a file"), path=path) from None
    if len(content) > most_bytes:
        raise Refusal(translatable("{path} is too large for an experiment"), path=path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(translatable("{path} is not a text file"), path=path) from None


def read_experiment(path: Path) -> Experiment:
    """Return the experiment in a file.

    Raises
    ------
    Refusal
        If the file cannot be read or holds no experiment that this version understands.
    """
    return Experiment.from_text(read_text(path, MOST_BYTES))


def write_experiment(path: Path, experiment: Experiment) -> None:
    """Write an experiment to a file, whole or not at all.

    Raises
    ------
    Refusal
        If the file cannot be written.
    """
    try:
        with replaced(path) as file:
            file.write(experiment.to_text() + "\n")
    except OSError as error:
        raise Refusal(translatable("{path}: {reason}"), path=path, reason=error.strerror) from None
