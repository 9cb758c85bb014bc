"""A field to type a number into."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget


class Field(QLineEdit):
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
