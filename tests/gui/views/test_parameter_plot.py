"""The parameters on their way to the truth."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.style.appearance import DARK, LIGHT
from linreg_gui.gui.views.curve import Level
from linreg_gui.gui.views.parameter_plot import ParameterPlot
from linreg_gui.gui.views.plot_style import symmetric
from tests.gui.runs import ShownRun
from tests.gui.visit import canvas, curves, lines, points, shown_range, visible_texts


@pytest.fixture
def plot(qtbot: QtBot) -> ParameterPlot:
    """Return a plot that can be seen."""
    plot = ParameterPlot(LIGHT, Experiment().truth)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    return plot


def truth(plot: ParameterPlot) -> list[float]:
    """Return where the dashed lines end."""
    return [line.pieces[-1][2] for line in truths(plot)]


def truths(plot: ParameterPlot) -> list[Level]:
    """Return the dashed lines; those of least squares, dotted, lie below them."""
    found = lines(plot)
    return found[len(found) // 2 :]


def test_it_shows_every_parameter_after_every_update(plot: ParameterPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    block = shown.advance(120)
    drawn = [each for curve in curves(plot) if len(each := points(curve))]
    assert len(drawn) == 3
    for index, curve in enumerate(drawn):
        values = [shown.start.parameters[index], *block.parameters[:, index]]
        np.testing.assert_array_equal(curve, np.column_stack([np.arange(121), values]))


def test_the_truth_is_there_before_the_first_run(plot: ParameterPlot) -> None:
    assert truth(plot) == [2.0, -3.4, 4.2]


def test_the_truth_follows_the_sliders(plot: ParameterPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.configure(Experiment(w=(5, -5), b=0))
    assert truth(plot) == [5, -5, 0]
    (_, (bottom, top)) = shown_range(plot)
    assert bottom <= -5
    assert top >= 5


def test_there_are_as_many_curves_as_parameters(plot: ParameterPlot) -> None:
    ShownRun(Experiment(w=(1.0,)), plot).finish()
    assert truth(plot) == [1.0, 4.2]
    assert len([curve for curve in curves(plot) if len(points(curve))]) == 2
    assert "w₂" not in visible_texts(plot)
    ShownRun(Experiment(), plot).finish()
    assert truth(plot) == [2.0, -3.4, 4.2]
    assert {"w₁", "w₂", "b", "truth"} <= set(visible_texts(plot))


def test_a_parameter_and_its_truth_have_one_colour_and_other_lines(plot: ParameterPlot) -> None:
    ShownRun(Experiment(), plot).advance(5)
    for look in (LIGHT, DARK):
        plot.set_appearance(look)
        learnt = [curve.pen() for curve in curves(plot) if len(points(curve))]
        true = [line.pen() for line in truths(plot)]
        assert [pen.color().name() for pen in learnt] == [pen.color().name() for pen in true]
        assert len({pen.color().name() for pen in learnt}) == 3
        assert [pen.dashPattern() for pen in learnt] != [pen.dashPattern() for pen in true]
        assert not any(pen.dashPattern() for pen in learnt)


def test_b_has_the_same_colour_with_one_feature_and_with_two(plot: ParameterPlot) -> None:
    colors = []
    for w in ((1.0,), (1.0, 2.0)):
        ShownRun(Experiment(w=w), plot).advance(5)
        colors.append(truths(plot)[-1].pen().color().name())
    assert colors[0] == colors[1]


def test_the_range_holds_every_point_and_the_truth(plot: ParameterPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    ranges = set()
    for _ in range(30):
        shown.advance(10)
        across, (bottom, top) = shown_range(plot)
        assert across == (0, 300)
        ranges.add((bottom, top))
        values = np.concatenate([*(points(curve)[:, 1] for curve in curves(plot)), truth(plot)])
        assert bottom <= values.min()
        assert values.max() <= top
    assert len(ranges) <= 3


def test_a_diverged_run_is_seen_whole_on_an_axis_for_both_signs(plot: ParameterPlot) -> None:
    """Its growth by powers of ten, and beside it what it did before."""
    shown = ShownRun(Experiment(learning_rate=3), plot)
    shown.finish()
    _, (bottom, top) = shown_range(plot)
    drawn = np.concatenate([points(curve)[:, 1] for curve in curves(plot)])
    values = 2 * np.sinh(drawn * np.log(10))
    assert np.abs(values).max() == pytest.approx(np.abs(shown.rows[:, 4:]).max())
    assert np.abs(values).max() > 1e5
    assert bottom <= drawn.min()
    assert drawn.max() <= top
    assert top - bottom < 20
    assert truth(plot) == pytest.approx(symmetric([2.0, -3.4, 4.2]))
    ShownRun(Experiment(), plot).finish()
    assert truth(plot) == [2.0, -3.4, 4.2]


@pytest.mark.parametrize("height", [150, 400, 900])
def test_that_axis_has_powers_of_ten_of_both_signs(plot: ParameterPlot, height: int) -> None:
    plot.resize(600, height)
    ShownRun(Experiment(learning_rate=3), plot).finish()
    axis = canvas(plot).getPlotItem().getAxis("left")
    (_, ticks), *_ = axis.tickValues(-8, 8, height)
    words = axis.tickStrings(ticks, 1, 1)
    assert "0" in words
    assert ("−10²" in words) == ("10²" in words)
    assert 3 <= len(words) <= height / 25
    for place, word in zip(ticks, words, strict=True):
        if word != "0":
            power = int(word.lstrip("−")[2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
            assert abs(place) == pytest.approx(float(symmetric(10.0**power)))


def test_the_past_keeps_its_truth(plot: ParameterPlot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(100)
    shown.configure(Experiment(b=-1))
    shown.advance(50)
    assert truths(plot)[-1].pieces == ((0, 100, 4.2), (100, None, -1.0))


def test_with_few_noisy_examples_least_squares_is_beside_the_truth(plot: ParameterPlot) -> None:
    shown = ShownRun(Experiment(noise=5, examples=10), plot)
    optima = [line.pieces[-1][2] for line in lines(plot)[:3]]
    np.testing.assert_array_equal(optima, shown.run.surroundings.moments.optimum)
    assert np.abs(np.subtract(optima, truth(plot))).max() > 0.5


def test_a_run_with_other_features_can_be_drawn_at_every_moment(plot: ParameterPlot) -> None:
    for w in ((1.0,), (1.0, 2.0, 3.0), (1.0, 2.0)):
        shown = ShownRun(Experiment(w=w), plot)
        assert truth(plot) == [*w, Experiment().b]
        shown.advance(10)
