"""A slider that goes where it is clicked, and leaves the wheel alone until it has the focus."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Slider(QSlider):
    """A horizontal slider over the positions of a grid of values."""

    default_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(72)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the place of a click beside the handle; dragging goes on from there."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not handle.contains(place):
            groove = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
            along = place.x() - groove.x() - handle.width() // 2
            span = groove.width() - handle.width()
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), along, span, option.upsideDown)
            )
        super().mousePressEvent(event)

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
