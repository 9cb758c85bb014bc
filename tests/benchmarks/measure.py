"""How the benchmarks measure: two things in turn, several times, and the median of their ratios."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One figure and its goal.

    Attributes
    ----------
    name : str
        As the command line has it.
    goal : float
        What to reach.
    larger_is_better : bool
        Whether the goal is a least or a most.
    ratios : callable
        Measures that many pairs and returns their ratios; a small number makes a quick try.
    """

    name: str
    goal: float
    larger_is_better: bool
    ratios: Callable[[int], list[float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: the median of the ratios and their ends."""

    benchmark: Benchmark
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        better = self.benchmark.larger_is_better
        return self.value >= self.benchmark.goal if better else self.value <= self.benchmark.goal


def measured(benchmark: Benchmark, pairs: int) -> Figure:
    """Measure a benchmark."""
    ratios = benchmark.ratios(pairs)
    return Figure(benchmark, statistics.median(ratios), min(ratios), max(ratios))


def per_second(work: Callable[[], float]) -> float:
    """Return what `work` returns, per second that it takes."""
    began = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - began)


def in_turn(pairs: int, ours: Callable[[], float], reference: Callable[[], float]) -> list[float]:
    """Return ours ÷ reference, measured in turn so that a slow moment of the machine meets both; one try first."""
    ours()
    reference()
    ratios = []
    for pair in range(pairs):
        if pair % 2:
            first, second = ours(), reference()
        else:
            second, first = reference(), ours()
        ratios.append(first / second)
    return ratios
