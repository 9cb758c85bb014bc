"""The built program as somebody starts it who has nothing but the bundle."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Final

from linreg_gui.core.experiment import Experiment
from linreg_gui.core.files import write_experiment
from tests.program import SECONDS, Outcome
from tests.screen import Guest, Screen

ROOT: Final = Path(__file__).resolve().parents[2]
NAME: Final = "linreg-playground"
EXE: Final = {"win32": "linreg-gui.exe", "darwin": "Linear Regression Playground.app/Contents/MacOS/linreg-gui"}

WITHOUT_NETWORK: Final = ("/usr/bin/unshare", "--net", *(() if os.name == "nt" or os.geteuid() == 0 else ("-r",)))
"""Starts a command in a network namespace without interfaces."""

READ_ONLY: Final = """
while [ "$1" != -- ]; do
    /bin/mount --bind "$1" "$1" && /bin/mount -o remount,bind,ro "$1" || exit 99
    shift
done
shift
exec "$@"
"""


class Built:
    """A bundle that was unpacked into a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    home : Path
        The home of who starts it.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self.program = folder / EXE.get(sys.platform, "linreg-gui")
        self.read_only: tuple[Path, ...] = ()

    def run(self, *arguments: str | Path, **environment: str) -> Outcome:
        """Run the program to its end: no network, no Python on the path, nothing in its environment."""
        done = subprocess.run(
            self._command(*arguments),
            cwd="/",
            env=self._environment(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def opened(self, screen: Screen, *arguments: str | Path, **environment: str) -> Iterator[Guest]:
        """Open the window in the same way, and end the program in any case."""
        with subprocess.Popen(
            self._command(*arguments),
            cwd="/",
            env=self._environment({"DISPLAY": screen.name, **environment}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            end = Timer(SECONDS, process.kill)
            end.start()
            try:
                yield Guest(screen, process)
            finally:
                end.cancel()
                process.kill()

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
