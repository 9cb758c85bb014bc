"""One setting: its name, a field to type into, something to move or press, and a sentence when that was wrong."""

import secrets
from abc import abstractmethod
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from linreg_gui.core.spec.experiment import ALL
from linreg_gui.core.spec.settings import Setting, nearest
from linreg_gui.core.spec.wording import Refusal, plain, read_number
from linreg_gui.gui.controls.field import Field
from linreg_gui.gui.controls.message import Message
from linreg_gui.gui.controls.slider import Slider

Value = float | str
"""A number, or "all" for a batch size."""


_EASY_SEEDS: Final = 10_000
"""New seeds are below it: short enough to be called across a classroom."""


class SettingControl(QObject):
    """The widgets of one setting; the panel lays them out in columns.

    Parameters
    ----------
    setting : Setting
        Its row in the table.
    default : Value
        The reference setting.
    parent : QWidget
        Owner of the widgets.
    subscript : str
        Appended to the name, to tell several weights apart.
    """

    value_chosen = Signal(object)

    def __init__(self, setting: Setting, default: Value, parent: QWidget, subscript: str = "") -> None:
        super().__init__(parent)
        self._setting = setting
        self._default = default
        self._subscript = subscript
        self._value = default
        self._maximum = setting.maximum
        self.label = QLabel(parent)
        self.middle = self._make_middle(parent)
        self.field = Field(parent)
        self.message = Message(parent)
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
        """Return the setting's name in the language of the moment."""
        return QCoreApplication.translate("", self._setting.label) + self._subscript

    def show_value(self, value: Value) -> None:
        """Show the value that holds, without announcing it."""
        self._value = value
        self.message.withdraw()
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
            self.message.show_refusal(refusal)
        else:
            self.show_value(value)
            self.value_chosen.emit(value)

    def retranslate(self) -> None:
        """Show all words in the language of the moment."""
        self.label.setText(self.name())
        self.field.setAccessibleName(self.name())
        explained = QCoreApplication.translate("", self._setting.help)
        for widget in self.widgets():
            widget.setToolTip(explained)
            widget.setAccessibleDescription(explained)
        self.message.retranslate(self.name())
        if not self.message.refusal and not self.field.isModified():
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
        return self._setting.checked(read_number(text), maximum=self._maximum)

    @Slot()
    def _on_field_given_up(self) -> None:
        self.show_value(self._value)


class SliderControl(SettingControl):
    """A setting with a slider."""

    def _make_middle(self, parent: QWidget) -> QWidget:
        self._grid: tuple[Value, ...] = self._setting.grid()
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
        self._grid = (*(size for size in self._setting.grid(examples) if size < examples), ALL)
        with QSignalBlocker(self.slider):
            self.slider.set_numbers([self._number(size) for size in self._grid])
            self.slider.show_number(self._number(self._value), self._written(self._value))

    def _read(self, text: str) -> Value:
        if text.lower() in {ALL, self.tr("all").lower()}:
            return ALL
        return super()._read(text)


class SeedControl(SettingControl):
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
