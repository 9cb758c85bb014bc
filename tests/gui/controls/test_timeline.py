"""The run as a line: where it is pressed, what is drawn, and what is said beside the marks."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.controls.timeline import Timeline
from linreg_gui.gui.style.appearance import LIGHT
from tests.gui.runs import ShownRun

WIDTH, MARGIN = 616, 8


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    """Return a timeline on which an update of three hundred is two pixels wide."""
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.setPalette(LIGHT.palette())
    timeline.resize(WIDTH, 30)
    timeline.show()
    return timeline


def place(update: int) -> QPoint:
    """Return where an update is."""
    return QPoint(MARGIN + 2 * update, 15)


def color(timeline: Timeline, x: int, y: int) -> QColor:
    """Return the colour that is painted somewhere."""
    return timeline.grab().toImage().pixelColor(x, y)


def test_before_the_first_run_it_goes_nowhere(timeline: Timeline) -> None:
    sought: list[int] = []
    timeline.sought.connect(sought.append)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place(100))
    assert sought == []
    assert not timeline.grab().isNull()


def test_pressed_and_dragged_it_seeks_updates(timeline: Timeline) -> None:
    ShownRun(Experiment(), timeline).finish()
    sought: list[int] = []
    timeline.sought.connect(sought.append)
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=place(100))
    QTest.mouseMove(timeline, place(120))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=place(120))
    QTest.mouseMove(timeline, place(200))
    QTest.mouseClick(timeline, Qt.MouseButton.RightButton, pos=place(200))
    assert sought[0] == 100
    assert set(sought) <= {100, 120}


def test_it_stands_where_the_run_does(timeline: Timeline) -> None:
    shown = ShownRun(Experiment(), timeline)
    assert (timeline.value(), timeline.maximum()) == (0, 300)
    shown.advance(150)
    assert timeline.value() == 150
    shown.stand_at(40)
    assert (timeline.value(), timeline.maximum()) == (40, 300)
    interface = QAccessible.queryAccessibleInterface(timeline)
    assert interface.role() is QAccessible.Role.Slider
    assert interface.valueInterface().currentValue() == 40


def test_what_was_made_is_thicker_than_what_comes(timeline: Timeline) -> None:
    shown = ShownRun(Experiment(), timeline)
    shown.advance(150)
    accent, border = QColor(LIGHT.accent), QColor(LIGHT.border)
    assert color(timeline, place(50).x(), 13) == accent
    assert color(timeline, place(250).x(), 15) == border
    assert color(timeline, place(250).x(), 12) != border
    shown.stand_at(60)
    assert color(timeline, place(100).x(), 13) == border  # made, and beyond where it stands
    assert color(timeline, place(30).x(), 13) == accent


def test_ends_of_epochs_are_ticks(timeline: Timeline) -> None:
    """Those that were, and those that will be with the settings of now."""
    shown = ShownRun(Experiment(), timeline)
    shown.advance(150)
    window = color(timeline, place(150).x(), 27)
    free = [update for update in range(10, 290, 10) if update != 150]  # there is the handle
    assert [update for update in free if color(timeline, place(update).x(), 9) != window] == [100, 200]


def test_changes_are_marked_and_told(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    tip = SimpleNamespace(showText=lambda _place, words, _widget: told.append(words))
    monkeypatch.setattr("linreg_gui.gui.controls.timeline.QToolTip", tip)
    shown = ShownRun(Experiment(), timeline)
    shown.advance(150)
    shown.configure(Experiment(noise=0.5))
    assert color(timeline, place(150).x(), 5) == QColor(LIGHT.text)
    for update in (50, 150):
        spot = place(update)
        QApplication.sendEvent(timeline, QHelpEvent(QHelpEvent.Type.ToolTip, spot, timeline.mapToGlobal(spot)))
    assert told == ["after update 150: Noise 0.01 → 0.5"]


def test_a_thousand_epochs_are_no_thousand_ticks(timeline: Timeline) -> None:
    """They would be a block."""
    ShownRun(Experiment(epochs=1000, trainer="exact"), timeline).finish()
    window = color(timeline, 4, 27)
    free = [x for x in range(MARGIN, WIDTH - MARGIN) if color_at(timeline, x) == window]
    assert len(free) > 300


def color_at(timeline: Timeline, x: int) -> QColor:
    """Return the colour above the line."""
    return color(timeline, x, 9)


def test_until_the_run_has_followed_no_epoch_is_foretold(timeline: Timeline) -> None:
    """Where in its epoch it stands there is known to it alone."""
    shown = ShownRun(Experiment(), timeline)
    shown.advance(150)
    shown.cursor = 60
    assert shown.scene.ends_to_come == []
    shown.stand_at(60)
    assert shown.scene.ends_to_come == [200, 300]
