"""The panel: what moving, typing and choosing make of the experiment."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from linreg_gui.core.record.events import Refused
from linreg_gui.core.spec.experiment import ALL, Experiment
from linreg_gui.core.spec.settings import BATCH_SIZE, EXAMPLES, LEARNING_RATE, NOISE, B, W
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.spec.wording import Refusal
from linreg_gui.gui.controls.control_panel import ControlPanel
from linreg_gui.gui.controls.message import Message
from linreg_gui.gui.controls.setting_control import SettingControl, SliderControl
from tests.gui.visit import begin_typing, enter, visible_texts

SLIDERS = ("bias", "noise", "examples", "learning_rate", "batch_size", "epochs")


class Desk:
    """A panel on a desk, and what it announced."""

    def __init__(self, qtbot: QtBot, experiment: Experiment) -> None:
        self.panel = ControlPanel(experiment)
        qtbot.addWidget(self.panel)
        self.panel.resize(340, 900)
        self.panel.show()
        self.panel.activateWindow()
        qtbot.waitUntil(self.panel.isActiveWindow)
        self.announced: list[Experiment] = []
        self.panel.experiment_changed.connect(self.announced.append)

    def control(self, name: str) -> SliderControl:
        """Return the control of a name."""
        control = getattr(self.panel, name)
        assert isinstance(control, SliderControl)
        return control

    @property
    def last(self) -> Experiment:
        """The experiment announced last, which is the one that the panel holds."""
        assert self.announced[-1] == self.panel.experiment
        return self.announced[-1]

    @property
    def complaints(self) -> list[str]:
        """The sentences about what was typed that can be seen."""
        return [text for text in visible_texts(self.panel) if text.startswith("⚠")]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    """Return a panel that shows the reference settings."""
    return Desk(qtbot, Experiment())


# What is shown.


def test_it_shows_the_experiment_and_announces_nothing(qtbot: QtBot) -> None:
    e = Experiment(
        w=(1.5, -2),
        b=0.5,
        noise=0.25,
        examples=5000,
        seed=77,
        trainer="toolbox",
        learning_rate=0.1,
        batch_size=50,
        epochs=7,
    )
    desk = Desk(qtbot, e)
    panel = desk.panel
    assert panel.experiment == e
    controls: list[SettingControl] = [*panel.weights, panel.bias, panel.noise, panel.examples, panel.seed]
    controls += [panel.learning_rate, panel.batch_size, panel.epochs]
    assert [control.field.text() for control in controls] == [
        "1.5",
        "-2",
        "0.5",
        "0.25",
        "5000",
        "77",
        "0.1",
        "50",
        "7",
    ]
    assert panel.features.currentText() == "2"
    assert panel.trainer.currentData() == "toolbox"
    assert panel.shuffle.currentText() == "as the trainer does (yes)"
    assert desk.announced == []
    panel.show_experiment(Experiment())
    assert [control.field.text() for control in controls] == [
        "2",
        "-3.4",
        "4.2",
        "0.01",
        "1000",
        "0",
        "0.03",
        "10",
        "3",
    ]
    assert panel.trainer.currentData() == "scratch"
    assert panel.shuffle.currentText() == "as the trainer does (no)"
    assert desk.announced == []


def test_every_slider_stands_where_the_value_is(desk: Desk) -> None:
    panel = desk.panel
    for control, parameter, value in (
        (panel.weights[0], W, 2.0),
        (panel.bias, B, 4.2),
        (panel.noise, NOISE, 0.01),
        (panel.examples, EXAMPLES, 1000),
        (panel.learning_rate, LEARNING_RATE, 0.03),
    ):
        grid = parameter.grid()
        assert (control.slider.minimum(), control.slider.maximum()) == (0, len(grid) - 1)
        assert grid[control.slider.value()] == value


# Sliders.


@pytest.mark.parametrize("name", SLIDERS)
@pytest.mark.parametrize("end", [Qt.Key.Key_Home, Qt.Key.Key_End])
def test_a_slider_reaches_both_ends_of_the_range(desk: Desk, name: str, end: Qt.Key) -> None:
    control = desk.control(name)
    key = {"bias": "b"}.get(name, name)
    QTest.keyClick(control.slider, end)
    allowed = {
        "bias": (-10, 10),
        "noise": (0, 10),
        "examples": (10, 1_000_000),
        "learning_rate": (1e-5, 10),
        "batch_size": (1, ALL),
        "epochs": (1, 1000),
    }[name]
    expected = allowed[end is Qt.Key.Key_End]
    assert getattr(desk.last, key) == expected
    assert desk.last == Experiment().changed(**{key: expected})
    assert len(desk.announced) == 1


@pytest.mark.parametrize("index", [0, 1])
def test_a_weight_moves_alone(desk: Desk, index: int) -> None:
    weight = desk.panel.weights[index]
    weight.slider.setValue(weight.slider.value() + 3)
    expected = list(Experiment().w)
    expected[index] = round(expected[index] + 0.3, 10)
    assert desk.last == Experiment(w=(expected[0], expected[1]))
    assert weight.field.text() == f"{expected[index]:g}"


def test_arrow_keys_move_by_one_step(desk: Desk) -> None:
    slider = desk.panel.bias.slider
    slider.setFocus()
    for key, b in ((Qt.Key.Key_Right, 4.3), (Qt.Key.Key_Left, 4.2), (Qt.Key.Key_Left, 4.1), (Qt.Key.Key_Up, 4.2)):
        QTest.keyClick(slider, key)
        assert desk.last.b == b
        assert desk.panel.bias.field.text() == str(b)


def test_a_value_between_two_steps_is_kept_until_the_slider_moves(desk: Desk) -> None:
    enter(desk.panel.bias.field, "4.23")
    assert desk.last.b == 4.23
    assert desk.panel.bias.field.text() == "4.23"
    QTest.keyClick(desk.panel.bias.slider, Qt.Key.Key_Right)
    assert desk.last.b == 4.3


def test_a_double_click_returns_to_the_default(desk: Desk) -> None:
    for name in SLIDERS:
        control = desk.control(name)
        control.slider.setValue(control.slider.minimum())
        assert desk.panel.experiment != Experiment()
        QTest.mouseDClick(control.slider, Qt.MouseButton.LeftButton)
        assert desk.panel.experiment == desk.panel.experiment.changed(b=4.2)
    assert desk.last == Experiment()
    desk.panel.weights[1].slider.setValue(0)
    QTest.mouseDClick(desk.panel.weights[1].slider, Qt.MouseButton.LeftButton)
    assert desk.last == Experiment()


def test_a_click_on_the_groove_jumps_there(desk: Desk) -> None:
    slider = desk.panel.bias.slider
    middle = slider.height() // 2
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    assert desk.last.b == pytest.approx(0, abs=0.5)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, middle))
    assert desk.last.b == 10
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    assert desk.last.b == -10


def test_a_drag_goes_on_from_where_it_was_clicked(desk: Desk) -> None:
    slider = desk.panel.bias.slider
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, middle))
    QTest.mouseMove(slider, QPoint(slider.width() - 1, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, middle))
    assert desk.last.b == 10
    assert len(desk.announced) >= 2


def test_the_right_button_moves_nothing(desk: Desk) -> None:
    slider = desk.panel.bias.slider
    place = QPointF(2, 5)
    button = Qt.MouseButton.RightButton
    nothing = Qt.KeyboardModifier.NoModifier
    slider.mousePressEvent(
        QMouseEvent(QEvent.Type.MouseButtonPress, place, slider.mapToGlobal(place), button, button, nothing)
    )
    assert desk.announced == []


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel over a control; tell whether it took that."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.ignore()
    widget.wheelEvent(event)
    return bool(event.isAccepted())


def test_the_wheel_changes_nothing_that_has_not_the_focus(desk: Desk) -> None:
    desk.panel.noise.field.setFocus()
    for widget in desk.panel.findChildren(QWidget):
        if isinstance(widget, QSlider | QComboBox | QLineEdit | QAbstractButton):
            assert not turn_wheel(widget), widget.accessibleName()
    assert desk.announced == []


def test_the_wheel_moves_a_slider_with_the_focus(desk: Desk) -> None:
    desk.panel.bias.slider.setFocus()
    assert turn_wheel(desk.panel.bias.slider)
    assert desk.last.b < 4.2


def test_the_wheel_turns_through_a_choice_with_the_focus(desk: Desk) -> None:
    desk.panel.trainer.setFocus()
    assert turn_wheel(desk.panel.trainer)
    assert desk.last.trainer == "toolbox"


# Fields.


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_what_is_typed_counts_when_the_field_is_left(desk: Desk, end: Qt.Key) -> None:
    enter(desk.panel.learning_rate.field, " 0.25 ", end)
    assert desk.last == Experiment(learning_rate=0.25)
    assert desk.panel.learning_rate.field.text() == "0.25"
    grid = LEARNING_RATE.grid()
    assert grid[desk.panel.learning_rate.slider.value()] == pytest.approx(0.25, rel=0.05)
    assert len(desk.announced) == 1


def test_a_field_only_looked_at_announces_nothing(desk: Desk) -> None:
    QTest.keyClick(desk.panel.bias.field, Qt.Key.Key_Return)
    desk.panel.noise.field.setFocus()
    desk.panel.bias.field.setFocus()
    assert desk.announced == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("bias", "eleven", "⚠ b must be a number from -10 to 10, not 'eleven'"),
        ("bias", "11", "⚠ b must be from -10 to 10, and 11 is not"),
        ("bias", "", "⚠ b must be a number from -10 to 10, not ''"),
        ("bias", "nan", "⚠ b must be a number from -10 to 10, not nan"),
        ("noise", "-1", "⚠ Noise must be from 0 to 10, and -1 is not"),
        ("examples", "2000000", "⚠ Examples must be from 10 to 1000000, and 2000000 is not"),
        ("examples", "10.5", "⚠ Examples must be a whole number from 10 to 1000000, not 10.5"),
        ("batch_size", "1001", "⚠ Batch size must be from 1 to 1000, and 1001 is not"),
        ("epochs", "0", "⚠ Epochs must be from 1 to 1000, and 0 is not"),
    ],
)
def test_a_mistake_gets_a_sentence_and_stays_to_be_corrected(desk: Desk, name: str, text: str, sentence: str) -> None:
    control = desk.control(name)
    held = control.field.text()
    if text:
        enter(control.field, text)
    else:
        control.field.selectAll()
        QTest.keyClick(control.field, Qt.Key.Key_Delete)
        QTest.keyClick(control.field, Qt.Key.Key_Return)
    assert desk.complaints == [sentence]
    assert control.field.text() == text
    assert desk.announced == []
    # Escape gives up,
    QTest.keyClick(control.field, Qt.Key.Key_Escape)
    assert (control.field.text(), desk.complaints) == (held, [])
    # and what the slider says counts anyway.
    enter(control.field, text or "?")
    control.slider.setValue(control.slider.minimum())
    assert desk.complaints == []
    assert len(desk.announced) == 1


def test_what_was_typed_is_quoted_and_not_obeyed(desk: Desk) -> None:
    enter(desk.panel.bias.field, "<h1>5</h1>")
    assert desk.complaints == ["⚠ b must be a number from -10 to 10, not '<h1>5</h1>'"]
    assert desk.panel.bias.message.textFormat() is Qt.TextFormat.PlainText


def test_the_sentence_stands_next_to_the_field(desk: Desk) -> None:
    enter(desk.panel.bias.field, "99")
    message, field = desk.panel.bias.message, desk.panel.bias.field
    below = message.mapTo(desk.panel, QPoint(0, 0)).y() - field.mapTo(desk.panel, QPoint(0, field.height())).y()
    assert 0 <= below < 20
    assert message.height() >= message.heightForWidth(message.width())


def test_escape_gives_up_what_is_half_typed(desk: Desk) -> None:
    desk.panel.bias.field.selectAll()
    QTest.keyClicks(desk.panel.bias.field, "7.")
    QTest.keyClick(desk.panel.bias.field, Qt.Key.Key_Escape)
    assert desk.panel.bias.field.text() == "4.2"
    QTest.keyClick(desk.panel.bias.field, Qt.Key.Key_Return)
    assert desk.announced == []


def test_a_corrected_mistake_counts(desk: Desk) -> None:
    enter(desk.panel.bias.field, "99")
    enter(desk.panel.bias.field, "9.9")
    assert desk.complaints == []
    assert desk.last == Experiment(b=9.9)


# Batch size and examples.


@pytest.mark.parametrize("text", ["all", "ALL", " All "])
def test_the_batch_size_may_be_all(desk: Desk, text: str) -> None:
    enter(desk.panel.batch_size.field, text)
    assert desk.last == Experiment(batch_size="all")
    assert desk.panel.batch_size.field.text() == "all"
    assert desk.panel.batch_size.slider.value() == desk.panel.batch_size.slider.maximum()


def test_as_many_as_there_are_examples_is_the_right_end_too(desk: Desk) -> None:
    enter(desk.panel.batch_size.field, "1000")
    assert desk.last == Experiment(batch_size=1000)
    assert desk.panel.batch_size.slider.value() == desk.panel.batch_size.slider.maximum()


def test_the_batch_shrinks_with_the_examples(desk: Desk) -> None:
    enter(desk.panel.batch_size.field, "500")
    enter(desk.panel.examples.field, "100")
    assert desk.last == Experiment(examples=100, batch_size=100)
    assert desk.panel.batch_size.field.text() == "100"
    slider = desk.panel.batch_size.slider
    assert slider.value() == slider.maximum()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert desk.last.batch_size == 95
    enter(desk.panel.examples.field, "1000000")
    assert desk.last == Experiment(examples=1_000_000, batch_size=95)
    slider.setValue(slider.maximum() - 1)
    assert desk.last.batch_size == BATCH_SIZE.grid(1_000_000)[-2]


def test_all_stays_all_with_other_examples(desk: Desk) -> None:
    enter(desk.panel.batch_size.field, "all")
    enter(desk.panel.examples.field, "50")
    assert desk.last == Experiment(examples=50, batch_size="all")
    assert desk.panel.batch_size.field.text() == "all"


# Seed, features, trainer, shuffle.


def test_a_new_seed_is_another_one_in_range(desk: Desk) -> None:
    seeds = set()
    for _ in range(5):
        QTest.mouseClick(desk.panel.seed.button, Qt.MouseButton.LeftButton)
        seeds.add(desk.panel.experiment.seed)
        assert desk.panel.seed.field.text() == str(desk.panel.experiment.seed)
        assert desk.panel.experiment == Experiment(seed=desk.panel.experiment.seed)
    assert len(seeds) > 1


def test_a_seed_can_be_typed(desk: Desk) -> None:
    enter(desk.panel.seed.field, "2147483647")
    assert desk.last == Experiment(seed=2**31 - 1)
    enter(desk.panel.seed.field, "2147483648")
    assert desk.complaints == ["⚠ Seed must be from 0 to 2147483647, and 2147483648 is not"]


def test_one_feature_has_one_weight(desk: Desk) -> None:
    enter(desk.panel.weights[0].field, "1")
    desk.panel.features.setCurrentText("1")
    assert desk.last == Experiment(w=(1.0,))
    assert [weight.slider.isVisible() for weight in desk.panel.weights] == [True, False]
    assert "w₂" not in visible_texts(desk.panel)
    desk.panel.features.setCurrentText("2")
    assert desk.last == Experiment(w=(1.0, -3.4))
    assert [weight.slider.isVisible() for weight in desk.panel.weights] == [True, True]
    assert {"w₁", "w₂"} <= set(visible_texts(desk.panel))


def test_a_half_typed_weight_counts_before_its_feature_goes(desk: Desk) -> None:
    begin_typing(desk.panel.weights[1].field, "5")
    desk.panel.features.setCurrentIndex(0)
    assert [experiment.w for experiment in desk.announced] == [(2, 5), (2,)]
    desk.panel.weights[0].field.setFocus()
    assert desk.last == Experiment(w=(2,))


def test_a_half_typed_weight_is_given_up_when_another_experiment_comes(desk: Desk) -> None:
    begin_typing(desk.panel.weights[1].field, "5")
    desk.panel.show_experiment(Experiment(w=(1,)))
    assert desk.announced == []
    assert desk.panel.experiment == Experiment(w=(1,))
    desk.panel.show_experiment(Experiment())
    assert desk.panel.weights[1].field.text() == "-3.4"


def test_a_weight_that_is_gone_takes_neither_keys_nor_values(desk: Desk) -> None:
    slider = desk.panel.weights[1].slider
    slider.setFocus()
    desk.panel.show_experiment(Experiment(w=(1,)))
    # Where another window was in front, keys still come to what had the focus.
    QApplication.sendEvent(slider, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier))
    QAccessible.queryAccessibleInterface(slider).valueInterface().setCurrentValue(5)
    assert desk.announced == []
    desk.panel.show_experiment(Experiment())
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert desk.last == Experiment(w=(2, -10))


def test_what_is_half_typed_counts_before_another_trainer_comes(desk: Desk) -> None:
    begin_typing(desk.panel.learning_rate.field, "0.5")
    desk.panel.trainer.setCurrentIndex(1)
    assert desk.last == Experiment(learning_rate=0.5, trainer="toolbox")


def test_what_is_half_typed_bears_another_language(desk: Desk) -> None:
    begin_typing(desk.panel.bias.field, "-1.")
    QApplication.sendEvent(desk.panel, QEvent(QEvent.Type.LanguageChange))
    assert desk.panel.bias.field.text() == "-1."
    QTest.keyClicks(desk.panel.bias.field, "5")
    QTest.keyClick(desk.panel.bias.field, Qt.Key.Key_Return)
    assert desk.last.b == -1.5


def test_a_complaint_about_a_weight_goes_with_it(desk: Desk) -> None:
    enter(desk.panel.weights[1].field, "99")
    desk.panel.features.setCurrentText("1")
    assert desk.complaints == []


def test_another_trainer_changes_nothing_else(desk: Desk) -> None:
    """What applies where the trainer decides is said beside it."""
    panel = desk.panel
    assert [panel.trainer.itemData(index) for index in range(panel.trainer.count())] == list(TRAINERS)
    for key, description in [*TRAINERS.items(), *TRAINERS.items()]:
        panel.trainer.setCurrentIndex(panel.trainer.findData(key))
        assert panel.experiment == Experiment(trainer=key)
        applies = "yes" if description.shuffles else "no"
        assert panel.shuffle.currentText() == f"as the trainer does ({applies})"


def test_a_choice_of_shuffling_outlives_the_trainer(desk: Desk) -> None:
    desk.panel.shuffle.setCurrentIndex(1)
    assert desk.last.shuffle is True
    desk.panel.trainer.setCurrentIndex(1)
    assert desk.last == Experiment(trainer="toolbox", shuffle=True)


def test_shuffling_can_be_chosen(desk: Desk) -> None:
    for text, shuffle in (("yes", True), ("no", False), ("as the trainer does (no)", None)):
        desk.panel.shuffle.setCurrentText(text)
        assert desk.last == Experiment(shuffle=shuffle)


# For everybody.


def test_names_say_what_a_control_is(desk: Desk) -> None:
    assert desk.panel.learning_rate.field.accessibleName() == "Learning rate"
    assert desk.panel.learning_rate.slider.accessibleName() == "Learning rate, slider"
    assert desk.panel.learning_rate.field.accessibleDescription() == LEARNING_RATE.help
    assert "Double click: back to 0.03" in desk.panel.learning_rate.slider.toolTip()
    assert desk.panel.weights[1].field.accessibleName() == "w₂"


def test_nothing_is_wider_than_the_panel(desk: Desk) -> None:
    desk.panel.resize(desk.panel.minimumSizeHint().width(), 500)
    QApplication.processEvents()
    viewport = desk.panel.viewport()
    controls = [desk.panel.bias, desk.panel.noise, desk.panel.seed, desk.panel.batch_size]
    for widget in [*(each for control in controls for each in control.widgets()), desk.panel.trainer]:
        right = widget.mapTo(viewport, QPoint(widget.width(), 0)).x()
        assert right <= viewport.width()


# What cannot be, which is known only later.


@pytest.mark.parametrize(
    ("changes", "beside"),
    [
        ({"seed": 5}, "seed"),
        ({"w": (2.0,)}, "features"),
        ({"trainer": "toolbox", "shuffle": None}, "trainer"),
        ({"examples": 5000}, "examples"),
        ({"w": (2.0,), "seed": 5}, "examples"),
    ],
)
def test_why_it_cannot_be_is_said_beside_the_control_that_asked(
    desk: Desk, changes: dict[str, object], beside: str
) -> None:
    kept = desk.panel.experiment
    desk.panel.take_back(Refused(kept.changed(**changes), kept, Refusal("there is not enough memory for this")))
    control = getattr(desk.panel, beside)
    above = control.field if isinstance(control, SettingControl) else control
    (message,) = [label for label in desk.panel.findChildren(Message) if label.isVisible()]
    assert message.text() == "⚠ there is not enough memory for this"
    gap = message.mapTo(desk.panel, QPoint()).y() - above.mapTo(desk.panel, above.rect().bottomLeft()).y()
    assert 0 < gap < above.height()
    desk.panel.show_experiment(kept)
    assert desk.complaints == []
