"""Programs that are told to end at random moments, from their first statement on."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from subprocess import Popen

from linreg_gui.process.interruption import INTERRUPTED
from tests.program import SECONDS

COMMANDS = {
    "train": ("train", "--csv", "run.csv", "--epochs", "1000", "--examples", "20000"),
    "selfcheck": ("selfcheck",),
    "predict": ("train", "--predict", "--examples", "1000000", "--epochs", "1000"),
    "picture": (),
}
LONGEST = {"train": 3.0, "selfcheck": 2.0, "predict": 1.5, "picture": 1.5}
"""Up to how many seconds after its first statement a program is told to end; it takes about as long by itself."""

Start = Callable[[Path, tuple[str, ...]], AbstractContextManager["Popen[str]"]]
"""Starts the program in a folder, which is also the one for temporary files, with arguments."""


def until_it_answers(process: "Popen[str]") -> None:
    """Wait until the first statement of a program was executed: from then on it has answers to all signals.

    Before that, Python is being started, which takes no notice of us.
    """
    last = 1 << (signal.SIGTERM - 1)
    deadline = time.monotonic() + SECONDS
    while not caught_signals(process.pid) & last:
        assert process.poll() is None, "the program has ended"
        assert time.monotonic() < deadline, "the program never began"
        time.sleep(0.001)


def caught_signals(pid: int) -> int:
    """Return the signals that a process has answers to, a bit each."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:"))


def moments(count: int, seed: int) -> Iterator[tuple[str, float, tuple[signal.Signals, ...]]]:
    """Yield what to start, when to tell it to end, and by which signals."""
    random = Random(seed)
    many = [(signal.SIGINT,), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM,), (signal.SIGHUP,)]
    for command, signals in islice(zip(cycle(COMMANDS), cycle([*many, many[0]]), strict=False), count):
        # More often while it starts, which is when there is most to break.
        yield command, LONGEST[command] * random.random() ** 2, signals


def left_in(place: Path) -> list[str]:
    """Return what is left in a folder beside what a program writes, and the folders that this is in."""
    whole = {"config", "linreg-playground", "settings.json", "linreg-playground.png"}
    names = [path.name for path in place.rglob("*") if path.name not in whole]
    return [name for name in names if not name.startswith("torchinductor_")]  # an empty folder, which torch makes


def assert_all_end_well(start: Start, count: int, seed: int, folder: Path) -> None:
    """Tell programs to end at random moments, two at a time."""

    def one(numbered: tuple[int, tuple[str, float, tuple[signal.Signals, ...]]]) -> str:
        number, (command, delay, signals) = numbered
        place = folder / str(number)
        place.mkdir(parents=True)
        with start(place, COMMANDS[command]) as process:
            until_it_answers(process)
            time.sleep(delay)
            for each in signals:
                process.send_signal(each)
            _, err = process.communicate(timeout=SECONDS)
        left = left_in(place)
        # All but training, which takes minutes, may have done everything by then.
        ended_well = process.returncode == INTERRUPTED or (process.returncode == 0 and command != "train")
        if ended_well and (err, left) == ("", []):
            return ""
        return f"{command} after {delay:.3f} s and {signals}: exit code {process.returncode}, left {left}, said {err!r}"

    with ThreadPoolExecutor(2) as pool:
        wrong = [each for each in pool.map(one, enumerate(moments(count, seed))) if each]
    assert not wrong, "\n".join(wrong)
