"""The window turned back in time: whatever it shows and says is true where the learner stands."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from linreg_gui.core.record.prospect import prospect
from linreg_gui.core.record.status import State
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.scene import Scene
from tests.core.oracles import whole_run
from tests.gui.visit import Visit, canvas, cursor, enter, lines, marks, points, predicted_curves

REFERENCE = Experiment()


def scene(visit: Visit) -> Scene:
    """Return what there is to see."""
    scene = visit.playground.workbench.scene
    assert scene is not None
    return scene


def until_it_stands_at(visit: Visit, update: int) -> None:
    """Wait until the run stands at an update, and what comes is foretold and drawn."""
    bench = visit.playground.workbench
    visit.until(
        lambda: (
            bench.status.updates == update
            and bench.status.state is not State.RUNNING
            and bench.forecast is not None
            and bench.forecast.first == update
        )
    )
    visit.until_drawn()


@pytest.fixture
def finished(visit: Visit) -> Visit:
    """Return a visit after a run to its end."""
    visit.rest_the_focus()
    visit.finish()
    until_it_stands_at(visit, 300)
    return visit


def test_the_keys_go_back_and_forth(finished: Visit) -> None:
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for key, modifier, update in (
        (Qt.Key.Key_Left, none, 299),
        (Qt.Key.Key_Left, shift, 200),
        (Qt.Key.Key_Left, shift, 100),
        (Qt.Key.Key_Left, none, 99),
        (Qt.Key.Key_Right, none, 100),
        (Qt.Key.Key_Right, none, 101),
        (Qt.Key.Key_Right, shift, 200),
    ):
        finished.press(key, modifier)
        assert scene(finished).cursor.update == update
    until_it_stands_at(finished, 200)
    assert finished.transport.readout.text().startswith("update 200 of 300 made   ·   epoch 2 of 3")
    assert finished.transport.state.text() == "back at update 200 of 300: training goes on from here"


@pytest.mark.parametrize("place", ["timeline", "loss", "parameters"])
def test_everything_shows_the_update_that_was_pressed(finished: Visit, place: str) -> None:
    block = whole_run(REFERENCE)
    if place == "timeline":
        timeline = finished.transport.timeline
        pixel = timeline.rect().center()
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=pixel)
    else:
        plot = finished.playground.plots[place == "parameters"]
        view = canvas(plot).getPlotItem().getViewBox()
        spot = canvas(plot).mapFromScene(view.mapViewToScene(QPointF(150, np.mean(view.viewRange()[1]))))
        QTest.mouseClick(canvas(plot).viewport(), Qt.MouseButton.LeftButton, pos=spot)
    update = scene(finished).cursor.update
    assert abs(update - 150) <= 4
    until_it_stands_at(finished, update)
    for plot in finished.playground.plots:
        assert cursor(plot) == [update]
        assert all(points(curve)[0, 0] == update for curve in predicted_curves(plot))
    finished.until(lambda: finished.transport.timeline.value() == update)
    np.testing.assert_array_equal(scene(finished).cursor.parameters, block.parameters[update - 1])
    assert (
        finished.playground.plots[0]
        .description()
        .startswith(
            f"The loss over all examples starts at 17.98479 and is {block.loss[update - 1]:.6f} after update {update}."
        )
    )


def test_played_again_it_repeats_itself(finished: Visit) -> None:
    before = scene(finished)
    finished.playground.workbench.stand_at(120)
    until_it_stands_at(finished, 120)
    finished.finish()
    until_it_stands_at(finished, 300)
    np.testing.assert_array_equal(scene(finished).loss.low, before.loss.low)
    assert scene(finished).ghosts == ()


def test_with_other_settings_it_branches_off(finished: Visit) -> None:
    finished.playground.workbench.stand_at(120)
    enter(finished.panel.bias.field, "-1")
    enter(finished.panel.learning_rate.field, "0.1")
    until_it_stands_at(finished, 120)
    changed = REFERENCE.changed(b=-1.0, learning_rate=0.1)
    bench = finished.playground.workbench
    finished.until(lambda: bench.forecast is not None and bench.forecast.experiment == changed)
    foretold = bench.forecast
    assert foretold is not None
    finished.finish()
    until_it_stands_at(finished, 300)
    loss, parameters = finished.playground.plots
    assert marks(loss) == marks(parameters) == [120]
    assert len(scene(finished).ghosts) == 1
    np.testing.assert_allclose(scene(finished).loss.low[121:], foretold.loss.low[1:], rtol=1e-9)
    (floor,) = lines(loss)
    assert [piece[:2] for piece in floor.pieces] == [(0, 120), (120, None)]
    run = Run(REFERENCE)
    run.advance(120)
    run.configure(changed)
    block = run.advance(180)
    np.testing.assert_array_equal(scene(finished).cursor.parameters, block.parameters[-1])
    finished.transport.reset.click()
    finished.until(lambda: scene(finished).ghosts == () and scene(finished).updates == 0)


def test_the_prediction_holds_after_random_changes(visit: Visit) -> None:
    """Stepped, paused, bent, gone back, gone beyond the end: what is played lies on what was foretold."""
    random = np.random.default_rng(7)
    bench = visit.playground.workbench
    visit.until(lambda: bench.forecast is not None)
    visit.at_full_speed()
    for _ in range(6):
        enter(visit.panel.learning_rate.field, f"{random.uniform(0.01, 0.3):.3f}")
        enter(visit.panel.noise.field, f"{random.uniform(0, 1):.2f}")
        enter(visit.panel.batch_size.field, str(random.integers(5, 40)))
        if scene(visit).updates and random.random() < 0.5:
            bench.stand_at(int(random.integers(0, scene(visit).updates)))
        visit.until(lambda: bench.forecast is not None and bench.forecast.experiment == visit.panel.experiment)
        standing = scene(visit).cursor.update
        until_it_stands_at(visit, standing)
        foretold = bench.forecast
        assert foretold is not None
        assert visit.transport.verdict.text() == f"Prediction: {prospect(foretold)}"
        with visit.news("finished"):
            visit.transport.play.click()
        visit.until(lambda: not scene(visit).is_rewound)
        assert scene(visit).updates == foretold.updates
        assert scene(visit).cursor.loss == pytest.approx(foretold.loss.low[-1], rel=1e-7)
        ends = [(epoch.number, epoch.update) for epoch in scene(visit).epochs][-len(foretold.epochs) :]
        assert ends == [(epoch.number, epoch.update) for epoch in foretold.epochs]


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_a_run_that_diverges_is_foretold_seen_and_taken_back(visit: Visit) -> None:
    visit.until(lambda: visit.playground.workbench.forecast is not None)
    enter(visit.panel.learning_rate.field, "3")
    visit.until(lambda: "will diverge after about 19 updates" in visit.transport.verdict.text())
    visit.at_full_speed()
    with visit.news("diverged"):
        visit.transport.play.click()
    assert visit.chronicle.statuses[-1].updates == 19
    visit.playground.workbench.stand_at(10)
    enter(visit.panel.learning_rate.field, "0.1")
    until_it_stands_at(visit, 10)
    assert "at the floor" in visit.transport.verdict.text()
    with visit.news("finished"):
        visit.transport.play.click()
    assert scene(visit).cursor.loss < 0.0001
