"""The loss on its logarithmic scale: curves, floor, ranges and divergence."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.style.appearance import DARK, LIGHT
from linreg_gui.gui.views.loss_plot import LossPlot
from tests.gui.runs import ShownRun
from tests.gui.visit import canvas, curves, lines, points, shown_range, visible_texts


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    """Return a plot that can be seen."""
    plot = LossPlot(LIGHT)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    return plot


def drawn(plot: LossPlot) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the points of the curves that have any."""
    return [each for curve in curves(plot) if len(each := points(curve))]


def test_it_shows_both_losses_of_every_update(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    block = shown.advance(120)
    batch, loss = drawn(plot)
    np.testing.assert_array_equal(batch, np.column_stack([np.arange(1, 121), np.log10(block.batch_loss)]))
    expected = np.log10([shown.start.loss, *block.loss])
    np.testing.assert_array_equal(loss, np.column_stack([np.arange(121), expected]))


def test_a_start_is_a_point_before_any_update(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    assert [each.tolist() for each in drawn(plot)] == [[[0, np.log10(shown.start.loss)]]]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_floor_lies_where_the_loss_ends(plot: LossPlot, trainer: str) -> None:
    shown = ShownRun(Experiment(trainer=trainer), plot)
    shown.finish()
    (floor,) = heights(plot)
    # Noise²/2 or, without the half, noise²; the run has come down to it.
    assert floor == pytest.approx(np.log10(TRAINERS[trainer].loss_factor * 0.00005), abs=0.05)
    assert floor <= np.log10(shown.trace.epochs[-1].loss) < floor + 0.1


def test_the_floor_follows_the_noise(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.configure(Experiment(noise=1))
    assert heights(plot) == [pytest.approx(np.log10(0.5), abs=0.05)]
    shown.configure(Experiment(noise=0))
    assert heights(plot) == []


def test_the_past_keeps_its_floor(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(100)
    shown.configure(Experiment(noise=1))
    shown.advance(50)
    (line,) = lines(plot)
    assert [piece[:2] for piece in line.pieces] == [(0, 100), (100, None)]
    assert heights(plot) == pytest.approx([np.log10(0.00005), np.log10(0.5)], abs=0.05)


def test_gone_back_the_floor_of_now_is_that_of_what_comes(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.finish()
    shown.stand_at(100)
    shown.configure(Experiment(noise=1))
    (line,) = lines(plot)
    assert [piece[:2] for piece in line.pieces] == [(0, 300), (100, None)]


def test_gone_back_on_the_same_data_there_is_one_floor(plot: LossPlot) -> None:
    """Drawn twice, its dashes would be a solid line."""
    shown = ShownRun(Experiment(), plot)
    shown.finish()
    shown.stand_at(100)
    shown.configure(Experiment(learning_rate=0.1))
    (line,) = lines(plot)
    assert [piece[:2] for piece in line.pieces] == [(0, None)]


def heights(plot: LossPlot) -> list[float]:
    """Return where the floor lies, piece by piece."""
    return [height for line in lines(plot) for _, _, height in line.pieces]


def test_without_noise_the_loss_falls_as_far_as_it_likes(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(noise=0, epochs=100, examples=200), plot)
    shown.finish()
    (_, (bottom, top)) = shown_range(plot)
    assert np.isfinite([bottom, top]).all()
    lowest = np.log10(shown.trace.epochs[-1].loss)
    assert lowest < -20
    assert bottom <= lowest
    assert all(np.isfinite(each).all() for each in drawn(plot))


def test_a_loss_of_zero_is_drawn_at_the_bottom(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(noise=0), plot)
    block = shown.run.advance(50)
    shown.trace.append(replace(block, loss=np.zeros(50), batch_loss=np.zeros(50)))
    shown.show()
    for each in drawn(plot):
        assert each[-1, 1] == -32
        assert np.isfinite(each).all()
    assert shown_range(plot)[1][0] <= -32


def test_the_range_holds_every_point(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    for _ in range(10):
        shown.advance(30)
        (left, right), (bottom, top) = shown_range(plot)
        assert (left, right) == (0, 300)
        for each in drawn(plot):
            assert (each[:, 1] >= bottom).all()
            assert (each[:, 1] <= top).all()
        (floor,) = heights(plot)
        assert bottom < floor


def test_ranges_move_in_steps(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(noise=0), plot)
    ranges = set()
    for _ in range(100):
        shown.advance(3)
        ranges.add(shown_range(plot))
    assert len(ranges) <= 5


def test_more_epochs_make_room(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.configure(Experiment(epochs=6))
    shown.advance(10)
    assert shown_range(plot)[0] == (0, 600)


def test_a_diverged_run_keeps_its_curve(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(learning_rate=3), plot)
    shown.finish()
    assert shown.run.diverged
    _, (bottom, top) = shown_range(plot)
    *_, loss = drawn(plot)
    assert len(loss) == shown.run.updates + 1
    assert loss[-1, 1] > np.log10(shown.start.loss) + 12
    assert bottom <= loss[:, 1].min()
    assert loss[:, 1].max() <= top
    assert top - bottom < 60


def test_ten_million_updates_cost_no_more_points(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(examples=100_000, epochs=1, trainer="exact"), plot)
    shown.finish()
    assert shown.run.updates == 10_000
    assert all(len(each) <= 1024 for each in drawn(plot))
    *_, loss = drawn(plot)
    assert loss[:, 1].min() == pytest.approx(np.log10(shown.rows[:, 3].min()))


def test_its_lines_have_names(plot: LossPlot) -> None:
    texts = visible_texts(plot)
    assert {"Loss: ½ mean (ŷ − y)²", "batch", "all examples", "floor"} <= set(texts)


def pixels_like(plot: LossPlot, color: str) -> int:
    """Return how many pixels of the drawing area have a colour, or nearly so."""
    picture = canvas(plot).grab().toImage()
    wanted = QColor(color)
    found = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    near = [
        abs(c.red() - wanted.red()) + abs(c.green() - wanted.green()) + abs(c.blue() - wanted.blue()) for c in found
    ]
    return sum(distance < 120 for distance in near)


def test_it_follows_the_appearance(plot: LossPlot) -> None:
    ShownRun(Experiment(), plot).finish()
    plot.set_appearance(DARK)
    painted = pixels_like(plot, DARK.loss)
    plot.set_appearance(DARK.scaled(2))
    assert {DARK.loss, DARK.batch_loss} <= {curve.pen().color().name() for curve in curves(plot)}
    assert pixels_like(plot, DARK.loss) > 1.3 * painted
    background = plot.grab().toImage().pixelColor(plot.width() // 2, plot.height() - 2).name()
    assert background


def test_a_linear_axis_begins_at_nothing(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(noise=1.0), plot)
    block = shown.advance(120)
    plot.set_logarithmic(logarithmic=False)
    _, loss = drawn(plot)
    np.testing.assert_array_equal(loss[1:, 1], block.loss)
    assert shown_range(plot)[1] == pytest.approx((0, 1.05 * max(shown.start.loss, block.batch_loss.max())))
    assert heights(plot) == [pytest.approx(0.5, abs=0.05)]
    axis = canvas(plot).getPlotItem().getAxis("left")
    assert axis.tickStrings([5.0, 10.0], 1, 5) == ["5", "10"]
    plot.set_logarithmic(logarithmic=True)
    assert shown_range(plot)[1][0] < 0


def test_bent_data_are_told_in_words(plot: LossPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    assert "data of now" not in plot.description()
    shown.finish()
    shown.configure(Experiment(b=-1.0))
    assert f"is 0.00004966 after update 300. With the data of now it is {short(shown.run.loss)}." in plot.description()
