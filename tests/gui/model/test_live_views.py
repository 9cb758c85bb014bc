"""Redraws: often enough, not too often, only what can be seen, and none when nothing is new."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.status import State, initial_status
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.live_views import PREVIEW_MILLISECONDS, REDRAW_MILLISECONDS, LiveViews

TINY = Experiment(examples=50)


class Onlooker:
    """A view that draws nothing and writes down what it is told."""

    def __init__(self) -> None:
        self.visible = True
        self.told: list[str] = []
        self.drawn: list[float] = []
        self.updates: list[int] = []
        self.horizon = 0
        self._trace: Trace | None = None

    def begin(self, start: Start, trace: Trace) -> None:
        """Note a new run."""
        assert start.experiment == TINY
        self._trace = trace
        self.told.append("begin")

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Note other data."""
        assert surroundings.experiment == TINY
        self.told.append("surroundings")

    def set_horizon(self, updates: int) -> None:
        """Note how far the run goes."""
        self.horizon = updates

    def set_forecast(self, forecast: object) -> None:
        """Note a forecast."""
        assert forecast
        self.told.append("forecast")

    def redraw(self) -> None:
        """Note when, and what there was to be seen."""
        self.drawn.append(time.perf_counter())
        self.updates.append(self._trace.updates if self._trace else 0)

    def isVisible(self) -> bool:
        """Tell whether it can be seen."""
        return self.visible


class Scene:
    """Two onlookers, and a run for them to look at."""

    def __init__(self, owner: QObject, qtbot: QtBot) -> None:
        self.one, self.other = Onlooker(), Onlooker()
        self.views = LiveViews((self.one, self.other), owner)
        self.run = Run(TINY)
        self._owner = owner
        self._qtbot = qtbot

    def begin(self) -> None:
        """Start the run."""
        self.views.set_surroundings(self.run.surroundings)
        self.views.begin(self.run.start)

    def advance(self, updates: int = 1) -> None:
        """Make updates."""
        self.views.append(self.run.advance(updates))

    def redraw_due(self) -> None:
        """Wait until a redraw that is due has happened."""
        with self._qtbot.waitSignal(self.views.redrawn, timeout=5000):
            pass

    @property
    def timers(self) -> list[QTimer]:
        """The timers that will fire."""
        return [timer for timer in self._owner.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    """Return a scene before its run."""
    owner = QObject()
    yield Scene(owner, qtbot)
    owner.deleteLater()


def meanwhile(milliseconds: int, work: Callable[[], None]) -> None:
    """Work as often as the event loop allows, for so long."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(work)
    timer.start(0)
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    timer.stop()


def test_views_are_told_at_once_and_draw_later(scene: Scene) -> None:
    scene.begin()
    assert scene.one.told == scene.other.told == ["surroundings", "begin"]
    assert scene.one.drawn == []
    scene.redraw_due()
    assert len(scene.one.drawn) == len(scene.other.drawn) == 1


def test_the_first_news_after_a_rest_is_drawn_without_delay(scene: Scene) -> None:
    scene.begin()
    (timer,) = scene.timers
    assert timer.remainingTime() <= 1


def test_a_redraw_shows_everything_there_is(scene: Scene) -> None:
    scene.begin()
    scene.advance(3)
    scene.advance(4)
    scene.redraw_due()
    assert scene.one.updates == [7]
    trace = scene.views.trace
    assert trace is not None
    assert trace.updates == 7


@pytest.mark.parametrize(
    ("state", "milliseconds"), [(State.RUNNING, REDRAW_MILLISECONDS), (State.READY, PREVIEW_MILLISECONDS)]
)
def test_news_without_end_is_drawn_seldom_enough(scene: Scene, state: State, milliseconds: int) -> None:
    scene.begin()
    scene.views.set_status(initial_status(TINY, state))
    scene.redraw_due()
    scene.one.drawn.clear()
    began = time.perf_counter()
    meanwhile(600, scene.advance)
    seconds = time.perf_counter() - began
    drawn = scene.one.drawn
    assert 5 <= len(drawn) <= 1000 * seconds / milliseconds + 1
    assert all(after - before > (milliseconds - 2) / 1000 for before, after in pairwise(drawn))
    scene.advance()  # the last news may have been drawn already
    scene.redraw_due()
    assert scene.one.updates[-1] == scene.run.updates


def test_that_is_thirty_times_a_second_while_training_runs() -> None:
    assert pytest.approx(30, abs=0.5) == 1000 / REDRAW_MILLISECONDS


def test_nothing_is_drawn_when_nothing_is_new(scene: Scene) -> None:
    scene.begin()
    scene.redraw_due()
    assert scene.timers == []
    scene.views.redraw()
    assert len(scene.one.drawn) == 1


def test_what_cannot_be_seen_is_not_drawn_but_catches_up(scene: Scene) -> None:
    scene.begin()
    scene.other.visible = False
    scene.redraw_due()
    scene.advance(5)
    scene.redraw_due()
    assert (len(scene.one.drawn), len(scene.other.drawn)) == (2, 0)
    scene.other.visible = True
    scene.views.redraw()
    assert (len(scene.one.drawn), scene.other.updates) == (2, [5])


def test_status_and_forecast_are_passed_on(scene: Scene) -> None:
    scene.begin()
    scene.views.set_status(initial_status(TINY))
    assert scene.one.horizon == scene.other.horizon == 15
    scene.redraw_due()
    scene.views.set_status(initial_status(TINY.changed(epochs=6)))
    assert scene.one.horizon == 30
    scene.redraw_due()
    assert len(scene.one.drawn) == 2


def test_updates_of_no_run_are_forgotten(scene: Scene) -> None:
    scene.advance()
    assert scene.views.trace is None
    assert scene.timers == []


def test_a_new_run_has_a_new_trace(scene: Scene) -> None:
    scene.begin()
    scene.advance(5)
    old = scene.views.trace
    scene.views.begin(scene.run.start)
    trace = scene.views.trace
    assert trace is not None
    assert trace is not old
    assert trace.updates == 0
    scene.redraw_due()
