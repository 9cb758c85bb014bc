"""Lack of memory, under whichever name a library reports it."""

import errno
from typing import Final

_SIGNS: Final = (
    "allocate memory",  # torch's allocator, and the loader's "cannot allocate memory"
    "not enough memory",  # torch on Windows
    "bad_alloc",  # any library in C++
    "failed to map segment",  # the loader under a limit
)


def is_lack_of_memory(error: BaseException) -> bool:
    """Return whether an error means that memory was lacking, also for loading a library."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, ImportError | RuntimeError):
        return any(sign in str(error).lower() for sign in _SIGNS)
    return isinstance(error, MemoryError)
