"""Somebody who does not see the window: a session bus of its own, and a screen reader on it."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any, Final

from tests.program import SECONDS, environment

SYSTEM_PYTHON: Final = "/usr/bin/python3"
"""Debian's own, which has the libraries of screen readers."""

_OPEN_BUS: Final = ("dbus-run-session", "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat')

Node = dict[str, Any]
"""What a listener is told of a part of the window: role, name, description, states, and value where it has one."""


class Listener:
    """Asks the screen reader.

    Parameters
    ----------
    reader : Popen
        The screen reader's process.
    """

    def __init__(self, reader: "subprocess.Popen[str]") -> None:
        self._reader = reader

    def tree(self) -> list[Node]:
        """Return all that there is."""
        nodes: list[Node] = self._ask("tree")
        return nodes

    def heard(self) -> list[str]:
        """Return all that was announced."""
        words: list[str] = self._ask("heard")
        return words

    def press(self, name: str) -> None:
        """Press a button."""
        assert self._ask("press", name) is True

    def set_slider(self, name: str, value: float) -> None:
        """Move a slider to a value."""
        self._ask("set", name, value)

    def one(self, role: str, name: str) -> Node:
        """Return the part of the window with that role and a name that begins so."""
        return next(node for node in self.tree() if node["role"] == role and node["name"].startswith(name))

    def until(self, condition: Callable[[], bool]) -> None:
        """Listen until something is so."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, "this never came to be"

    def _ask(self, *command: object) -> Any:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps(command) + "\n")
        self._reader.stdin.flush()
        return json.loads(self._reader.stdout.readline())


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """Start a session bus, and yield its address."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(_OPEN_BUS, text=True, env=environment(folder), **pipes) as bus:  # type: ignore[call-overload]
        yield bus.stdout.readline().strip()


@contextmanager
def listener(folder: Path, bus: str, display: str) -> Iterator[Listener]:
    """Start a screen reader on a session bus."""
    surroundings = environment(folder, DBUS_SESSION_BUS_ADDRESS=bus, DISPLAY=display)
    script = Path(__file__).with_name("screen_reader.py")
    with subprocess.Popen(
        [SYSTEM_PYTHON, script], text=True, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        end = Timer(2 * SECONDS, reader.kill)
        end.start()
        try:
            assert reader.stdout is not None
            assert json.loads(reader.stdout.readline()) == "ready"
            yield Listener(reader)
        finally:
            end.cancel()
            reader.kill()
