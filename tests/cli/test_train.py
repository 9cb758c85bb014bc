"""Training without a screen: lines, JSON, CSV, the progress bar, and how a run can end."""

import csv
import errno
import json
import os
import pty
import re
import signal
import subprocess
import termios
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import replaced
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.spec.wording import Refusal
from tests.core.oracles import whole_run
from tests.program import COMMAND, run_here, run_outside, started

LONG = ("--examples", "20000", "--epochs", "1000")
"""Options of a run that takes minutes."""

PRECISION = 1e-9
"""How close to the same numbers two runs come that are made in blocks of other sizes."""


@pytest.fixture
def interrupted_after_two_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ctrl+C come while the third block of updates is made."""
    advance, calls = Run.advance, count(1)

    def interrupted(run: Run, updates: int) -> MeasuredBlock:
        if next(calls) == 3:
            signal.raise_signal(signal.SIGINT)
        return advance(run, updates)

    monkeypatch.setattr(Run, "advance", interrupted)


# JSON.


def strict_json(text: str) -> Any:
    """Read JSON, and nothing that JSON does not know."""

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("trainer", TRAINERS)
def test_json_tells_everything_and_nothing_else(capsys: pytest.CaptureFixture[str], trainer: str) -> None:
    code, out, err = run_here(capsys, "train", "--json", "--trainer", trainer, "--seed", "5", "--w", "1", "2", "3")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    report = strict_json(out)
    assert list(report) == ["experiment", "edits", "epochs", "result"]
    assert report["edits"] == []
    e = Experiment(trainer=trainer, seed=5, w=(1, 2, 3))
    assert Experiment.from_json(report["experiment"]) == e
    block = whole_run(e)
    assert [list(told) for told in report["epochs"]] == [["epoch", "loss", "w", "b"]] * 3
    for told, epoch in zip(report["epochs"], block.ended_epochs(), strict=True):
        assert told["epoch"] == epoch.number
        assert told["loss"] == pytest.approx(epoch.loss, rel=PRECISION)
        assert [*told["w"], told["b"]] == pytest.approx(epoch.parameters, rel=PRECISION)
    result = report["result"]
    assert list(result) == ["state", "updates", "updates_per_second", "distance_to_truth"]
    assert (result["state"], result["updates"]) == ("finished", 300)
    assert result["updates_per_second"] > 0
    assert result["distance_to_truth"] == pytest.approx(float(np.linalg.norm(block.parameters[-1] - e.truth)))


def test_json_of_a_diverged_run(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(
        capsys, "train", "--json", "--learning-rate", "10", "--batch-size", "all", "--epochs", "99"
    )
    report = strict_json(out)
    assert code == 3
    assert report["result"]["state"] == "diverged"
    assert report["result"]["updates"] == len(report["epochs"])
    assert err == f"linreg-gui: diverged at update {report['result']['updates']}: learning rate 10 is too large\n"


# How a run can end.


def test_a_diverged_run_says_so_and_exits_3(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--learning-rate", "3")
    assert code == 3
    updates = len(whole_run(Experiment(learning_rate=3)))
    assert f"diverged after {updates} updates, " in out
    assert err == f"linreg-gui: diverged at update {updates}: learning rate 3 is too large\n"


@pytest.mark.usefixtures("interrupted_after_two_blocks")
def test_an_interrupted_run_tells_what_it_reached_and_exits_130(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--json")
    assert (code, err) == (130, "")
    report = strict_json(out)
    updates = report["result"]["updates"]
    assert report["result"]["state"] == "interrupted"
    assert 0 < updates < 300
    reached = whole_run(Experiment(), updates).parameters[-1]
    distance = float(np.linalg.norm(reached - Experiment().truth))
    assert report["result"]["distance_to_truth"] == pytest.approx(distance)


def test_data_beyond_the_memory_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--examples", "100000000", "--w", *["1"] * 1000)
    assert (code, out) == (1, "")
    assert err == "linreg-gui: 100000000 examples do not fit into memory\n"


def test_an_error_of_the_program_is_not_hidden(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(run: Run, updates: int) -> MeasuredBlock:
        raise ZeroDivisionError(run, updates)

    monkeypatch.setattr(Run, "advance", broken)
    with pytest.raises(ZeroDivisionError):
        run_here(capsys, "train", "--csv", str(tmp_path / "run.csv"))
    assert list(tmp_path.iterdir()) == []


# What a run would do, without it.


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_prediction_has_the_numbers_of_the_run(capsys: pytest.CaptureFixture[str], trainer: str) -> None:
    options = ("train", "--json", "--trainer", trainer, "--seed", "5", "--epochs", "4")
    code, out, err = run_here(capsys, *options, "--predict")
    assert (code, err) == (0, "")
    told = strict_json(out)
    assert list(told) == ["experiment", "edits", "at", "sentence", "verdict", "epochs"]
    assert (told["edits"], told["at"]) == ([], 0)
    assert told["sentence"].startswith("after 4 epochs the loss will be about 0.0")
    assert [list(epoch) for epoch in told["epochs"]] == [["epoch", "loss", "w", "b", "predicted"]] * 4
    assert all(epoch["predicted"] is True for epoch in told["epochs"])
    trained = strict_json(run_here(capsys, *options).out)
    assert told["experiment"] == trained["experiment"]
    assert len(told["epochs"]) == 4
    for predicted, made in zip(told["epochs"], trained["epochs"], strict=True):
        assert predicted["epoch"] == made["epoch"]
        assert predicted["loss"] == pytest.approx(made["loss"], rel=PRECISION)
        assert [*predicted["w"], predicted["b"]] == pytest.approx([*made["w"], made["b"]], rel=PRECISION)
    verdict = told["verdict"]
    assert verdict["outcome"] == "converges"
    assert 0 < verdict["factor"] < 1
    assert 0.03 < verdict["limit"] < verdict["full_batch_limit"]
    assert verdict["resting_point"] == pytest.approx([2, -3.4, 4.2], abs=0.01)


def test_a_prediction_of_a_run_that_diverges(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--predict", "--json", "--learning-rate", "3")
    assert (code, err) == (0, "")
    verdict = strict_json(out)["verdict"]
    assert (verdict["outcome"], verdict["resting_point"]) == ("diverges", [None, None, None])
    code, out, err = run_here(capsys, "train", "--predict", "--learning-rate", "3")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    updates = len(whole_run(Experiment(learning_rate=3)))
    assert lines[0] == f"will diverge after about {updates} updates: the learning rate is above 1.73"
    assert lines[1].startswith("an epoch multiplies the error by ")
    assert lines[-1] == f"diverges at update {updates}"


def test_a_prediction_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run_here(capsys, "train", "--predict").out.splitlines()
    assert lines[0] == "after 3 epochs the loss will be about 0.00005, at the floor"
    assert re.match(r"an epoch multiplies the error by 0\.0\d+; largest learning rate that converges: 1\.", lines[1])
    trained = run_here(capsys, "train").out.splitlines()
    assert lines[2:] == trained[1:5]


def test_a_prediction_says_where_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--predict", "--examples", "300000", "--batch-size", "1")
    assert (code, err) == (0, "")
    assert "largest learning rate that converges: unknown" in out
    assert out.splitlines()[-1] == "foretold are 200000 updates of 900000"


def test_a_prediction_beyond_the_memory_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run_here(capsys, "train", "--predict", "--examples", "100000000", "--w", *["1"] * 1000)
    assert outcome == (1, "", "linreg-gui: 100000000 examples do not fit into memory\n")


def test_a_prediction_is_no_training(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run_here(capsys, "train", "--predict", "--csv", str(tmp_path / "run.csv"))
    assert (code, out, err) == (2, "", "linreg-gui: --csv needs training: leave out --predict\n")
    assert list(tmp_path.iterdir()) == []


# CSV.


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table by their titles."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("trainer", TRAINERS)
def test_csv_has_every_update_in_full_precision(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, trainer: str
) -> None:
    path = tmp_path / "run.csv"
    assert run_here(capsys, "train", "--trainer", trainer, "--examples", "105", "--csv", str(path)).code == 0
    block = whole_run(Experiment(trainer=trainer, examples=105))
    rows = read(path)
    assert list(rows[0]) == ["update", "epoch", "batch_loss", "loss", "w1", "w2", "b"]
    assert [int(row["update"]) for row in rows] == list(range(1, 34))
    assert [int(row["epoch"]) for row in rows] == [1] * 11 + [2] * 11 + [3] * 11
    numbers = [[float(row[name]) for name in ("batch_loss", "loss", "w1", "w2", "b")] for row in rows]
    expected = np.column_stack([block.batch_loss, block.loss, block.parameters])
    np.testing.assert_allclose(numbers, expected, rtol=PRECISION)
    assert list(tmp_path.iterdir()) == [path]


def test_csv_of_a_diverged_run_is_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    assert run_here(capsys, "train", "--learning-rate", "3", "--csv", str(path)).code == 3
    assert len(read(path)) == len(whole_run(Experiment(learning_rate=3)))


@pytest.mark.usefixtures("interrupted_after_two_blocks")
def test_csv_of_an_interrupted_run_leaves_the_old_file_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "run.csv"
    path.write_text("old", encoding="utf-8")
    assert run_here(capsys, "train", "--csv", str(path)).code == 130
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_at_the_end_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), descriptor)

    monkeypatch.setattr(os, "fsync", full)
    path = tmp_path / "run.csv"
    code, _, err = run_here(capsys, "train", "--csv", str(path))
    assert (code, err) == (1, f"linreg-gui: {path}: No space left on device\n")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_on_the_way_is_one_line(tmp_path: Path) -> None:
    # A limit on the size of files fails in the same call as a full disk does.
    command = ('ulimit -f 8; exec "$0" "$@"', *COMMAND, "train", "--csv", "run.csv")
    code, _, err = run_outside("sh", "-c", *command, folder=tmp_path)
    assert (code, err) == (1, "linreg-gui: run.csv: File too large\n")
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")
    with replaced(path) as file:
        file.write("new")
        file.flush()
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, ValueError, KeyboardInterrupt, SystemExit])
def test_a_file_that_is_not_whole_never_appears(tmp_path: Path, error: type[BaseException]) -> None:
    def break_off() -> None:
        with replaced(tmp_path / "file") as file:
            file.write("half")
            raise error

    with pytest.raises(error):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_link_still_leads_to_the_file(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    with replaced(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_only_files_are_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refusal, match="pipe is not a file"), replaced(tmp_path / "pipe"):
        pytest.fail("a pipe was opened")


@pytest.mark.parametrize("name", ["/", "", ".", "new/", "there.csv/", "missing/run.csv"])
def test_a_table_that_cannot_be_is_found_out_before_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("before")
    monkeypatch.setattr(Session, "run", lambda *_: pytest.fail("it has begun to train"))
    code, out, err = run_here(capsys, "train", "--csv", name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("linreg-gui: --csv: ")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("there.csv", "before")]


# Ctrl+C and the progress bar, as a user sees them.


def epochs(process: subprocess.Popen[str]) -> Iterator[str]:
    """Return the lines of the epochs as they are printed."""
    assert process.stdout is not None
    yield from (line for line in process.stdout if line.split()[0].isdecimal())


def test_ctrl_c_ends_a_run_with_what_it_reached_and_leaves_no_half_file(tmp_path: Path) -> None:
    with started(*COMMAND, "train", *LONG, "--csv", "run.csv", folder=tmp_path) as process:
        told = epochs(process)
        for _ in range(8):  # more than a second, after which a terminal would have a progress bar
            next(told)
        assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130
    assert "interrupted after " in out
    assert "distance to the truth: " in out
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_long_run_has_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    try:
        with started(*COMMAND, "train", "--json", *LONG, folder=tmp_path, stderr=terminal) as process:
            os.close(terminal)
            shown = b""
            while b" updates/s" not in shown:
                shown += os.read(master, 1000)
            process.send_signal(signal.SIGINT)
            assert process.stdout is not None
            out = process.stdout.read()
            assert process.wait(30) == 130
    finally:
        os.close(master)
    assert b"/2000000 [" in shown
    assert strict_json(out)["result"]["state"] == "interrupted"
