"""A slider over a grid of values that goes where it is clicked, and leaves the wheel alone until it has the focus."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueInterface,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from linreg_gui.core.spec.settings import nearest
from linreg_gui.gui.style.accessibility import SpokenWidget


class Slider(QSlider):
    """A horizontal slider over the positions of a grid of values.

    Attributes
    ----------
    numbers : tuple of float
        The value of each position, ascending.
    number : float
        The value that holds; it need not be on the grid.
    words : str
        The same as it is written.
    """

    default_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(72)
        self._mark: int | None = None
        self.numbers: tuple[float, ...] = (0.0,)
        self.number = 0.0
        self.words = ""

    def set_numbers(self, numbers: Sequence[float]) -> None:
        """Have a position for each of these values."""
        self.numbers = tuple(numbers)
        self.setRange(0, len(numbers) - 1)

    def show_number(self, number: float, words: str) -> None:
        """Go to the position nearest to a value; those who hear the window are told the value itself."""
        self.number, self.words = number, words
        self.setValue(nearest(self.numbers, number))

    def set_mark(self, position: int | None) -> None:
        """Mark a position as the end of what makes sense; None takes the mark away."""
        if position != self._mark:
            self._mark = position
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark below the slider's own picture: everything to the right of it is out of bounds."""
        if self._mark is not None and self.maximum() > self.minimum():
            left = self._place_of(self._mark)
            painter = QPainter(self)
            color = self.palette().color(QPalette.ColorRole.BrightText)
            middle = self.height() // 2
            painter.fillRect(left, middle - 8, 2, 17, color)
            color.setAlpha(70)
            painter.fillRect(left + 2, middle - 5, self.width() - left - 2, 11, color)
            painter.end()
        super().paintEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the place of a click beside the handle; dragging goes on from there."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(place):
            along = place.x() - handle.width() // 2
            span = self.width() - handle.width()
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), along, span, option.upsideDown)
            )
        super().mousePressEvent(event)

    def _place_of(self, position: int) -> int:
        """Return where the middle of the handle is at a position, in pixels."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        span = self.width() - handle.width()
        return QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), position, span) + handle.width() // 2

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the default."""
        self.default_asked.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only with the focus, so that scrolling the panel changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpokenSlider(SpokenWidget):
    """Tells the value that a slider stands for instead of its position."""

    def __init__(self, slider: Slider) -> None:
        super().__init__(slider, QAccessible.Role.Slider, _Number(slider))
        self._slider = slider

    def text(self, kind: QAccessible.Text) -> str:
        """Write the value as the field beside the slider does."""
        return self._slider.words if kind is QAccessible.Text.Value else super().text(kind)


class _Number(QAccessibleValueInterface):
    """The value of a slider as a number."""

    def __init__(self, slider: Slider) -> None:
        super().__init__()
        self._slider = slider

    def currentValue(self) -> float:
        return self._slider.number

    def setCurrentValue(self, value: float) -> None:
        if self._slider.isEnabled():
            self._slider.setValue(nearest(self._slider.numbers, value))

    def minimumValue(self) -> float:
        return self._slider.numbers[0]

    def maximumValue(self) -> float:
        return self._slider.numbers[-1]

    def minimumStepSize(self) -> float:
        """Return how far the next position is; on a logarithmic slider that grows with the value."""
        numbers, position = self._slider.numbers, self._slider.value()
        after = min(position + 1, len(numbers) - 1)
        return numbers[after] - numbers[after - 1] if after else 0.0
