"""Two hundred starts and ends of the whole program, without one bad exit code."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.program import run_outside
from tests.screen import Screen, guest, new_screen

STARTS = 200
ON_A_SCREEN = 32
AT_ONCE = 2

DRIVER = """
import sys
from functools import partial
from PySide6.QtCore import QTimer
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.gui.app import start as app

moment = sys.argv[1]


class Hasty(app.Playground):
    def __init__(self, application, settings):
        settings.experiment = Experiment(learning_rate=3 if moment == "diverged" else 0.03)
        super().__init__(application, settings)
        later = {"shown": 0, "importing": 200, "imported": 900}
        if moment == "unseen":
            QTimer.singleShot(0, self.window.close)
        elif moment in later:
            self.window.painted.connect(partial(QTimer.singleShot, later[moment], self.window.close))
        elif moment == "training":
            self.training.told.connect(self.leave_soon)
        else:
            self.workbench.status_changed.connect(self.leave_at)
        if moment in {"training", "finished", "diverged", "paused"}:
            self.transport.speed.setValue(self.transport.speed.maximum())
            (self.session.finish_epoch if moment == "paused" else self.session.play)()

    def leave_soon(self, event):
        if isinstance(event, MeasuredBlock):
            self.window.close()

    def leave_at(self, status):
        if status.state.value == moment:
            self.window.close()


app.Playground = Hasty
sys.exit(app.main())
"""
MOMENTS = ("unseen", "shown", "importing", "imported", "ready", "training", "paused", "finished", "diverged")
KEYS = ((), ("space",), ("End", "space"), ("Right", "R"))


def unseen(moment: str, folder: Path) -> str:
    """Start and end the program on a platform without a screen; return what was wrong."""
    folder.mkdir()
    code, out, err = run_outside(
        sys.executable,
        "-c",
        DRIVER,
        moment,
        folder=folder,
        DISPLAY=":0",
        QT_QPA_PLATFORM="offscreen",
        QT_LOGGING_RULES="default.warning=false",
    )
    return "" if (code, out, err) == (0, "", "") else f"{moment}: exit code {code}, {out}{err}"


def seen(keys: tuple[str, ...], screens: "SimpleQueue[Screen]", folder: Path) -> str:
    """Start the program on a real screen, press keys and leave; return what was wrong."""
    folder.mkdir()
    screen = screens.get()
    try:
        with guest(screen, folder) as host:
            if keys:
                host.press(*keys)
            code, err = host.quit()
    finally:
        screens.put(screen)
    return "" if (code, err) == (0, "") else f"{keys}: exit code {code}, {err}"


@pytest.fixture
def screens() -> "Iterator[SimpleQueue[Screen]]":
    """Start as many X servers as programs run at once."""
    with ExitStack() as stack:
        free: SimpleQueue[Screen] = SimpleQueue()
        for _ in range(AT_ONCE):
            free.put(stack.enter_context(new_screen()))
        yield free


@pytest.mark.long
def test_two_hundred_starts_and_ends(tmp_path: Path, screens: "SimpleQueue[Screen]") -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [
            pool.submit(seen, keys, screens, tmp_path / f"seen{index}")
            for index, keys in enumerate(islice(cycle(KEYS), ON_A_SCREEN))
        ]
        jobs += [
            pool.submit(unseen, moment, tmp_path / f"unseen{index}")
            for index, moment in enumerate(islice(cycle(MOMENTS), STARTS - ON_A_SCREEN))
        ]
    bad = [complaint for job in jobs if (complaint := job.result())]
    assert len(jobs) == STARTS
    assert bad == []
