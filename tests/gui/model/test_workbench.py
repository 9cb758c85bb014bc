"""The model of the window: where the learner stands in the run, what lay beyond, and what comes."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.events import Failed, Refused, Unforetold
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State
from linreg_gui.core.session.run import Run
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.wording import Refusal
from linreg_gui.gui.app.worker import TrainingThread
from linreg_gui.gui.model.scene import MOST_GHOSTS, Scene
from linreg_gui.gui.model.workbench import Workbench
from tests.gui.visit import MILLISECONDS

REFERENCE = Experiment()
WARM = REFERENCE.changed(learning_rate=0.1)


class Shop:
    """A workbench with a real session in a thread."""

    def __init__(self, owner: QObject, qtbot: QtBot) -> None:
        self.session = Session(REFERENCE, foretells=True)
        self.bench = Workbench(self.session, REFERENCE, owner)
        self.thread = TrainingThread(self.session, owner)
        self.thread.told.connect(self.bench.tell)
        self._qtbot = qtbot

    @property
    def scene(self) -> Scene:
        """What there is to see."""
        scene = self.bench.scene
        assert scene is not None
        return scene

    def until_foretold(self, first: int) -> Forecast:
        """Wait until what comes after an update is foretold, and nothing is under way."""
        self._qtbot.waitUntil(
            lambda: (
                self.bench.forecast is not None
                and self.bench.forecast.first == first
                and self.bench.status.state is not State.RUNNING
            ),
            timeout=MILLISECONDS,
        )
        assert self.bench.forecast is not None
        return self.bench.forecast

    def play(self) -> None:
        """Play to the end."""
        self.bench.play()
        self._qtbot.waitUntil(
            lambda: self.bench.status.state is State.FINISHED and self.scene.updates == 300, timeout=MILLISECONDS
        )

    def stand_at(self, update: int) -> None:
        """Go back, and wait until the run is there."""
        self.bench.stand_at(update)
        self.until_foretold(update)


@pytest.fixture
def shop(qtbot: QtBot) -> Iterator[Shop]:
    """Return a shop whose run stands at its start."""
    owner = QObject()
    shop = Shop(owner, qtbot)
    shop.thread.start()
    shop.until_foretold(0)
    yield shop
    shop.thread.stop()
    owner.deleteLater()


def test_gone_back_the_scene_is_that_of_the_update(shop: Shop) -> None:
    shop.play()
    whole = shop.scene
    assert not whole.is_rewound
    shop.bench.stand_at(120)
    scene = shop.scene  # at once: the run follows
    assert (scene.is_rewound, scene.cursor.update, scene.cursor.epoch, scene.updates) == (True, 120, 2, 300)
    assert scene.forecast is None
    forecast = shop.until_foretold(120)
    assert shop.bench.status.updates == 120
    np.testing.assert_allclose(forecast.loss.low, whole.loss.low[120:], rtol=1e-9)
    np.testing.assert_array_equal(shop.scene.loss.low, whole.loss.low)
    assert shop.scene.ghosts == ()


def test_nobody_goes_beyond_what_there_is(shop: Shop) -> None:
    shop.bench.step_back()
    shop.bench.stand_at(17)
    assert not shop.scene.is_rewound
    shop.play()
    shop.bench.stand_at(-5)
    assert shop.scene.cursor.update == 0
    shop.bench.stand_at(1000)
    assert shop.scene.cursor.update == 300


def test_played_again_with_the_same_settings_nothing_is_left_beyond(shop: Shop) -> None:
    shop.play()
    before = shop.scene
    shop.stand_at(100)
    shop.play()
    np.testing.assert_array_equal(shop.scene.loss.low, before.loss.low)
    assert shop.scene.ghosts == ()
    assert [epoch.update for epoch in shop.scene.epochs] == [100, 200, 300]


def test_with_other_settings_what_lay_beyond_stays_as_a_ghost(shop: Shop, qtbot: QtBot) -> None:
    shop.play()
    before = shop.scene
    shop.stand_at(100)
    shop.bench.configure(WARM)
    shop.play()
    (ghost,) = shop.scene.ghosts
    np.testing.assert_array_equal(ghost.loss.low, before.loss.low[100:])
    assert ghost.loss.update[0] == 100
    assert [edit.update for edit in shop.scene.course.recipe.edits] == [100]
    np.testing.assert_array_equal(shop.scene.loss.low[:101], before.loss.low[:101])
    shop.session.reset()
    qtbot.waitUntil(lambda: shop.scene.ghosts == () and shop.scene.updates == 0, timeout=MILLISECONDS)


def test_only_the_last_ghosts_are_kept(shop: Shop) -> None:
    shop.play()
    for number in range(MOST_GHOSTS + 2):
        shop.stand_at(100 + number)
        shop.bench.configure(REFERENCE.changed(learning_rate=0.04 + 0.01 * number))
        shop.play()
    assert [ghost.loss.update[0] for ghost in shop.scene.ghosts] == [102, 103, 104, 105]


def test_steps_back_and_forth_go_through_what_was_made(shop: Shop) -> None:
    """Where it would only be made again."""
    shop.play()
    for go, update in (
        (shop.bench.step_back, 299),
        (shop.bench.epoch_back, 200),
        (shop.bench.epoch_back, 100),
        (shop.bench.step_back, 99),
        (shop.bench.step, 100),
        (shop.bench.step, 101),
        (shop.bench.finish_epoch, 200),
        (shop.bench.epoch_back, 100),
        (shop.bench.epoch_back, 0),
        (shop.bench.finish_epoch, 100),
    ):
        go()
        assert (shop.scene.cursor.update, shop.scene.updates) == (update, 300)
    shop.until_foretold(100)
    assert shop.scene.ghosts == ()


def test_a_step_with_other_settings_branches_off(shop: Shop, qtbot: QtBot) -> None:
    shop.play()
    shop.bench.stand_at(100)
    shop.bench.configure(WARM)
    shop.bench.step()
    qtbot.waitUntil(lambda: shop.scene.updates == 101, timeout=MILLISECONDS)
    assert len(shop.scene.ghosts) == 1


def test_going_back_pauses_what_runs(shop: Shop, qtbot: QtBot) -> None:
    shop.session.set_pace(200)
    shop.bench.play()
    qtbot.waitUntil(lambda: shop.bench.trace is not None and shop.bench.trace.updates > 20, timeout=MILLISECONDS)
    shop.bench.stand_at(10)
    shop.until_foretold(10)
    assert shop.bench.status.state is State.PAUSED
    assert (shop.scene.cursor.update, shop.scene.updates) == (10, shop.bench.status.end)


def test_a_forecast_about_settings_of_before_is_not_shown_for_long(shop: Shop, qtbot: QtBot) -> None:
    forecast = shop.bench.forecast
    shop.thread.stop()
    shop.bench.configure(WARM)
    assert shop.bench.forecast is forecast
    qtbot.waitUntil(lambda: shop.bench.forecast is None, timeout=MILLISECONDS)
    assert forecast is not None
    shop.bench.tell(forecast)
    assert shop.bench.forecast is None
    shop.bench.tell(Unforetold(REFERENCE))
    assert shop.bench.foretells
    shop.bench.tell(Unforetold(WARM))
    assert not shop.bench.foretells


def test_what_was_refused_is_taken_back(shop: Shop, qtbot: QtBot) -> None:
    """And so is what was changed of it since."""
    shop.thread.stop()
    refused = Refused(WARM, REFERENCE, Refusal("it does not fit"))
    asked: list[Experiment] = []
    for experiment in (WARM, WARM.changed(b=1.0)):
        shop.bench.configure(experiment)
        with qtbot.waitSignal(shop.bench.refused):
            shop.bench.tell(refused)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shop.session, "configure", asked.append)
            shop.bench.take_back(refused)
        assert shop.bench.experiment == REFERENCE
    assert asked == [REFERENCE]


def test_what_broke_is_told(shop: Shop, qtbot: QtBot) -> None:
    error = RuntimeError("broken")
    with qtbot.waitSignal(shop.bench.failed) as told:
        shop.bench.tell(Failed(error))
    assert told.args == [error]


def test_what_is_foretold_after_a_divergence_is_another_run_and_not_drawn(shop: Shop, qtbot: QtBot) -> None:
    shop.bench.configure(REFERENCE.changed(learning_rate=3.0))
    shop.bench.play()
    qtbot.waitUntil(lambda: shop.bench.status.state is State.DIVERGED, timeout=MILLISECONDS)
    shop.bench.configure(REFERENCE)
    qtbot.waitUntil(
        lambda: shop.bench.forecast is not None and shop.bench.forecast.experiment == REFERENCE, timeout=MILLISECONDS
    )
    assert shop.scene.forecast is None
    shop.bench.stand_at(5)
    shop.until_foretold(5)
    assert shop.scene.forecast is not None


def test_branched_off_at_the_start_the_loss_there_is_that_of_other_data(shop: Shop, qtbot: QtBot) -> None:
    shop.play()
    shop.stand_at(0)
    shop.bench.configure(REFERENCE.changed(b=-3.0))
    shop.bench.step()
    qtbot.waitUntil(lambda: shop.scene.updates == 1, timeout=MILLISECONDS)
    fresh = Run(REFERENCE.changed(b=-3.0))
    assert shop.scene.loss.low.tolist() == [fresh.start.loss, fresh.advance(1).loss[0]]
    assert len(shop.scene.ghosts) == 1
    assert shop.scene.course.start.loss == fresh.start.loss
