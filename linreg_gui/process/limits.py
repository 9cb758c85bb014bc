"""Work under a limit on memory, as by ``ulimit -v``: whatever a library does when it meets the limit is one sentence.

Without memory, libraries abort the process or end it, with words of their own or none, and nothing in that process can
prevent it. So a child process does the work, and this one waits and tells.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

from linreg_gui.core.spec.memory import NOT_ENOUGH, is_lack_of_memory
from linreg_gui.process.interruption import pass_on, signals_to_end
from linreg_gui.process.streams import provide_streams

_STANDARD_ERROR: Final = 2
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux
_LOADER_GAVE_UP: Final = 127
_LAST_BYTES: Final = 140_000  # what malloc asks the system for at a time, and a page
_NO_STACK: Final = 16 << 20  # a thread asks for 8 MiB of addresses, and for some of its own
_MOST_SECONDS_AT_THE_END: Final = 3


def watch(work: Callable[[], object]) -> NoReturn:
    """Do the work in a child process and end as that one ends; if it perishes, with the sentence and 1.

    Parameters
    ----------
    work : callable
        What the program does.
    """
    provide_streams()
    parent = os.getpid()
    # Nobody is told to end before both processes know what to do then.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, signals_to_end())
    child = os.fork()
    if child:
        pass_on(child)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        _end_as(child)
    _prepare(parent)
    signal.pthread_sigmask(signal.SIG_SETMASK, held)
    _work_to_the_end(work)


def _end_as(child: int) -> NoReturn:
    """Wait for the child and end as it does."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        signal.signal(signal.SIGALRM, Lookout(child, limit).look)
        signal.setitimer(signal.ITIMER_REAL, 1, 1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0 or code == _LOADER_GAVE_UP:
        os.write(_STANDARD_ERROR, f"linreg-gui: {NOT_ENOUGH}\n".encode())
        code = 1
    os._exit(code)


class Lookout:
    """Kills a process that stays at the end of its memory without an error.

    At the very end, Python can look for room for an error forever. And where a thread has no room for its stack, Qt
    waits forever for what that thread was to do.

    Parameters
    ----------
    child : int
        The process.
    limit : int
        How many bytes of addresses it may have.
    """

    def __init__(self, child: int, limit: int) -> None:
        self._process = Path(f"/proc/{child}")
        self._child = child
        self._limit = limit
        self._seconds = 0
        self._worked = ""

    def look(self, *_: object) -> None:
        """Look, once a second; that the process has ended meanwhile is all the better."""
        with suppress(FileNotFoundError, ProcessLookupError):
            self._look()

    def _look(self) -> None:
        pages = int((self._process / "statm").read_text().split()[0])
        left = self._limit - pages * resource.getpagesize()
        waits = self._waits_for_itself()
        at_the_end = left < _LAST_BYTES or (left < _NO_STACK and waits)
        self._seconds = self._seconds + 1 if at_the_end else 0
        if self._seconds >= _MOST_SECONDS_AT_THE_END:
            os.kill(self._child, signal.SIGKILL)

    def _waits_for_itself(self) -> bool:
        """Return whether the process did nothing for a second, and not because it waits for events from outside."""
        worked, before = (self._process / "schedstat").read_text(), self._worked
        self._worked = worked
        return worked == before and "futex" in (self._process / "wchan").read_text()


def _prepare(parent: int) -> None:
    """Have this process perish with its parent, and wherever a library ends it; only Python may say something."""
    c = ctypes.CDLL(None)
    c.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it was too late for that
    # OpenBLAS and others call exit. The program itself never does: it leaves by os._exit.
    c["__cxa_atexit"](ctypes.cast(c.abort, ctypes.c_void_p), None, None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Where OpenBLAS cannot start a thread, it sends the signal of Ctrl+C.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    said, nowhere = os.dup(_STANDARD_ERROR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    os.close(nowhere)
    sys.stderr = os.fdopen(said, "w", 1, sys.stderr.encoding, sys.stderr.errors, closefd=False)


def _work_to_the_end(work: Callable[[], object]) -> NoReturn:
    """Do the work, and leave without what Python does at its end, which takes memory."""
    try:
        work()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException as error:
        if is_lack_of_memory(error):
            os.abort()
        sys.excepthook(type(error), error, error.__traceback__)
        os._exit(1)
    os._exit(0)
