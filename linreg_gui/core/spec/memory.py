"""Lack of memory, under whichever name a library reports it."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from pathlib import Path
from typing import Final

from linreg_gui.core.spec.wording import Refusal, translatable

NOT_ENOUGH: Final = translatable("there is not enough memory for this")
"""What there is to say where nobody knows what did not fit."""

_SIGNS: Final = (
    "allocate memory",  # torch's allocator, and the loader's "cannot allocate memory"
    "not enough memory",  # torch on Windows
    "bad_alloc",  # any library in C++
    "failed to map segment",  # the loader under a limit
    "can't start new thread",  # there is no room for its stack
    "resource temporarily unavailable",  # the same in C++
)

_CLOSE: Final = 64 << 20
"""So close to a limit, what was asked for last may not have fit. Who asks for more at a time reports it by a sign."""


class DoesNotFit(MemoryError):
    """Lack of memory, where it is known for what.

    Attributes
    ----------
    refusal : Refusal
        The sentence that says what does not fit.
    """

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


def refusal_of(lack: BaseException) -> Refusal:
    """Return the sentence about lack of memory: what did not fit, where that is known."""
    return lack.refusal if isinstance(lack, DoesNotFit) else Refusal(NOT_ENOUGH)


@contextmanager
def fits(refusal: Refusal) -> Iterator[None]:
    """Say this if what happens in the ``with`` block does not fit into memory.

    Raises
    ------
    DoesNotFit
        Whatever the name under which a library reports it.
    """
    try:
        yield
    except Exception as error:
        if is_lack_of_memory(error):
            raise DoesNotFit(refusal) from error
        raise


def is_limited() -> bool:
    """Return whether this process was started with a limit on its memory, as by ``ulimit -v``."""
    return bool(_limits())


def is_lack_of_memory(error: BaseException) -> bool:
    """Return whether an error means that memory was lacking, also for loading a library."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno == errno.ENOMEM
    if isinstance(error, ImportError | OSError | RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS):
        return True
    return isinstance(error, MemoryError) or (_came_while_loading(error) and _came_close())


@contextmanager
def loading() -> Iterator[None]:
    """Load libraries in the ``with`` block: where memory is limited, nobody hears what they say themselves of it."""
    with ExitStack() as stack:
        if is_limited():
            nowhere = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
            stack.enter_context(redirect_stderr(nowhere))
        yield


def _came_while_loading(error: BaseException) -> bool:
    """Return whether a module was being loaded: when memory ends there, some libraries raise just anything."""
    trace = error.__traceback__
    while trace:
        names = trace.tb_frame.f_globals
        if trace.tb_frame.f_code.co_name == "<module>" and names.get("__name__") != "__main__":
            return True
        trace = trace.tb_next
    return False


def _came_close() -> bool:
    """Return whether this process has been close to a limit on its memory."""
    try:
        with Path("/proc/self/status").open(encoding="ascii") as lines:
            kilobytes = {line.split()[0]: line.split()[1] for line in lines if line.startswith("Vm")}
        return any(limit - (int(kilobytes[size]) << 10) < _CLOSE for size, limit in _limits().items())
    except (MemoryError, OSError):  # there may not even be enough to look
        return is_limited()


def _limits() -> dict[str, int]:
    """Return the limits on the memory of this process, by what Linux calls the size that each is a limit of."""
    if sys.platform != "linux":  # nobody else obeys them
        return {}
    import resource

    limits = {"VmPeak:": resource.getrlimit(resource.RLIMIT_AS), "VmData:": resource.getrlimit(resource.RLIMIT_DATA)}
    return {size: limit for size, (limit, _) in limits.items() if limit != resource.RLIM_INFINITY}
