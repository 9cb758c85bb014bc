"""What all plots share."""

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.summary import Band
from linreg_gui.gui.style.appearance import LIGHT
from linreg_gui.gui.views.plot_style import DecadeAxis, Legend, LegendEntry, curve_points, line_pen, stepped
from tests.gui.visit import visible_texts

numbers = st.floats(-1e6, 1e6)


def band(*low_and_high: tuple[float, float]) -> Band:
    """Return a band of these buckets."""
    low, high = np.array(low_and_high, dtype=np.float64).T
    return Band(np.arange(len(low), dtype=np.float64), low, high)


def test_a_band_of_single_values_is_a_plain_curve() -> None:
    x, y = curve_points(band((3, 3), (2, 2), (5, 5)))
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == [3, 2, 5]


def test_a_band_becomes_a_curve_that_reaches_every_extreme() -> None:
    x, y = curve_points(band((1, 3), (2, 2), (-5, 5)))
    assert x.tolist() == [0, 0, 1, 1, 2, 2]
    assert y.tolist() == [1, 3, 2, 2, -5, 5]


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_left_out(hole: float) -> None:
    x, y = curve_points(band((np.nan, np.nan), (2, 2), (3, hole), (4, 4)))
    assert x.tolist() == [1, 3]
    assert y.tolist() == [2, 4]


def test_a_band_of_nothing_is_no_curve() -> None:
    x, y = curve_points(band((np.nan, np.nan)))
    assert (len(x), len(y)) == (0, 0)


@given(numbers, st.floats(1e-3, 1e6), numbers, st.floats(0, 1e6))
def test_a_stepped_range_holds_everything_and_moves_only_when_it_must(
    bottom: float, span: float, low: float, height: float
) -> None:
    shown = bottom, bottom + span
    high = low + height
    new = stepped(shown, low, high)
    assert new[0] <= min(low, shown[0])
    assert new[1] >= max(high, shown[1])
    if shown[0] <= low and high <= shown[1]:
        assert new == shown
    if low < shown[0]:
        assert new[0] <= shown[0] - (shown[1] - shown[0]) / 2


def test_a_curve_that_grows_moves_its_range_rarely() -> None:
    shown, changes = (0.0, 1.0), 0
    for top in np.linspace(0, 1000, 10_000):
        new = stepped(shown, 0, top)
        changes += new != shown
        shown = new
    assert changes < 20


@pytest.mark.parametrize(
    ("bottom", "top", "size", "decades"),
    [
        (-4, 2, 400, [-4, -3, -2, -1, 0, 1, 2]),
        (-4.5, 1.5, 400, [-4, -3, -2, -1, 0, 1]),
        (-32, 12, 200, [-30, -20, -10, 0, 10]),
        (0, 1, 0, [0]),
    ],
)
def test_ticks_are_whole_powers_of_ten(bottom: float, top: float, size: float, decades: list[float]) -> None:
    axis = DecadeAxis("left")
    ((_, values),) = axis.tickValues(bottom, top, size)
    if size != 200:
        assert values == decades
    else:
        assert len(values) <= 6
        assert all(value == round(value) for value in values)
    axis.deleteLater()


@pytest.mark.parametrize("decades", [1e2, 1e6, 1e12, 1e300])
def test_ticks_are_few_however_many_decades_are_in_view(decades: float) -> None:
    axis = DecadeAxis("left")
    ((_, values),) = axis.tickValues(-decades, decades, 400)
    assert 1 <= len(values) <= 11
    assert all(-decades <= value <= decades for value in values)
    axis.deleteLater()


@pytest.mark.parametrize(("bottom", "top"), [(0.2, 0.8), (-4.4, -4.2), (1.9, 2.1)])
def test_within_a_decade_there_are_ticks_all_the_same(bottom: float, top: float) -> None:
    axis = DecadeAxis("left")
    ((spacing, values),) = axis.tickValues(bottom, top, 400)
    assert 2 <= len(values) <= 12
    assert all(bottom <= value <= top for value in values)
    assert len(set(axis.tickStrings(values, 1, spacing))) >= 2
    axis.deleteLater()


def test_ticks_are_written_as_powers_of_ten() -> None:
    axis = DecadeAxis("left")
    assert axis.tickStrings([-12.0, 0.0, 3.0, -1.5], 1, 1) == ["10⁻¹²", "10⁰", "10³", "0.032"]
    axis.deleteLater()


def test_a_pen_is_as_wide_on_the_screen_at_every_zoom_and_wider_on_the_projector() -> None:
    pen = line_pen("#0072b2", 2, LIGHT)
    assert pen.isCosmetic()
    assert pen.color().name() == "#0072b2"
    assert pen.widthF() == 2
    assert line_pen("#0072b2", 2, LIGHT.scaled(1.4)).widthF() == pytest.approx(2.8)


def test_a_legend_shows_the_last_entries_only(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show()
    pen = pg.mkPen("r", width=4)
    for names in (["a", "b", "c"], ["d"], ["e", "f"]):
        legend.show_entries([LegendEntry(name, pen, f"what {name} is") for name in names])
        assert visible_texts(legend) == names
        assert [label.toolTip() for label in legend.findChildren(QLabel)] == [f"what {name} is" for name in names]
    legend.resize(legend.sizeHint())
    QApplication.processEvents()
    picture = legend.grab().toImage()
    colors = [picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())]
    assert colors.count("#ff0000") > 20


def test_a_legend_lies_in_two_rows_where_one_is_too_wide(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_entries([LegendEntry(name, pg.mkPen("r"), "") for name in ("first", "second", "third", "fourth")])
    legend.show()
    first, *_, last = legend.findChildren(QLabel)
    for width, is_one_row in ((legend.widest(), True), (legend.widest() - 1, False), (legend.widest(), True)):
        legend.fold(width)
        QApplication.processEvents()
        assert (first.y() == last.y()) is is_one_row
    assert legend.narrowest() < 0.7 * legend.widest()
