"""What all plots do: zoom by hand, and a redraw that loses no reference."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.session.forecaster import Forecaster
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.style.appearance import LIGHT
from linreg_gui.gui.views.across import Across
from linreg_gui.gui.views.curve import Curve
from linreg_gui.gui.views.loss_plot import LossPlot
from linreg_gui.gui.views.parameter_plot import ParameterPlot
from linreg_gui.gui.views.plot import Plot
from tests.gui.runs import ShownRun
from tests.gui.visit import canvas, cursor, curves, marks, points, predicted_curves, shown_range


@pytest.fixture(params=["loss", "parameters"])
def plot(request: pytest.FixtureRequest, qtbot: QtBot) -> Plot:
    """Return a plot that can be seen."""
    plot = LossPlot(LIGHT) if request.param == "loss" else ParameterPlot(LIGHT, Experiment().truth)
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    return plot


def zoom(plot: Plot, notches: float = 2) -> None:
    """Turn the wheel over the middle of a plot; notches below zero zoom out."""
    viewport = canvas(plot).viewport()
    place = QPointF(viewport.rect().center())
    QApplication.sendEvent(
        viewport,
        QWheelEvent(
            place,
            viewport.mapToGlobal(place),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def drag(plot: Plot, button: Qt.MouseButton, along: QPoint) -> None:
    """Drag with a button from the middle of a plot."""
    viewport = canvas(plot).viewport()
    start = viewport.rect().center()
    QTest.mousePress(viewport, button, pos=start)
    # pyqtgraph takes the first move of a drag as its start.
    for place in (start + along / 2, start + along):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, button, pos=start + along)


def test_a_zoom_by_hand_stays_until_a_double_click(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(50)
    whole = shown_range(plot)
    zoom(plot)
    near = shown_range(plot)
    assert near != whole
    shown.configure(Experiment(epochs=6))
    shown.advance(100)
    assert shown_range(plot) == near
    QTest.mouseDClick(canvas(plot).viewport(), Qt.MouseButton.LeftButton)
    assert shown_range(plot)[0] == (0, 600)
    before = shown_range(plot)
    shown.advance(100)
    assert shown_range(plot) == before


@pytest.mark.parametrize("notches", [-400, 400])
def test_the_wheel_leads_nowhere_where_the_run_is_lost(plot: Plot, notches: int) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(50)
    whole = shown_range(plot)
    for _ in range(20):
        zoom(plot, notches / 20)
        plot.grab()
    for now, before in zip(shown_range(plot), whole, strict=True):
        span = before[1] - before[0]
        assert np.isfinite(now).all()
        assert 0.9e-2 * span < now[1] - now[0] <= 1.501 * span
        assert now[0] < before[1]
        assert before[0] < now[1]


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
@pytest.mark.parametrize("along", [QPoint(4000, -4000), QPoint(-4000, 4000)])
def test_no_drag_leads_where_the_run_is_lost(plot: Plot, button: Qt.MouseButton, along: QPoint) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(50)
    whole = shown_range(plot)
    for _ in range(6):
        drag(plot, button, along)
        plot.grab()
    assert shown_range(plot) != whole
    for now, before in zip(shown_range(plot), whole, strict=True):
        span = before[1] - before[0]
        assert np.isfinite(now).all()
        assert now[0] < now[1]
        assert before[0] - 0.251 * span <= now[0]
        assert now[1] <= before[1] + 0.251 * span


def test_a_run_that_outgrows_the_view_can_still_be_seen_whole_by_hand(plot: Plot) -> None:
    shown = ShownRun(Experiment(epochs=30), plot)
    zoom(plot)
    shown.advance(3000)
    zoom(plot, -100)
    left, right = shown_range(plot)[0]
    assert left <= 0
    assert right >= 3000


def test_a_new_run_is_shown_whole(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    zoom(plot)
    near = shown_range(plot)
    again = ShownRun(Experiment(), plot)
    assert shown_range(plot) != near
    assert shown_range(plot)[0] == (0, 300)
    assert again.run is not shown.run


def test_a_plot_without_a_run_draws_nothing(plot: Plot) -> None:
    QTest.mouseDClick(canvas(plot).viewport(), Qt.MouseButton.LeftButton)
    assert not plot.grab().isNull()


def test_its_canvas_says_what_it_is(plot: Plot) -> None:
    ShownRun(Experiment(), plot)
    assert "Plot of the " in canvas(plot).accessibleName()
    assert "double click" in canvas(plot).toolTip()


def test_thousands_of_redraws_lose_no_reference_to_none(plot: Plot) -> None:
    plot.resize(300, 200)
    shown = ShownRun(Experiment(trainer="exact", epochs=1000), plot)
    viewport = canvas(plot).viewport()

    def redraw(times: int) -> None:
        for _ in range(times):
            shown.advance(1)
            viewport.repaint()

    redraw(100)
    before = sys.getrefcount(None)
    redraw(1000)
    assert sys.getrefcount(None) >= before - 10


@pytest.mark.parametrize("width", [340, 370, 700])
def test_no_word_of_the_head_is_cut_off(plot: Plot, qtbot: QtBot, width: int) -> None:
    """Where the legend has no room beside the title, it lies below."""
    ShownRun(Experiment(), plot)
    plot.resize(width, 400)

    def all_fit() -> bool:
        labels = [label for label in plot.findChildren(QLabel) if label.text()]
        return all(label.width() >= label.sizeHint().width() for label in labels)

    qtbot.waitUntil(all_fit)
    assert plot.width() == width


def test_another_prediction_is_shown_in_a_range_of_its_own(plot: Plot) -> None:
    """One that diverges needs a much larger one than those that come after it."""
    shown = ShownRun(Experiment(), plot, forecast(0.03))
    usual = shown_range(plot)
    shown.forecast = forecast(10)
    shown.show()
    assert shown_range(plot) != usual
    shown.forecast = forecast(0.03)
    shown.show()
    assert shown_range(plot) == usual


def test_a_prediction_that_is_no_longer_there_is_taken_away(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot, forecast(0.03))
    assert predicted_points(plot) > 0
    shown.forecast = None
    shown.show()
    assert predicted_points(plot) == 0


def test_a_prediction_begins_where_the_run_stands(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(120)
    shown.forecast = Forecaster().forecast(shown.run)
    shown.show()
    for curve, drawn in zip(predicted_curves(plot), curves_of_the_run(plot), strict=True):
        predicted = points(curve)
        assert (predicted[0, 0], predicted[-1, 0]) == (120, 300)
        assert predicted[0, 1] == pytest.approx(points(drawn)[-1, 1])


def test_after_the_end_there_is_room_for_how_it_would_go_on(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.finish()
    assert shown_range(plot)[0] == (0, 300)
    shown.forecast = Forecaster().forecast(shown.run)
    shown.show()
    assert shown_range(plot)[0] == (0, 600)


def test_a_run_that_diverges_ends_near_the_edge(plot: Plot) -> None:
    """Predicted or done."""
    shown = ShownRun(Experiment(learning_rate=3.0), plot, forecast(3.0))
    assert shown_range(plot)[0] == pytest.approx((0, 1.1 * 19))
    shown.finish()
    shown.forecast = None
    shown.show()
    assert shown_range(plot)[0] == pytest.approx((0, 1.1 * 19))


def test_changes_are_marked_where_they_were_made(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(100)
    shown.configure(Experiment(learning_rate=0.1))
    shown.advance(50)
    shown.configure(Experiment(learning_rate=0.1, noise=0.5))
    assert marks(plot) == [100, 150]


def test_going_back_shows_where_the_run_stands(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.finish()
    assert cursor(plot) == []
    shown.stand_at(120)
    assert cursor(plot) == [120]
    assert all(len(points(curve)) == 301 for curve in curves_of_the_run(plot))


def test_what_lay_beyond_stays_as_a_ghost(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.finish()
    before = sum(len(points(curve)) for curve in curves(plot))
    shown.ghosts = (shown.trace.cut(100),)
    shown.show()
    assert sum(len(points(curve)) for curve in curves(plot)) - before >= -200
    assert any(points(curve)[0, 0] == 100 for curve in curves(plot) if len(points(curve)))


def test_a_click_picks_an_update(plot: Plot, qtbot: QtBot) -> None:
    ShownRun(Experiment(), plot).finish()
    view = canvas(plot).getPlotItem().getViewBox()
    place = canvas(plot).mapFromScene(view.mapViewToScene(QPointF(150, sum(shown_range(plot)[1]) / 2)))
    with qtbot.waitSignal(plot.picked) as picked:
        QTest.mouseClick(canvas(plot).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert abs(picked.args[0] - 150) <= 1


def predicted_points(plot: Plot) -> int:
    """Return how many points the predicted curves have."""
    return sum(len(points(curve)) for curve in predicted_curves(plot))


def curves_of_the_run(plot: Plot) -> list[Curve]:
    """Return the curves that tell of each update after it."""
    return [each for each in curves(plot) if each.pen().style() is Qt.PenStyle.SolidLine and points_from_start(each)]


def points_from_start(curve: Curve) -> bool:
    """Tell whether a curve begins at update 0."""
    return bool(len(points(curve))) and points(curve)[0, 0] == 0


def forecast(learning_rate: float) -> Forecast:
    """Return what a run will do."""
    experiment = Experiment(learning_rate=learning_rate)
    return Forecaster().forecast(Run(experiment))


@pytest.mark.parametrize("across", Across)
def test_updates_lie_where_their_axis_says(plot: Plot, across: Across) -> None:
    plot.set_across(across)
    shown = ShownRun(Experiment(epochs=10), plot)
    shown.advance(400)
    shown.configure(Experiment(epochs=10, learning_rate=0.1))
    shown.advance(300)
    places = across.places(np.arange(701))
    for curve in curves_of_the_run(plot):
        first = 400 if across is Across.NEWEST else 0
        np.testing.assert_array_equal(np.unique(points(curve)[:, 0])[[0, -1]], places[[first, -1]])
    assert marks(plot) == [places[400]]
    expected = {Across.LINEAR: (0, 1000), Across.LOGARITHMIC: (0, np.log10(1001)), Across.NEWEST: (400, 730)}
    assert shown_range(plot)[0] == pytest.approx(expected[across])


def test_a_logarithmic_axis_names_powers_of_ten(plot: Plot) -> None:
    plot.set_across(Across.LOGARITHMIC)
    ShownRun(Experiment(epochs=10), plot).finish()
    axis = canvas(plot).getPlotItem().getAxis("bottom")
    (_, ticks), *_ = axis.tickValues(0, 3, 500)
    assert axis.tickStrings(ticks, 1, 1) == ["0", "1", "10", "100"]


def test_there_is_no_tick_between_two_updates(plot: Plot) -> None:
    axis = canvas(plot).getPlotItem().getAxis("bottom")
    for spacing, ticks in axis.tickValues(3, 6, 500):
        assert spacing >= 1
        assert all(tick == round(tick) for tick in ticks)


def test_near_a_mark_it_is_said_what_was_changed(plot: Plot) -> None:
    shown = ShownRun(Experiment(), plot)
    shown.advance(150)
    shown.configure(Experiment(learning_rate=0.1))
    view = canvas(plot).getPlotItem().getViewBox()
    for update, words in ((150, "after update 150: Learning rate 0.03 → 0.1"), (80, "Turn the wheel")):
        canvas(plot).scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(update, 0)))
        assert canvas(plot).toolTip().startswith(words)


def test_a_double_click_leaves_the_run_where_it_stands(plot: Plot) -> None:
    """Though its first half is a click."""
    ShownRun(Experiment(), plot).finish()
    picked: list[int] = []
    plot.picked.connect(picked.append)
    viewport = canvas(plot).viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    assert picked[-1] == 300
