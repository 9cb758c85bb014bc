"""The program can be told to end at any moment: it ends with one exit code and leaves nothing half done."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from random import Random

import pytest

from linreg_gui.process.interruption import INTERRUPTED
from tests.program import SECONDS, Outcome, environment, started
from tests.screen import guest, new_screen

STARTED = """
import os, re, sys
from linreg_gui.process import interruption
from linreg_gui.__main__ import main

prepare = interruption.end_at_once

def prepare_and_tell():
    prepare()
    os.write(1, b"!")

interruption.end_at_once = prepare_and_tell
sys.argv[0] = "linreg-gui"
main()
"""
"""Starts the program as its script does, and tells when its first statement has been executed."""

COMMANDS = {
    "train": ("train", "--csv", "run.csv", "--epochs", "1000", "--examples", "20000"),
    "selfcheck": ("selfcheck",),
    "predict": ("train", "--predict", "--examples", "1000000", "--epochs", "1000"),
    "picture": (),
}
LONGEST = {"train": 3.0, "selfcheck": 2.0, "predict": 1.5, "picture": 1.5}
"""Up to how many seconds after its first instruction a program is told to end; it takes about as long by itself."""


def ended(folder: Path, command: str, delay: float, *signals: signal.Signals) -> Outcome:
    """Start the program, send it signals after a while, and return how it ended."""
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", STARTED, *COMMANDS[command]],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == "!"
        time.sleep(delay)
        for each in signals:
            process.send_signal(each)
        out, err = process.communicate(timeout=SECONDS)
    return Outcome(process.returncode, out, err)


def moments(count: int, seed: int) -> Iterator[tuple[str, float, tuple[signal.Signals, ...]]]:
    """Yield what to start, when to tell it to end, and by which signals."""
    random = Random(seed)
    many = [(signal.SIGINT,), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM,), (signal.SIGHUP,)]
    for command, signals in islice(zip(cycle(COMMANDS), cycle([*many, many[0]]), strict=False), count):
        # More often while it starts, which is when there is most to break.
        yield command, LONGEST[command] * random.random() ** 2, signals


def assert_all_end_well(count: int, seed: int, folder: Path) -> None:
    """Tell programs to end at random moments, two at a time."""

    def one(numbered: tuple[int, tuple[str, float, tuple[signal.Signals, ...]]]) -> str:
        number, (command, delay, signals) = numbered
        place = folder / str(number)
        code, _, err = ended(place, command, delay, *signals)
        left = [path.name for path in place.iterdir() if path.name not in {"config", "linreg-playground.png"}]
        # All but training, which takes minutes, may have done everything by then.
        ended_well = code == INTERRUPTED or (code == 0 and command != "train")
        if ended_well and (err, left) == ("", []):
            return ""
        return f"{command} after {delay:.3f} s and {signals}: exit code {code}, left {left}, said {err!r}"

    with ThreadPoolExecutor(2) as pool:
        wrong = [each for each in pool.map(one, enumerate(moments(count, seed))) if each]
    assert not wrong, "\n".join(wrong)


def test_at_a_random_moment_it_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    assert_all_end_well(12, 1, tmp_path)


@pytest.mark.stress
def test_at_five_hundred_random_moments_it_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    assert_all_end_well(500, 2, tmp_path)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_window_closes_and_remembers_when_it_is_told_to_end(tmp_path: Path, told: signal.Signals) -> None:
    with new_screen() as screen, guest(screen, tmp_path) as visitor:
        visitor.until_it_rests()
        visitor.process.send_signal(told)
        _, err = visitor.process.communicate(timeout=SECONDS)
        assert (visitor.process.returncode, err) == (INTERRUPTED, "")
    assert [path for path in (tmp_path / "config").rglob("*") if path.is_file()] != []


def test_what_was_to_be_ignored_stays_ignored(tmp_path: Path) -> None:
    script = 'trap "" INT HUP; "$0" -m linreg_gui train --epochs 30'
    with started("sh", "-c", script, sys.executable, folder=tmp_path, PYTHONUNBUFFERED="1") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("true parameters")
        os.kill(child_of(process.pid), signal.SIGINT)
        os.kill(child_of(process.pid), signal.SIGHUP)
        assert process.wait(SECONDS) == 0


def child_of(pid: int) -> int:
    """Return the one process that another one has started; itself if it has become that one."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else pid
