"""One parameter: its name, a field to type into, something to move or press, and a sentence when that was wrong."""

import secrets
from abc import abstractmethod
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from linreg_gui.core.experiment import ALL
from linreg_gui.core.parameters import Parameter, nearest
from linreg_gui.core.wording import Refusal, plain, read_number
from linreg_gui.gui.controls.slider import Slider

Value = float | str
"""A number, or "all" for a batch size."""


_EASY_SEEDS: Final = 10_000
"""New seeds are below it: short enough to be called across a classroom."""


class ParameterControl(QObject):
    """The widgets of one parameter; the panel lays them out in columns.

    Parameters
    ----------
    parameter : Parameter
        Its row in the table.
    default : Value
        The reference setting.
    parent : QWidget
        Owner of the widgets.
    subscript : str
        Appended to the name, to tell several weights apart.
    """

    value_chosen = Signal(object)

    def __init__(self, parameter: Parameter, default: Value, parent: QWidget, subscript: str = "") -> None:
        super().__init__(parent)
        self._parameter = parameter
        self._default = default
        self._subscript = subscript
        self._value = default
        self._maximum = parameter.maximum
        self._refusal: Refusal | None = None
        self.label = QLabel(parent)
        self.middle = self._make_middle(parent)
        self.field = _Field(parent)
        self.message = QLabel(parent, wordWrap=True)
        self.message.setProperty("role", "error")
        self.message.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what was typed
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.message.hide()
        self.label.setBuddy(self.field)
        self.field.editingFinished.connect(self.commit)
        self.field.given_up.connect(self._on_field_given_up)

    @abstractmethod
    def _make_middle(self, parent: QWidget) -> QWidget:
        """Return what stands between the name and the field."""

    def widgets(self) -> tuple[QWidget, ...]:
        """Return what is shown or hidden together."""
        return self.label, self.middle, self.field

    def name(self) -> str:
        """Return the parameter's name in the language of the moment."""
        return QCoreApplication.translate("", self._parameter.label) + self._subscript

    def show_value(self, value: Value) -> None:
        """Show the value that holds, without announcing it."""
        self._value = value
        self._refusal = None
        self.message.hide()
        self.field.setText(self._written(value))
        self.field.setModified(False)
        if not self.field.hasFocus():
            self.field.setCursorPosition(0)  # a value too long for the field shows its first digits

    @Slot()
    def commit(self) -> None:
        """Take what was typed for meant: announce it, or say why not."""
        if not self.field.isModified():
            return
        self.field.setModified(False)
        try:
            value = self._read(self.field.text().strip())
        except Refusal as refusal:
            self.show_refusal(refusal)
        else:
            self.show_value(value)
            self.value_chosen.emit(value)

    def retranslate(self) -> None:
        """Show all words in the language of the moment."""
        self.label.setText(self.name())
        self.field.setAccessibleName(self.name())
        explained = QCoreApplication.translate("", self._parameter.help)
        for widget in self.widgets():
            widget.setToolTip(explained)
            widget.setAccessibleDescription(explained)
        if self._refusal:
            self.show_refusal(self._refusal)
        elif not self.field.isModified():
            self.field.setText(self._written(self._value))

    def _written(self, value: Value) -> str:
        return self.tr("all") if isinstance(value, str) else plain(value)

    def _read(self, text: str) -> Value:
        """Return the value in a text.

        Raises
        ------
        Refusal
            If there is none, or none that is allowed.
        """
        return self._parameter.checked(read_number(text), maximum=self._maximum)

    @Slot()
    def _on_field_given_up(self) -> None:
        self.show_value(self._value)

    def show_refusal(self, refusal: Refusal) -> None:
        """Say below the field why a value was refused, until the next one."""
        self._refusal = refusal.with_traceback(None)  # its frames would keep the window alive
        values = {**refusal.values, "key": self.name()}
        self.message.setText("⚠ " + QCoreApplication.translate("", refusal.sentence).format(**values))
        self.message.show()


class SliderControl(ParameterControl):
    """A parameter with a slider."""

    def _make_middle(self, parent: QWidget) -> QWidget:
        self._grid: tuple[Value, ...] = self._parameter.grid()
        self.slider = Slider(parent)
        self.slider.set_numbers([self._number(value) for value in self._grid])
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.default_asked.connect(self._on_default_asked)
        return self.slider

    def show_value(self, value: Value) -> None:
        """Show the value that holds, without announcing it."""
        super().show_value(value)
        with QSignalBlocker(self.slider):
            self.slider.show_number(self._number(value), self._written(value))

    def retranslate(self) -> None:
        """Show all words in the language of the moment."""
        super().retranslate()
        self.slider.setAccessibleName(self.tr("{name}, slider").format(name=self.name()))
        hint = self.tr("Double click: back to {default}").format(default=self._written(self._default))
        self.slider.words = self._written(self._value)
        self.slider.setToolTip(f"{self.slider.accessibleDescription()}\n{hint}")

    def set_limit(self, limit: float | None) -> None:
        """Mark the largest value that makes sense; None takes the mark away."""
        self.slider.set_mark(None if limit is None else nearest(self.slider.numbers, limit))

    def _number(self, value: Value) -> float:
        return self._maximum if isinstance(value, str) else value

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        value = self._grid[position]
        self.show_value(value)
        self.value_chosen.emit(value)

    @Slot()
    def _on_default_asked(self) -> None:
        value = self._default
        if not isinstance(value, str) and value > self._maximum:
            value = self._grid[-1]
        self.show_value(value)
        self.value_chosen.emit(value)


class BatchSizeControl(SliderControl):
    """The batch size: as many values as there are examples, and at the right end all of them."""

    def set_examples(self, examples: int) -> None:
        """Follow the number of examples."""
        if examples == self._maximum and isinstance(self._grid[-1], str):
            return
        self._maximum = examples
        self._grid = (*(size for size in self._parameter.grid(examples) if size < examples), ALL)
        with QSignalBlocker(self.slider):
            self.slider.set_numbers([self._number(size) for size in self._grid])
            self.slider.show_number(self._number(self._value), self._written(self._value))

    def _read(self, text: str) -> Value:
        if text.lower() in {ALL, self.tr("all").lower()}:
            return ALL
        return super()._read(text)


class SeedControl(ParameterControl):
    """The seed, with a button that rolls another one."""

    def _make_middle(self, parent: QWidget) -> QWidget:
        self.button = QPushButton(parent)
        self.button.clicked.connect(self._on_button_clicked)
        return self.button

    def retranslate(self) -> None:
        """Show all words in the language of the moment."""
        super().retranslate()
        self.button.setText(self.tr("New seed"))
        self.button.setToolTip(self.tr("Draw other data, another start and another order"))

    @Slot()
    def _on_button_clicked(self) -> None:
        seed = secrets.randbelow(_EASY_SEEDS)
        self.show_value(seed)
        self.value_chosen.emit(seed)


class _Field(QLineEdit):
    """A short field; Escape gives up what was typed."""

    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(40)
        self.setAcceptDrops(False)  # a file dropped here is meant for the window
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be as wide as the longest value."""
        return QSize(self.fontMetrics().horizontalAdvance("0.000011") + 20, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Leave the space bar to play and pause: no number has a blank."""
        space = (QEvent.Type.ShortcutOverride, Qt.Key.Key_Space)
        if isinstance(event, QKeyEvent) and (event.type(), event.key()) == space:
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the first digits."""
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            self.selectAll()
        else:
            super().keyPressEvent(event)
