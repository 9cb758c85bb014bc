"""The program as the tests start it: in this process, or as one of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest

from linreg_gui.cli.main import main

COMMAND = (sys.executable, "-m", "linreg_gui")
"""How a user starts the program."""

SECONDS = 60
"""How long anything here may take, on a machine however busy."""


class Outcome(NamedTuple):
    """How a program ended: exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    """Run the program in this process."""
    capsys.readouterr()
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    return Outcome(code, *capsys.readouterr())


def run_outside(*command: str, folder: Path, **changes: str | None) -> Outcome:
    """Run a command to its end."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder, **changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def environment(folder: Path, **changes: str | None) -> Mapping[str, str]:
    """Return the variables of a fresh user who has no display; None takes one away."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_LOGGING_RULES", "PYTHONUNBUFFERED"}
    fresh = {name: value for name, value in os.environ.items() if name not in hidden}
    fresh |= {"XDG_CONFIG_HOME": str(folder / "config"), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    fresh |= {name: value for name, value in changes.items() if value is not None}
    return fresh


@contextmanager
def started(
    *command: str, folder: Path, stderr: int = subprocess.PIPE, **changes: str | None
) -> Iterator[subprocess.Popen[str]]:
    """Start a program, and end it in any case: at the latest when its time is up."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(folder, **changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    ) as process:
        end = Timer(SECONDS, process.kill)
        end.start()
        try:
            yield process
        finally:
            end.cancel()
            process.kill()
