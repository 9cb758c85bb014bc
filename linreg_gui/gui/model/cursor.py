"""Where the learner stands in the run, and whether the run has followed."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from linreg_gui.core.record.status import State, Status

_REST_MILLISECONDS: Final = 120
"""When a hand has stayed that long, the run goes to that update."""


class Cursor(QObject):
    """An update before the last one, or none: then it is wherever the run is.

    Signals
    -------
    rested : int
        The run should go to that update.

    Attributes
    ----------
    update : int, optional
        Where it is, if not at the last update.
    """

    rested = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.update: int | None = None
        self._awaited: int | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._rest.timeout.connect(self._go)

    @property
    def is_on_its_way(self) -> bool:
        """Whether the run has not followed yet."""
        return self._awaited is not None or self._rest.isActive()

    def move(self, update: int) -> None:
        """Go to an update; the run follows when it has been looked at for a moment."""
        self.update = update
        self._rest.start()

    def settle(self) -> None:
        """Have the run follow now."""
        if self._rest.isActive():
            self._rest.stop()
            self._go()

    def follow(self, status: Status) -> None:
        """Be where the run stands, unless it is still to follow."""
        answered = self._awaited in {None, status.updates} or status.end < (self._awaited or 0)
        if answered or status.state in {State.FAILED, State.OUT_OF_MEMORY}:
            self._awaited = None
            if not self._rest.isActive():
                self.update = status.updates if status.updates < status.end else None

    def let_go(self) -> None:
        """Be wherever the run is, unless it is still to follow: it goes on."""
        if not self.is_on_its_way:
            self.update = None

    def begin(self) -> None:
        """Be wherever the run is: it is another one."""
        self._rest.stop()
        self.update = self._awaited = None

    @Slot()
    def _go(self) -> None:
        if self.update is not None:
            self._awaited = self.update
            self.rested.emit(self.update)
