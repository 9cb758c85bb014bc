"""Benchmarks of the window, at 1280 × 800 with all views visible, on the display there is."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, SignalInstance, Slot
from PySide6.QtWidgets import QApplication

from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.model.preferences import Preferences
from tests.benchmarks.measure import Benchmark, in_turn
from tests.benchmarks.training import bare_scratch_speed, bare_toolbox_speed
from tests.gui.visit import predicted_curves

_WARM_UP = 0.5
_SECONDS = 2.5
_TIMEOUT = 60.0
_PATIENCE = 5.0
_TOO_LATE = 1


@cache
def _application() -> QApplication:
    return make_application()


@contextmanager
def _window(experiment: Experiment) -> Iterator[Playground]:
    """Open the window with an experiment, ready to train at full speed."""
    application = _application()
    preferences = Preferences()
    preferences.experiment = experiment
    preferences.pace = FULL_SPEED
    playground = Playground(application, preferences)
    playground.window.resize(1280, 800)
    playground.window.show()
    _wait_for(playground.workbench.forecast_changed)
    _rest(_WARM_UP)
    try:
        yield playground
    finally:
        playground.window.close()
        playground.window.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _rest(seconds: float) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def _wait_for(signal: SignalInstance) -> None:
    """Let the window work until a signal comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(round(1000 * _TIMEOUT), lambda: loop.exit(_TOO_LATE))
    late = loop.exec()
    signal.disconnect(loop.quit)
    if late:
        raise TimeoutError(f"nothing came within {_TIMEOUT} s")


class _Replay(QObject):
    """Plays on whenever the run is finished, while it is active."""

    def __init__(self, playground: Playground) -> None:
        super().__init__(playground)
        self.active = True
        self._session = playground.session
        playground.workbench.status_changed.connect(self._on_status_changed)

    @Slot(object)
    def _on_status_changed(self, status: Status) -> None:
        if self.active and status.state is State.FINISHED:
            self._session.play()


@contextmanager
def _training(playground: Playground) -> Iterator[None]:
    """Train without an end, and give it a moment to get going."""
    replay = _Replay(playground)
    playground.session.play()
    _rest(_WARM_UP)
    yield
    replay.active = False
    playground.session.pause()
    _rest(0.1)
    replay.deleteLater()


def _live_speed(playground: Playground, seconds: float) -> float:
    """Return the updates a second that training makes in the window."""
    with _training(playground):
        trace = playground.workbench.trace
        assert trace is not None
        before, began = trace.updates, time.perf_counter()
        _rest(seconds)
        return (trace.updates - before) / (time.perf_counter() - began)


def _seconds(pairs: int) -> float:
    return _SECONDS if pairs > 1 else 0.5


def _live(trainer: str, bare_speed: Callable[[], float], pairs: int) -> list[float]:
    with _window(Experiment(epochs=1000, trainer=trainer)) as playground:
        return in_turn(pairs, lambda: _live_speed(playground, _seconds(pairs)), bare_speed)


def _live_frames(pairs: int) -> list[float]:
    with _window(Experiment(epochs=1000)) as playground:
        times: list[float] = []
        playground.views.redrawn.connect(lambda: times.append(time.perf_counter()))
        shares = []
        for _ in range(pairs):
            with _training(playground):
                times.clear()
                _rest(_seconds(pairs))
                intervals = [after - before for before, after in pairwise(times)]
            shares.append(sum(interval <= 0.05 for interval in intervals) / len(intervals))
        return shares


def _preview(experiment: Experiment, wanted: float, pairs: int) -> list[float]:
    """Return whole-run predictions a second, from the slider's signal to the painted curve, over those wanted."""
    with _window(experiment) as playground:
        slider = playground.panel.learning_rate.slider
        middle = slider.value()
        ratios = []
        for _ in range(pairs):
            moves = 60 if pairs > 1 else 5
            began = time.perf_counter()
            for move in range(moves):
                _move_and_see(playground, middle + 1 + move % 2)
            ratios.append(moves / (time.perf_counter() - began) / wanted)
        return ratios


