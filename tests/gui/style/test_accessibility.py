"""What the widgets tell a screen reader; tests/gui/test_screen_reader.py has a real one."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.status import initial_status
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.controls.slider import Slider
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.style.accessibility import Announcer
from linreg_gui.gui.style.appearance import LIGHT
from linreg_gui.gui.views.loss_plot import LossPlot
from tests.gui.visit import Visit, canvas, enter

TEXT = QAccessible.Text


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is announced while somebody listens."""
    words: list[str] = []

    def note(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            words.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return words


def described(widget: QWidget) -> str:
    """Return what a listener is told of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(TEXT.Description)


def test_a_slider_tells_its_value_and_takes_one(visit: Visit) -> None:
    rate = visit.panel.learning_rate.slider
    interface = QAccessible.queryAccessibleInterface(rate)
    value = interface.valueInterface()
    assert interface.role() is QAccessible.Role.Slider
    assert (value.currentValue(), interface.text(TEXT.Value)) == (0.03, "0.03")
    assert (value.minimumValue(), value.maximumValue()) == (1e-5, 10)
    assert value.minimumStepSize() == pytest.approx(0.002)
    value.setCurrentValue(1.04)
    assert visit.panel.experiment.learning_rate == 1
    assert (value.currentValue(), interface.text(TEXT.Value)) == (1, "1")


def test_a_value_between_two_positions_is_told_as_it_is(visit: Visit) -> None:
    enter(visit.panel.learning_rate.field, "0.0312")
    interface = QAccessible.queryAccessibleInterface(visit.panel.learning_rate.slider)
    assert (interface.valueInterface().currentValue(), interface.text(TEXT.Value)) == (0.0312, "0.0312")


def test_the_largest_batch_is_told_as_all_and_as_a_number(visit: Visit) -> None:
    interface = QAccessible.queryAccessibleInterface(visit.panel.batch_size.slider)
    interface.valueInterface().setCurrentValue(1e9)
    assert visit.panel.experiment.batch_size == "all"
    assert (interface.valueInterface().currentValue(), interface.text(TEXT.Value)) == (1000, "all")
    visit.playground.menus.language_chosen.emit("zh_CN")
    visit.until(lambda: interface.text(TEXT.Value) == "全部")


def test_the_speed_is_told(visit: Visit) -> None:
    interface = QAccessible.queryAccessibleInterface(visit.transport.speed)
    assert (interface.valueInterface().currentValue(), interface.text(TEXT.Value)) == (60, "60 updates/s")
    visit.at_full_speed()
    assert interface.text(TEXT.Value) == "full speed"


def test_a_slider_of_one_position_has_no_step(qtbot: QtBot) -> None:
    slider = Slider()
    qtbot.addWidget(slider)
    assert QAccessible.queryAccessibleInterface(slider).valueInterface().minimumStepSize() == 0


def test_plots_tell_what_their_curves_do(visit: Visit) -> None:
    loss, parameters = (canvas(plot) for plot in visit.playground.plots)
    assert QAccessible.queryAccessibleInterface(loss).role() is QAccessible.Role.Chart
    visit.finish()
    visit.until(
        lambda: visit.playground.workbench.forecast is not None and visit.playground.workbench.forecast.first > 0
    )
    visit.until_drawn()
    assert described(loss) == (
        "The loss over all examples starts at 17.98479 and is 0.00004966 after update 300."
        " The floor is 0.00004944. Predicted after 600 updates: 0.00004960."
    )
    assert described(parameters).startswith(
        "w₁ starts at 0.008436 and is 1.999990 after update 300; the truth is 2. w₂ starts"
    )
    assert described(parameters).endswith("Predicted after 600 updates: w₁ 2.000009, w₂ -3.399826, b 4.200259.")


def test_plots_tell_of_divergence_and_of_no_floor(visit: Visit) -> None:
    enter(visit.panel.noise.field, "0")
    enter(visit.panel.learning_rate.field, "3")
    visit.until(lambda: "is predicted to diverge at update" in described(canvas(visit.playground.plots[0])))
    assert "floor" not in described(canvas(visit.playground.plots[0]))


def test_words_are_announced_once_they_stay_the_same(qtbot: QtBot, announced: list[str]) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    announcer = Announcer(label)
    for words in ("one", "two", "three"):
        announcer.announce(words)
    qtbot.waitUntil(lambda: announced != [])
    assert announced == ["three"]
    announcer.announce("four")
    announcer.announce("three")  # as before: nothing to tell
    announcer.announce("")
    announcer.announce("five")
    qtbot.waitUntil(lambda: len(announced) > 1)
    assert announced == ["three", "five"]


def test_a_prediction_that_has_no_room_is_announced(qtbot: QtBot, announced: list[str]) -> None:
    bar = TransportBar(initial_status(Experiment()), 60)
    qtbot.addWidget(bar)
    bar.set_forecast(None, foretells=False)
    qtbot.waitUntil(lambda: "Prediction: there is not enough memory for this" in announced)


def test_nobody_listens_and_nothing_is_prepared(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    announcer = Announcer(label)
    announcer.announce("one")
    assert announcer.findChildren(QTimer) != []
    assert not [timer for timer in announcer.findChildren(QTimer) if timer.isActive()]


def test_before_the_first_run_a_plot_says_so(qtbot: QtBot) -> None:
    plot = LossPlot(LIGHT)
    qtbot.addWidget(plot)
    assert described(canvas(plot)) == "There is no run yet."
