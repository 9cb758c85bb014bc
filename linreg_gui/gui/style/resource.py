"""Where icons and translations lie."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


def resource(name: str) -> Path:
    """Return the path of a file in ``resources``, which lies in the installed package or beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources") / name
