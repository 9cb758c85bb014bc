"""The bar: what its buttons ask for and what it shows of the session."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.status import State, Status, initial_status
from linreg_gui.core.session.forecaster import Forecaster
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.controls.transport_bar import TransportBar
from tests.gui.runs import ShownRun

WISHES = ("play_asked", "pause_asked", "update_asked", "epoch_asked", "reset_asked")


def shown_bar(qtbot: QtBot, pace: float = 60) -> TransportBar:
    """Return a bar that can be seen."""
    bar = TransportBar(initial_status(Experiment()), pace)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def wishes(bar: TransportBar) -> list[str]:
    """Return a list to which every wish is added."""
    heard: list[str] = []
    for name in WISHES:
        getattr(bar, name).connect(lambda *_, name=name: heard.append(name))
    return heard


def test_every_button_asks_for_one_thing(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    heard = wishes(bar)
    bar.set_status(Status(State.PAUSED, 5, 0, 5, 3, 300, 0.03))
    for button in (bar.play, bar.update_step, bar.epoch_step, bar.reset):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == ["play_asked", "update_asked", "epoch_asked", "reset_asked"]


@pytest.mark.parametrize("state", list(State))
def test_the_play_button_pauses_what_runs(qtbot: QtBot, state: State) -> None:
    bar = shown_bar(qtbot)
    heard = wishes(bar)
    bar.set_status(Status(state, 5, 0, 5, 3, 300, 0.03))
    assert bar.play.text() == ("Pause" if state is State.RUNNING else "Play")
    bar.play.click()
    assert heard == ["pause_asked" if state is State.RUNNING else "play_asked"]


def test_what_cannot_be_done_cannot_be_pressed(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)

    def enabled() -> list[bool]:
        return [button.isEnabled() for button in (bar.play, bar.update_step, bar.epoch_step, bar.reset)]

    assert enabled() == [True, True, True, False]
    bar.set_status(Status(State.RUNNING, 1, 0, 1, 3, 300, 0.03))
    assert enabled() == [True, False, False, True]
    bar.set_status(Status(State.PAUSED, 1, 0, 1, 3, 300, 0.03))
    assert enabled() == [True, True, True, True]


def test_the_state_is_told_in_words(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    assert bar.state.text() == "ready"
    bar.set_status(Status(State.DIVERGED, 19, 0, 19, 3, 300, 3.0))
    assert bar.state.text() == "diverged at update 19: learning rate 3 is too large"
    assert bar.state.property("role") == "error"
    bar.set_status(Status(State.READY, 0, 0, 0, 3, 300, 3.0))
    assert bar.state.property("role") != "error"


def test_the_readout_tells_where_the_run_stands(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    shown = ShownRun(Experiment(), bar)
    assert bar.readout.text().split("   ·   ")[:2] == ["update 0", "epoch 1 of 3"]
    shown.advance(150)
    bar.set_status(shown.scene.status)
    shown.finish()
    bar.set_status(shown.scene.status)
    shown.show()
    words = bar.readout.text().split("   ·   ")
    assert words == ["update 300", "epoch 3 of 3", "loss 0.00004966", "w₁ 1.999990  w₂ -3.399729  b 4.199929"]
    shown.stand_at(100)
    words = bar.readout.text().split("   ·   ")
    assert words[:3] == ["update 100 of 300 made", "epoch 1 of 3", "loss 0.024401"]


def test_the_speed_goes_from_one_update_a_second_to_full_speed(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    assert bar.pace.text() == "60 updates/s"
    paces: list[float] = []
    bar.pace_changed.connect(paces.append)
    bar.speed.setValue(bar.speed.minimum())
    assert bar.pace.text() == "1 updates/s"
    bar.speed.setValue(bar.speed.maximum())
    assert bar.pace.text() == "full speed"
    assert bar.speed.accessibleDescription() == "full speed"
    QTest.keyClick(bar.speed, Qt.Key.Key_Left)
    assert bar.pace.text() == "10000 updates/s"
    QTest.mouseDClick(bar.speed, Qt.MouseButton.LeftButton)
    assert bar.pace.text() == "60 updates/s"
    assert paces == [1, FULL_SPEED, 10_000, 60]


def test_the_prediction_is_one_sentence_and_more_on_hover(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    assert bar.verdict.text() == "Prediction: …"
    bar.set_forecast(Forecaster().forecast(Run(Experiment())), foretells=True)
    assert bar.verdict.text() == "Prediction: after 3 epochs the loss will be about 0.00005, at the floor"
    assert "Factor per epoch" in bar.verdict.toolTip()
    assert bar.verdict.property("role") != "error"
    bar.set_forecast(Forecaster().forecast(Run(Experiment(learning_rate=3.0))), foretells=True)
    assert bar.verdict.text().endswith("will diverge after about 19 updates: the learning rate is above 1.73")
    assert bar.verdict.property("role") == "error"
    bar.set_forecast(None, foretells=False)
    assert bar.verdict.text() == "Prediction: there is not enough memory for this"
    assert bar.verdict.toolTip() == ""


@pytest.mark.parametrize(("pace", "words"), [(1, "1 updates/s"), (FULL_SPEED, "full speed"), (61.5, "60 updates/s")])
def test_it_opens_at_the_remembered_pace(qtbot: QtBot, pace: float, words: str) -> None:
    assert shown_bar(qtbot, pace).pace.text() == words


def test_the_words_for_the_pace_do_not_move_their_neighbours(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    bar.resize(1000, bar.height())
    widths = set()
    for position in range(bar.speed.maximum() + 1):
        bar.speed.setValue(position)
        widths.add(bar.speed.width())
    assert len(widths) == 1


def test_every_button_has_a_word_a_picture_and_an_explanation(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    for button in bar.findChildren(QPushButton):
        assert button.text()
        assert not button.icon().isNull()
        assert button.toolTip()


def test_where_the_data_were_bent_the_loss_is_told_with_those_of_now_too(qtbot: QtBot) -> None:
    """It was the one, and training goes on from the other."""
    bar = shown_bar(qtbot)
    shown = ShownRun(Experiment(), bar)
    shown.finish()
    shown.configure(Experiment(b=-1.0))
    assert shown.run.loss > 10
    assert f"loss 0.00004966, with the data of now {short(shown.run.loss)}" in bar.readout.text()
    shown.stand_at(100)
    assert f"loss 0.024401, with the data of now {short(shown.run.loss)}" in bar.readout.text()
    shown.configure(Experiment(learning_rate=0.1))
    assert "loss 0.024401   ·" in bar.readout.text()


def test_after_a_divergence_the_prediction_is_said_to_be_that_of_a_run_from_its_start(qtbot: QtBot) -> None:
    bar = shown_bar(qtbot)
    bar.set_forecast(Forecaster().forecast(Run(Experiment())), foretells=True)
    bar.set_status(Status(State.DIVERGED, 19, 0, 19, 3, 300, 3.0))
    assert bar.verdict.text().startswith("Prediction: started over, after 3 epochs the loss will be about")
    bar.set_status(Status(State.PAUSED, 10, 0, 19, 3, 300, 3.0))
    assert bar.verdict.text().startswith("Prediction: after 3 epochs")
