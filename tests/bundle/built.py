"""The built program as somebody starts it who has nothing but the bundle."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from tests.program import SECONDS, Outcome
from tests.screen import Guest, Screen, colors, difference

ROOT: Final = Path(__file__).resolve().parents[2]
NAME: Final = "linreg-playground"
EXE: Final = {"win32": "linreg-gui.exe", "darwin": "Linear Regression Playground.app/Contents/MacOS/linreg-gui"}

WITHOUT_NETWORK: Final = ("/usr/bin/unshare", "--net", *(() if os.name == "nt" or os.geteuid() == 0 else ("-c",)))
"""Starts a command in a network namespace without interfaces; a session bus takes only those who stay who they are."""

READ_ONLY: Final = """
while [ "$1" != -- ]; do
    /bin/mount --bind "$1" "$1" && /bin/mount -o remount,bind,ro "$1" || exit 99
    shift
done
shift
exec "$@"
"""


WINDOW: Final = QRect(0, 0, 1280, 800)
LOG: Final = QRect(920, 90, 340, 70)
"""Where the first lines of the epoch log are, on the screen."""


class Built:
    """A bundle that was unpacked into a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    home : Path
        The home of who starts it.

    Attributes
    ----------
    read_only : tuple of Path
        Folders in which nothing can be written.
    place : Path
        The folder in which it is started.
    seconds : float
        When its time is up.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self.program = folder / EXE.get(sys.platform, "linreg-gui")
        self.read_only: tuple[Path, ...] = ()
        self.place = Path("/")
        self.seconds: float = SECONDS

    def run(self, *arguments: str | Path, **environment: str) -> Outcome:
        """Run the program to its end: no network, no Python on the path, nothing in its environment."""
        done = subprocess.run(
            self._command(*arguments),
            cwd=self.place,
            env=self._environment(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=self.seconds,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def started(self, *arguments: str | Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
        """Start the program in the same way, and end it in any case: at the latest when its time is up."""
        with subprocess.Popen(
            self._command(*arguments),
            cwd=self.place,
            env=self._environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            end = Timer(self.seconds, process.kill)
            end.start()
            try:
                yield process
            finally:
                end.cancel()
                process.kill()

    @contextmanager
    def opened(self, screen: Screen, *arguments: str | Path, **environment: str) -> Iterator[Guest]:
        """Open the window in the same way."""
        with self.started(*arguments, **{"DISPLAY": screen.name, **environment}) as process:
            yield Guest(screen, process)

    def experiment(self, trainer: str) -> Path:
        """Return an experiment file that asks for a trainer."""
        path = self.home / f"{trainer}.linreg"
        write_experiment(path, Experiment(trainer=trainer))
        return path

    def _command(self, *arguments: str | Path) -> list[str]:
        command = [str(self.program), *map(str, arguments)]
        if self.read_only:
            shell = ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", READ_ONLY, "sh"]
            command = [*shell, *map(str, self.read_only), "--", *command]
        return [*WITHOUT_NETWORK, *command] if sys.platform == "linux" else command

    def _environment(self, changes: dict[str, str]) -> dict[str, str]:
        windows = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if sys.platform == "win32"}
        return {"HOME": str(self.home), "PATH": str(self.home / "nothing"), **windows, **changes}


def train(screen: Screen) -> QImage:
    """Train with the space bar until the epochs are in the log; return what is to be seen then."""
    before = at_rest(screen)
    screen.xdotool("key", "space")
    deadline = time.monotonic() + SECONDS
    while difference(before, screen.picture(), LOG) < 500:
        assert time.monotonic() < deadline, "no epoch came into the log"
    return at_rest(screen)


def at_rest(screen: Screen) -> QImage:
    """Return what is to be seen on a screen once a window is painted and nothing moves any more."""
    deadline = time.monotonic() + SECONDS
    last = screen.picture()
    while True:
        time.sleep(0.5)
        picture = screen.picture()
        if picture == last and len(colors(picture, WINDOW)) > 50:
            return picture
        assert time.monotonic() < deadline, "the window never came to rest"
        last = picture
