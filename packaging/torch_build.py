"""Which of torch's builds is installed here."""

import sys
from importlib.util import find_spec
from pathlib import Path


def is_for_graphics_cards() -> bool:
    """Tell whether torch brings the libraries for CUDA along, of several GB."""
    torch = find_spec("torch")
    assert torch is not None
    assert torch.origin is not None
    return any(Path(torch.origin).parent.glob("lib/*torch_cuda.*"))


def refuse(command: str) -> int:
    """Say that a command needs the other build and how to come by it; return the exit code."""
    print(
        f"{command}: torch is a CUDA build of several GB here; name an index with its CPU builds in the variable"
        " PIP_EXTRA_INDEX_URL, remove .venv and try again",
        file=sys.stderr,
    )
    return 1
