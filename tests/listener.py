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
        """Return the part of the window with that role and a name that begins so, as soon as there is one.

        A name changes for a listener when the news of it has come over the bus: after an announcement, it may still be
        on its way.
        """
        found: list[Node] = []

        def look() -> bool:
            found[:] = [node for node in self.tree() if node["role"] == role and node["name"].startswith(name)]
            return bool(found)

        self.until(look)
        return found[0]

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
    with subprocess.Popen(
        _OPEN_BUS,
        text=True,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as bus:
        assert bus.stdout is not None
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


def assert_nothing_is_nameless(listener: Listener) -> None:
    """Check that whatever can have the keyboard says what it is."""
    nodes = listener.tree()
    nameless = [node for node in nodes if "focusable" in node["states"] and not node["name"]]
    assert nameless == []
    assert sum("focusable" in node["states"] for node in nodes) > 30
    # What describes itself by how the mouse works says nothing to somebody who has none.
    assert not [node for node in nodes if "wheel" in node["description"]]


def plot_says(listener: Listener, what: str, words: str) -> None:
    """Listen until the description of a plot has these words."""
    listener.until(lambda: words in listener.one("chart", f"Plot of the {what}")["description"])


def play_a_run(listener: Listener) -> None:
    """Move sliders, press buttons, and read how it goes; all of it by the ear."""
    listener.until(lambda: any(words.startswith("Prediction: after 3 epochs") for words in listener.heard()))
    listener.one("label", "ready")
    listener.until(lambda: listener.one("slider", "Timeline")["description"] == "epoch 1 of 3")
    plot_says(listener, "loss", "The loss over all examples starts at 17.98479. The floor is 0.00004944.")
    plot_says(listener, "loss", "Predicted after 300 updates: 0.00004966.")
    plot_says(listener, "parameters", "w₁ starts at 0.008436, the truth is 2.")

    listener.until(lambda: listener.one("slider", "Learning rate")["value"] == 0.03)
    listener.set_slider("Learning rate, slider", 5)
    listener.until(lambda: listener.one("slider", "Learning rate")["value"] == 5)
    listener.until(lambda: any("Prediction: will diverge" in words for words in listener.heard()))
    listener.set_slider("Learning rate, slider", 0.03)
    listener.set_slider("b, slider", -7)
    listener.until(lambda: listener.one("slider", "b,")["value"] == -7)
    listener.set_slider("b, slider", 4.2)
    listener.set_slider("Speed", 1e9)

    listener.press("Play")
    listener.until(lambda: "finished after 300 updates" in listener.heard())
    listener.one("label", "finished after 300 updates")
    listener.until(lambda: listener.one("slider", "Timeline")["description"] == "epoch 3 of 3")
    plot_says(listener, "loss", "and is 0.00004966 after update 300. The floor is 0.00004944.")
    plot_says(listener, "parameters", "w₁ starts at 0.008436 and is 1.999990 after update 300; the truth is 2.")
    listener.one("table cell", "0.00004966")
    # 300 updates were made, and none of them was announced by itself.
    told = [words for words in listener.heard() if "update" in words and not words.startswith("Prediction")]
    assert told == ["finished after 300 updates"]
    assert_nothing_is_nameless(listener)
