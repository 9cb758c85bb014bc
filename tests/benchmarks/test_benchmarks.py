"""Every benchmark runs. What it measures is not judged here: other work on the machine would spoil it."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import Benchmark, in_turn, measured

NAMES = [
    "scratch-alone",
    "toolbox-alone",
    "exact",
    "exact-vs-sklearn",
    "bend",
    "rewind",
    "memory",
    "scratch-live",
    "toolbox-live",
    "live-frames",
    "exact-live",
    "preview",
    "preview-large",
    "scrub",
    "start",
    "idle",
]


@pytest.mark.long
def test_all_benchmarks_run_and_write_their_figures(tmp_path: Path) -> None:
    """One pair each is enough to see that."""
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks.run", "--quick", "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(file.read_text())
    assert [figure["name"] for figure in figures] == NAMES
    assert all(set(figure) == {"name", "value", "goal", "met"} for figure in figures)
    assert all(math.isfinite(figure["value"]) and figure["value"] >= 0 for figure in figures)


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    """A typing mistake must not pass as nothing to do."""
    command = [sys.executable, "-m", "tests.benchmarks.run", "speed"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "scratch-alone" in done.stderr


def test_pairs_are_measured_in_turn_after_a_first_try() -> None:
    """What comes first changes from pair to pair."""
    calls: list[str] = []

    def ours() -> float:
        calls.append("ours")
        return 6.0

    def reference() -> float:
        calls.append("reference")
        return 2.0

    assert in_turn(2, ours, reference) == [3.0, 3.0]
    assert calls == ["ours", "reference", "reference", "ours", "ours", "reference"]


def test_a_figure_is_the_median_and_knows_which_way_is_better() -> None:
    """A goal is a least or a most."""

    def figure(goal: float, *, larger_is_better: bool) -> bool:
        benchmark = Benchmark("test", goal, larger_is_better, lambda pairs: [3.0, 1.0, 2.0][:pairs])
        result = measured(benchmark, 3)
        assert (result.value, result.low, result.high) == (2.0, 1.0, 3.0)
        return result.met

    assert figure(2.0, larger_is_better=True)
    assert not figure(2.1, larger_is_better=True)
    assert figure(2.0, larger_is_better=False)
    assert not figure(1.9, larger_is_better=False)
