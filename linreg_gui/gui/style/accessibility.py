"""What those hear who do not see the window: Qt tells it to screen readers.

Qt's own widgets speak for themselves. A widget that has more to say brings an interface of its own, and
`speak_for` has Qt ask it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget
from shiboken6 import VoidPtr

_QUIET_MILLISECONDS: Final = 400
"""How long words must stay the same before they are announced: a slider under way changes them at every step."""


class SpokenWidget(QAccessibleWidget):
    """An interface that also tells a number.

    Parameters
    ----------
    widget : QWidget
        What it speaks for.
    role : Role
        What that is to the listener.
    value : QAccessibleValueInterface, optional
        Tells and changes its number.
    """

    def __init__(self, widget: QWidget, role: QAccessible.Role, value: QAccessibleValueInterface | None = None) -> None:
        super().__init__(widget, role)
        self._value = value

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """Hand out what knows the number: the object itself where C++ hands out its address."""
        if kind is QAccessible.InterfaceType.ValueInterface and self._value is not None:
            return self._value
        address: object = super().interface_cast(kind)
        return VoidPtr(0) if address is None else address  # PySide would hand out the address of None


def speak_for(interfaces: Mapping[type[QObject], Callable[[Any], QAccessibleInterface]]) -> None:
    """Have Qt ask these interfaces about widgets of these classes, once in the life of the program."""

    def interface_of(_name: str, widget: QObject) -> QAccessibleInterface | None:
        make = interfaces.get(type(widget))
        return make(widget) if make else None

    QAccessible.installFactory(interface_of)
    # The bridge to screen readers tells the terminal what it does not support.
    QLoggingCategory.setFilterRules("qt.accessibility.*=false")


class Describer(QObject):
    """Tells, a few times a second at most, that the description of a widget is another one.

    Parameters
    ----------
    widget : QWidget
        Whose description it is.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_QUIET_MILLISECONDS)
        self._rest.timeout.connect(self._on_rested)

    def tell(self) -> None:
        """Tell it soon, if anybody listens."""
        if QAccessible.isActive() and not self._rest.isActive():
            self._rest.start()

    @Slot()
    def _on_rested(self) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(self._widget, QAccessible.Event.DescriptionChanged))


class Announcer(QObject):
    """Announces words that have changed and then stay the same for a moment.

    Parameters
    ----------
    label : QLabel
        Where they can be read.
    """

    def __init__(self, label: QLabel) -> None:
        super().__init__(label)
        self._label = label
        self._words = self._announced = ""
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MILLISECONDS)
        self._quiet.timeout.connect(self._on_quiet)

    def announce(self, words: str) -> None:
        """Announce these words soon, unless others come before that."""
        if words != self._words:
            self._words = words
            if QAccessible.isActive():
                self._quiet.start()

    @Slot()
    def _on_quiet(self) -> None:
        if self._words not in {"", self._announced}:
            self._announced = self._words
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._label, self._words))
