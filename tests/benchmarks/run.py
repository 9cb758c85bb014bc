"""``python -m tests.benchmarks.run [names…]``: measure and print every figure beside its goal."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks import training
from tests.benchmarks.measure import Figure, measured

_PAIRS = 5


@contextmanager
def _display() -> Iterator[None]:
    """Provide an X server where a Linux machine has no display."""
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        yield
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as displays:
        os.environ["DISPLAY"] = f":{displays.readline().strip()}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    """Run the benchmarks that were asked for, by default all."""
    with _display():
        # Qt looks for its display when it is imported and used, so this comes after.
        from tests.benchmarks import window

        benchmarks = {benchmark.name: benchmark for benchmark in (*training.BENCHMARKS, *window.BENCHMARKS)}
        parser = argparse.ArgumentParser(prog="bench", description="Measure ours ÷ reference beside its goal.")
        parser.add_argument("names", nargs="*", metavar="name", help=", ".join(benchmarks))
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
        parser.add_argument("--quick", action="store_true", help="one pair each: does it run at all?")
        options = parser.parse_args()
        for name in options.names:
            if name not in benchmarks:
                parser.error(f"unknown name {name!r}; there are {', '.join(benchmarks)}")
        figures = []
        print(f"{'name':18}{'median':>10}{'lowest':>10}{'highest':>10}{'goal':>10}")
        for name in options.names or benchmarks:
            figures.append(measured(benchmarks[name], 1 if options.quick else _PAIRS))
            _print(figures[-1])
        if options.json:
            options.json.write_text(json.dumps([_as_json(figure) for figure in figures], indent=1))
    return 0


def _print(figure: Figure) -> None:
    benchmark = figure.benchmark
    goal = f"{'≥' if benchmark.larger_is_better else '≤'} {benchmark.goal:g}"
    numbers = "".join(f"{value:10.4g}" for value in (figure.value, figure.low, figure.high))
    print(f"{benchmark.name:18}{numbers}{goal:>10}  {'met' if figure.met else 'MISSED'}", flush=True)


def _as_json(figure: Figure) -> dict[str, object]:
    benchmark = figure.benchmark
    return {"name": benchmark.name, "value": figure.value, "goal": benchmark.goal, "met": figure.met}


if __name__ == "__main__":
    sys.exit(main())
