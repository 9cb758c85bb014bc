"""A real screen: an X server of its own, and a program on it that is used with mouse and keyboard."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from tests.program import COMMAND, SECONDS, started

TITLE: Final = "Linear Regression Playground"


class Screen:
    """An X server without a window manager.

    Parameters
    ----------
    name : str
        Its display, as in ``DISPLAY``.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def xdotool(self, *arguments: str | int, check: bool = True) -> str:
        """Do something with mouse or keyboard, or look for a window; it may be gone if that is not checked."""
        return self._run("xdotool", *map(str, arguments), check=check).decode().strip()

    def window_of(self, process: subprocess.Popen[str]) -> str:
        """Return the window of a program as soon as it can be seen.

        xdotool can wait for it, but then looks twice a second only: too rough to tell how long a start takes.
        """
        deadline = time.monotonic() + SECONDS
        while not (found := self.windows("--pid", process.pid, "--name", TITLE)):
            assert process.poll() is None, "the program has ended"
            assert time.monotonic() < deadline, "no window came"
        return found[0]

    def windows(self, *search: str | int) -> list[str]:
        """Return the windows that can be seen and are as `xdotool search` is told."""
        return self.xdotool("search", "--onlyvisible", *search, check=False).split()

    def picture(self) -> QImage:
        """Return what is on the screen."""
        image = QImage.fromData(self._run("import", "-window", "root", "png:-"))
        assert not image.isNull()
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def _run(self, *command: str, check: bool = True) -> bytes:
        environment = {**os.environ, "DISPLAY": self.name}
        errors = None if check else subprocess.DEVNULL
        return subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, timeout=SECONDS, check=check
        ).stdout


@contextmanager
def new_screen() -> Iterator[Screen]:
    """Start an X server on a display that is free, and end it."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        end = Timer(SECONDS, server.kill)
        end.start()
        try:
            with os.fdopen(reader, "rb") as answer:
                number = answer.readline().decode().strip()
            assert number, "Xvfb did not start"
            end.cancel()
            yield Screen(f":{number}")
        finally:
            end.cancel()
            server.terminate()


class Guest:
    """The program on a screen, and the hand of somebody who uses it."""

    def __init__(self, screen: Screen, process: subprocess.Popen[str]) -> None:
        self.screen = screen
        self.process = process
        self.window = screen.window_of(process)
        # Without a window manager nobody else gives a window the keyboard.
        screen.xdotool("windowfocus", "--sync", self.window)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.screen.xdotool("key", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.screen.xdotool("type", "--", text)

    def click(self, place: QPoint) -> None:
        """Click somewhere in the window."""
        self.screen.xdotool("mousemove", "--window", self.window, place.x(), place.y(), "click", 1)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press the button at one place and let it go at another."""
        self.screen.xdotool("mousemove", "--window", self.window, start.x(), start.y(), "mousedown", 1)
        middle = (start + end) / 2
        for place in (middle, end):
            self.screen.xdotool("mousemove", "--window", self.window, place.x(), place.y())
        self.screen.xdotool("mouseup", 1)

    def until(self, condition: Callable[[QImage], bool]) -> QImage:
        """Look at the screen until it is as it should be; return that picture."""
        deadline = time.monotonic() + SECONDS
        while not condition(picture := self.screen.picture()):
            assert self.process.poll() is None, "the program has ended"
            assert time.monotonic() < deadline, "this never came to be seen"
        return picture

    def until_it_rests(self) -> QImage:
        """Look at the screen until two looks in a row see the same; return that picture."""
        pictures = [self.screen.picture()]

        def same(picture: QImage) -> bool:
            pictures.append(picture)
            return pictures[-1] == pictures[-2]

        return self.until(same)

    def quit(self) -> tuple[int, str]:
        """Leave by the keyboard; return the exit code and what was said on standard error."""
        self.press("ctrl+q")
        _, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, err


@contextmanager
def guest(screen: Screen, folder: Path, command: Sequence[str] = COMMAND, bus: str | None = None) -> Iterator[Guest]:
    """Start the program on a screen as a user would."""
    with started(*command, folder=folder, DISPLAY=screen.name, DBUS_SESSION_BUS_ADDRESS=bus) as process:
        yield Guest(screen, process)


def colors(picture: QImage, area: QRect) -> Counter[int]:
    """Count the colours in a part of a picture."""
    columns, rows = range(area.left(), area.right() + 1), range(area.top(), area.bottom() + 1)
    return Counter(picture.pixel(x, y) & 0xFFFFFF for x in columns for y in rows)


def difference(one: QImage, other: QImage, area: QRect) -> int:
    """Count the pixels of an area in which two pictures differ."""
    columns, rows = range(area.left(), area.right() + 1), range(area.top(), area.bottom() + 1)
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in columns for y in rows)
