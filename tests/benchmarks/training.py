"""Benchmarks without a window."""

import subprocess
import sys
import time
import warnings

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDRegressor

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Event, Failed, Start
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.session.factory import make_trainer
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from tests.benchmarks.measure import Benchmark, in_turn, per_second
from tests.benchmarks.reference import bare_scratch_epochs, bare_toolbox_epochs, examples

_EPOCHS = 20


class _Recorder:
    """Listens to a session and keeps everything, as the window does."""

    def __init__(self, session: Session) -> None:
        """Play as soon as the run stands at its start, and take the time from there."""
        self._session = session
        self._trace: Trace | None = None
        self.seconds = 0.0

    def tell(self, event: Event) -> None:
        match event:
            case Start():
                self._trace = Trace(event)
                self._began = time.perf_counter()
                self._session.play()
            case MeasuredBlock():
                assert self._trace is not None
                self._trace.append(event)
                self._session.acknowledge()
            case Status(state=State.FINISHED):
                self.seconds = time.perf_counter() - self._began
                self._session.close()
            case Failed(error):
                raise error


def _session_speed(trainer: str) -> float:
    """Return the updates a second of a trainer in its session, everything recorded."""
    experiment = Experiment(trainer=trainer, epochs=_EPOCHS)
    session = Session(experiment)
    recorder = _Recorder(session)
    session.run(recorder)
    return experiment.epochs * experiment.updates_per_epoch / recorder.seconds


def bare_scratch_speed() -> float:
    """Return the updates a second of the bare loop by hand."""
    torch.set_num_threads(1)
    X, y = examples(1000)
    return per_second(lambda: bare_scratch_epochs(X, y, _EPOCHS))


def bare_toolbox_speed() -> float:
    """Return the updates a second of the bare loop with torch's tools."""
    torch.set_num_threads(1)
    X, y = examples(1000)
    return per_second(lambda: bare_toolbox_epochs(X, y, _EPOCHS))


def _scratch_alone(pairs: int) -> list[float]:
    return in_turn(pairs, lambda: _session_speed("scratch"), bare_scratch_speed)


def _toolbox_alone(pairs: int) -> list[float]:
    return in_turn(pairs, lambda: _session_speed("toolbox"), bare_toolbox_speed)


_DATASETS = 50
"""As many as the exact recurrence learns from in about as long as the bare loop takes."""


def _exact_epochs(datasets: list[Dataset], experiment: Experiment) -> int:
    updates = 0
    for dataset in datasets:
        trainer = make_trainer(dataset, experiment)
        count = trainer.position.updates_until(experiment.epochs, experiment)
        trainer.advance(count)
        updates += count
    return updates


def _exact_speed(experiment: Experiment) -> float:
    """Return the updates a second of the exact recurrence, its maps included: the data are new each time."""
    torch.set_num_threads(1)
    datasets = [Dataset.of(experiment.changed(seed=seed)) for seed in range(_DATASETS)]
    return per_second(lambda: _exact_epochs(datasets, experiment))


def _exact(pairs: int) -> list[float]:
    experiment = Experiment(trainer="exact", examples=100_000)
    return in_turn(pairs, lambda: _exact_speed(experiment), bare_scratch_speed)


def _exact_vs_sklearn(pairs: int) -> list[float]:
    experiment = Experiment(trainer="exact", examples=100_000)
    dataset = Dataset.of(experiment)
    X, y = dataset.X.numpy(), dataset.labels(experiment).numpy()
    examples_seen = experiment.examples * experiment.epochs

    def fit() -> int:
        peer = SGDRegressor(
            learning_rate="constant", eta0=0.03, penalty=None, shuffle=False, max_iter=experiment.epochs, tol=None
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            peer.fit(X, y)
        return examples_seen

    # It updates after every example, ours after every ten: the same examples, the same number of times.
    return in_turn(pairs, lambda: _exact_speed(experiment) * 10, lambda: per_second(fit))


def _bend_seconds(run: Run) -> float:
    """Return the seconds from a moved slider to the new optimum, floor and loss."""
    times = []
    for step in range(50):
        experiment = run.experiment.changed(w=(step / 10, -3.4), noise=0.01 * (step + 1))
        began = time.perf_counter()
        run.configure(experiment)
        moments = run.surroundings.moments
        assert moments.loss(moments.optimum) >= moments.floor
        times.append(time.perf_counter() - began)
    return min(times)


def _bend(pairs: int) -> list[float]:
    large, small = (Run(Experiment(examples=count)) for count in (10_000_000, 1000))
    return in_turn(pairs, lambda: _bend_seconds(large), lambda: _bend_seconds(small))


_PEAK = """
import sys
from linreg_gui.cli.main import main
main(["train", "--trainer", "exact", "--examples", sys.argv[1], "--json"])
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""


def _peak_bytes(count: int) -> int:
    done = subprocess.run([sys.executable, "-c", _PEAK, str(count)], capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) * 1024


def _memory(pairs: int) -> list[float]:
    count = 10_000_000 if pairs > 1 else 100_000
    numbers = count * 4 * 8  # two features, the noise and the label of each example, in double precision
    return [(_peak_bytes(count) - _peak_bytes(10)) / numbers for _ in range(min(pairs, 5))]


_REWIND_SECONDS = 0.25


def _rewind_seconds(run: Run, times: int) -> float:
    """Return the seconds in which a run stands at a random update, ready to train on: 95 of 100 are as fast."""
    random = np.random.default_rng(0)
    seconds = []
    for update in random.integers(0, run.end, times):
        began = time.perf_counter()
        run.stand_at(int(update))
        seconds.append(time.perf_counter() - began)
    return float(np.quantile(seconds, 0.95))


def _rewind(pairs: int) -> list[float]:
    torch.set_num_threads(1)
    exact = Run(Experiment(trainer="exact", examples=10_000, epochs=1000))
    scratch = Run(Experiment(epochs=300))
    for run, length in ((exact, 1_000_000), (scratch, 30_000)):
        while run.updates < (length if pairs > 1 else length // 10):
            run.advance(1000 if run is exact else 50)  # about as much at a time as a session does
    times = 100 if pairs > 1 else 10
    return [max(_rewind_seconds(run, times) for run in (exact, scratch)) / _REWIND_SECONDS for _ in range(pairs)]


BENCHMARKS = [
    Benchmark("scratch-alone", 1.1, larger_is_better=True, ratios=_scratch_alone),
    Benchmark("toolbox-alone", 1.3, larger_is_better=True, ratios=_toolbox_alone),
    Benchmark("exact", 300, larger_is_better=True, ratios=_exact),
    Benchmark("exact-vs-sklearn", 1.0, larger_is_better=True, ratios=_exact_vs_sklearn),
    Benchmark("bend", 2, larger_is_better=False, ratios=_bend),
    Benchmark("rewind", 1.0, larger_is_better=False, ratios=_rewind),
    Benchmark("memory", 2.0, larger_is_better=False, ratios=_memory),
]
