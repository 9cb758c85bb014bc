"""Redraws: often enough, not too often, only what can be seen, and none when nothing is new."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.status import State, initial_status
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.live_views import PREVIEW_MILLISECONDS, REDRAW_MILLISECONDS, LiveViews
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.model.workbench import Workbench

TINY = Experiment(examples=50)


class Onlooker:
    """A view that draws nothing and writes down what it is shown."""

    def __init__(self) -> None:
        self.visible = True
        self.drawn: list[float] = []
        self.updates: list[int] = []

    def show_scene(self, scene: Scene) -> None:
        """Note when, and what there was to be seen."""
        assert scene.start.experiment == TINY
        self.drawn.append(time.perf_counter())
        self.updates.append(scene.updates)

    def isVisible(self) -> bool:
        """Tell whether it can be seen."""
        return self.visible


class Theatre:
    """Two onlookers, and a run for them to look at."""

    def __init__(self, owner: QObject, qtbot: QtBot) -> None:
        self.one, self.other = Onlooker(), Onlooker()
        self.workbench = Workbench(Session(TINY), TINY, owner)
        self.views = LiveViews(self.workbench, (self.one, self.other), owner)
        self.run = Run(TINY)
        self._qtbot = qtbot

    def begin(self) -> None:
        """Start the run."""
        self.workbench.tell(self.run.start)
        self.workbench.tell(self.run.course)

    def advance(self, updates: int = 1) -> None:
        """Make updates."""
        self.workbench.tell(self.run.advance(updates))

    def redraw_due(self) -> None:
        """Wait until a redraw that is due has happened."""
        with self._qtbot.waitSignal(self.views.redrawn, timeout=5000):
            pass

    @property
    def timers(self) -> list[QTimer]:
        """The timers that will fire."""
        return [timer for timer in self.views.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def theatre(qtbot: QtBot) -> Iterator[Theatre]:
    """Return a theatre before its run."""
    owner = QObject()
    yield Theatre(owner, qtbot)
    owner.deleteLater()


def meanwhile(milliseconds: int, work: Callable[[], None]) -> None:
    """Work as often as the event loop allows, for so long."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(work)
    timer.start(0)
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    timer.stop()


def test_views_draw_later_and_once_for_several_news(theatre: Theatre) -> None:
    theatre.begin()
    assert theatre.one.drawn == []
    theatre.redraw_due()
    assert len(theatre.one.drawn) == len(theatre.other.drawn) == 1


def test_the_first_news_after_a_rest_is_drawn_without_delay(theatre: Theatre) -> None:
    theatre.begin()
    (timer,) = theatre.timers
    assert timer.remainingTime() <= 1


def test_a_redraw_shows_everything_there_is(theatre: Theatre) -> None:
    theatre.begin()
    theatre.advance(3)
    theatre.advance(4)
    theatre.redraw_due()
    assert theatre.one.updates == [7]


@pytest.mark.parametrize(
    ("state", "milliseconds"), [(State.RUNNING, REDRAW_MILLISECONDS), (State.READY, PREVIEW_MILLISECONDS)]
)
def test_news_without_end_is_drawn_seldom_enough(theatre: Theatre, state: State, milliseconds: int) -> None:
    theatre.begin()
    theatre.workbench.tell(initial_status(TINY, state))
    theatre.redraw_due()
    theatre.one.drawn.clear()
    began = time.perf_counter()
    meanwhile(600, theatre.advance)
    seconds = time.perf_counter() - began
    drawn = theatre.one.drawn
    assert 5 <= len(drawn) <= 1000 * seconds / milliseconds + 1
    assert all(after - before > (milliseconds - 2) / 1000 for before, after in pairwise(drawn))
    theatre.advance()  # the last news may have been drawn already
    theatre.redraw_due()
    assert theatre.one.updates[-1] == theatre.run.updates


def test_that_is_thirty_times_a_second_while_training_runs() -> None:
    assert pytest.approx(30, abs=0.5) == 1000 / REDRAW_MILLISECONDS


def test_nothing_is_drawn_when_nothing_is_new(theatre: Theatre) -> None:
    theatre.begin()
    theatre.redraw_due()
    assert theatre.timers == []
    theatre.views.redraw()
    assert len(theatre.one.drawn) == 1


def test_what_cannot_be_seen_is_not_drawn_but_catches_up(theatre: Theatre) -> None:
    theatre.begin()
    theatre.other.visible = False
    theatre.redraw_due()
    theatre.advance(5)
    theatre.redraw_due()
    assert (len(theatre.one.drawn), len(theatre.other.drawn)) == (2, 0)
    theatre.other.visible = True
    theatre.views.redraw()
    assert (len(theatre.one.drawn), theatre.other.updates) == (2, [5])


def test_before_the_first_run_there_is_nothing_to_draw(theatre: Theatre) -> None:
    theatre.advance()
    theatre.views.redraw()
    assert theatre.one.drawn == []
