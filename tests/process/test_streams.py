"""Standard streams that are missing or take nothing, and displays that are not there."""

import os
from pathlib import Path

import pytest

from tests.program import COMMAND, SECONDS, run_outside, started


def run_in_shell(script: str, folder: Path) -> tuple[int, str, str]:
    """Run the program as a shell redirects it; ``$0`` stands for it."""
    return run_outside("sh", "-c", f'program() {{ "$0" -m linreg_gui "$@"; }}; {script}', COMMAND[0], folder=folder)


def test_without_standard_error_it_trains_all_the_same(tmp_path: Path) -> None:
    code, out, _ = run_in_shell("program train --epochs 1 2>&-", tmp_path)
    assert code == 0
    assert "finished after 100 updates" in out


def test_without_any_stream_it_trains_and_writes_nothing_else_into_the_table(tmp_path: Path) -> None:
    code, out, err = run_in_shell("program train --epochs 1 --csv run.csv <&- >&- 2>&-", tmp_path)
    assert (code, out, err) == (0, "", "")
    lines = (tmp_path / "run.csv").read_text().splitlines()
    assert len(lines) == 101
    assert {line.count(",") for line in lines} == {6}


@pytest.mark.parametrize("refused", ["--epochs 0", "--nonsense", "--csv /", "--csv missing/run.csv"])
def test_without_standard_error_no_refusal_is_put_out(tmp_path: Path, refused: str) -> None:
    assert run_in_shell(f"program train {refused} 2>&-", tmp_path)[:2] == (2, "")


ENDS = {"--bogus": 2, "train --epochs 0": 2, "train --csv /": 2, "a.linreg": 2, "train --learning-rate 5": 3}
"""Exit codes of what ends with a sentence."""


@pytest.mark.parametrize("asked", ENDS)
@pytest.mark.parametrize("lost", ["2>/dev/full", "2</dev/null"])
@pytest.mark.parametrize("limit", ["unlimited", "8000000"])
def test_that_standard_error_takes_nothing_changes_no_exit_code(
    tmp_path: Path, asked: str, lost: str, limit: str
) -> None:
    code, _, err = run_in_shell(f"ulimit -v {limit}; program {asked} {lost}", tmp_path)
    assert (code, err) == (ENDS[asked], "")


@pytest.mark.parametrize("asked", ENDS)
def test_that_nobody_reads_standard_error_changes_no_exit_code(tmp_path: Path, asked: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with started(*COMMAND, *asked.split(), folder=tmp_path, stderr=writer) as process:
        process.communicate(timeout=SECONDS)
    os.close(writer)
    assert process.returncode == ENDS[asked]


@pytest.mark.parametrize("asked", ["-h", "--version", "train -h", "train --epochs 1"])
def test_a_full_disk_behind_standard_output_is_told(tmp_path: Path, asked: str) -> None:
    done = run_in_shell(f"program {asked} >/dev/full", tmp_path)
    assert done == (1, "", "linreg-gui: standard output: No space left on device\n")


@pytest.mark.parametrize("asked", ["-h", "--version"])
def test_help_is_put_out_whole(tmp_path: Path, asked: str) -> None:
    code, out, err = run_outside(*COMMAND, asked, folder=tmp_path)
    assert (code, err) == (0, "")
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


@pytest.mark.parametrize(
    "tried",
    [("DISPLAY", ":999"), ("QT_QPA_PLATFORM", "nonsense"), ("WAYLAND_DISPLAY", "nowhere")],
    ids=lambda name: name[0],
)
def test_a_display_that_is_not_there_is_named(tmp_path: Path, tried: tuple[str, str]) -> None:
    name, value = tried
    code, out, err = run_outside(*COMMAND, folder=tmp_path, **{name: value})
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert err.startswith(f"linreg-gui: Qt cannot open a window here ({name}={value}): ")