class _Watch(QObject):
    """Ends a loop when the plots have drawn another forecast."""

    def __init__(self, playground: Playground, loop: QEventLoop) -> None:
        super().__init__()
        self._curves = [curve for plot in playground.plots for curve in predicted_curves(plot)]
        self._before = [curve.points for curve in self._curves]
        self._loop = loop
        playground.views.redrawn.connect(self._on_redrawn)

    @Slot()
    def _on_redrawn(self) -> None:
        now = [curve.points for curve in self._curves]
        if all(len(points[0]) and points is not old for points, old in zip(now, self._before, strict=True)):
            self._loop.quit()


def _move_and_see(playground: Playground, position: int) -> None:
    """Move the slider of the learning rate and wait until the curve predicted for that is painted."""
    loop = QEventLoop()
    watch = _Watch(playground, loop)
    QTimer.singleShot(round(1000 * _PATIENCE), watch, lambda: loop.exit(_TOO_LATE))
    playground.panel.learning_rate.slider.setValue(position)
    late = loop.exec()
    watch.deleteLater()
    if late:
        raise TimeoutError(f"no predicted curve came within {_PATIENCE} s")
    QApplication.processEvents()


def _scrub(pairs: int) -> list[float]:
    """Return moves of a hand on the timeline of a long run, painted a second, over thirty."""
    updates = 1_000_000 if pairs > 1 else 10_000
    with _window(Experiment(trainer="exact", examples=10_000, epochs=updates // 1000)) as playground:
        playground.session.play()
        _until(lambda: playground.workbench.status.state is State.FINISHED)
        random = np.random.default_rng(0)
        ratios = []
        for _ in range(pairs):
            places = random.integers(0, updates, 90 if pairs > 1 else 10).tolist()
            began = time.perf_counter()
            for place in places:
                playground.transport.timeline.sought.emit(place)
                _wait_for(playground.views.redrawn)
                QApplication.processEvents()
            ratios.append(len(places) / (time.perf_counter() - began) / 30)
        return ratios


def _until(condition: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    deadline = time.perf_counter() + _TIMEOUT
    while not condition():
        _rest(0.05)
        if time.perf_counter() > deadline:
            raise TimeoutError(f"it was not so within {_TIMEOUT} s")


def _idle(pairs: int) -> list[float]:
    with _window(Experiment()) as playground:
        seconds = 10.0 if pairs > 1 else 1.0
        shares = []
        assert playground.window.isVisible()
        _rest(1.0)
        for _ in range(min(pairs, 5)):
            before = resource.getrusage(resource.RUSAGE_SELF)
            _rest(seconds)
            after = resource.getrusage(resource.RUSAGE_SELF)
            shares.append((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) / seconds)
        return shares


_FIRST_PAINT = """
import os, sys, tempfile
os.environ["XDG_CONFIG_HOME"] = tempfile.gettempdir() + "/linreg-playground-benchmark"
from linreg_gui.cli.main import main
from linreg_gui.gui.app import main_window

class Window(main_window.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.painted.connect(lambda: os._exit(0))

main_window.MainWindow = Window
main([])
"""


def _seconds_of(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def _start(pairs: int) -> list[float]:
    return in_turn(pairs, lambda: _seconds_of(_FIRST_PAINT), lambda: _seconds_of("import torch"))


BENCHMARKS = [
    Benchmark(
        "scratch-live", 1.0, larger_is_better=True, ratios=lambda pairs: _live("scratch", bare_scratch_speed, pairs)
    ),
    Benchmark(
        "toolbox-live", 1.15, larger_is_better=True, ratios=lambda pairs: _live("toolbox", bare_toolbox_speed, pairs)
    ),
    Benchmark("live-frames", 0.99, larger_is_better=True, ratios=_live_frames),
    Benchmark("exact-live", 70, larger_is_better=True, ratios=lambda pairs: _live("exact", bare_scratch_speed, pairs)),
    Benchmark("preview", 1.0, larger_is_better=True, ratios=lambda pairs: _preview(Experiment(), 30, pairs)),
    Benchmark(
        "preview-large",
        1.0,
        larger_is_better=True,
        ratios=lambda pairs: _preview(Experiment(examples=100_000), 15, pairs),
    ),
    Benchmark("scrub", 1.0, larger_is_better=True, ratios=_scrub),
    Benchmark("start", 0.5, larger_is_better=False, ratios=_start),
    Benchmark("idle", 0.005, larger_is_better=False, ratios=_idle),
]
