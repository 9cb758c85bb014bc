"""The program can be told to end at any moment: it ends with one exit code and leaves nothing half done."""

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from linreg_gui.process.interruption import INTERRUPTED
from tests.moments import assert_all_end_well, left_in
from tests.program import COMMAND, SECONDS, run_outside, started
from tests.screen import guest, new_screen


def start(folder: Path, arguments: tuple[str, ...]) -> AbstractContextManager["subprocess.Popen[str]"]:
    """Start the program."""
    return started(*COMMAND, *arguments, folder=folder, TMPDIR=str(folder))


def test_at_a_random_moment_it_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    assert_all_end_well(start, 12, 1, tmp_path)


@pytest.mark.long
def test_at_five_hundred_random_moments_it_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    assert_all_end_well(start, 500, 2, tmp_path)


TOLD_WHILE_SAVING = """
import os, signal
from linreg_gui.__main__ import main

fsync = os.fsync

def told(descriptor):
    fsync(descriptor)
    os.kill(os.getpid(), signal.SIGTERM)

os.fsync = told
main()
"""


@pytest.mark.parametrize("arguments", [("selfcheck",), ("train", "--epochs", "1", "--csv", "run.csv"), ("a.linreg",)])
def test_while_it_saves_it_leaves_nothing_half_done(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write_experiment(tmp_path / "a.linreg", Experiment())
    shown = {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    command = (sys.executable, "-c", TOLD_WHILE_SAVING, *arguments)
    code, _, err = run_outside(*command, folder=tmp_path, TMPDIR=str(tmp_path), **shown)
    assert (code, err) == (INTERRUPTED, "")
    assert set(left_in(tmp_path)) <= {"a.linreg", "run.csv"}


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
