"""The worker thread around a session."""

from PySide6.QtCore import QObject, QThread, Signal

from linreg_gui.core.record.events import Event, Failed
from linreg_gui.core.session.session import Session


class TrainingThread(QThread):
    """Runs a session until that is closed. torch is imported here, while the window is already up.

    Signals
    -------
    told : Event
        What the session tells.
    """

    told = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._session = session

    def run(self) -> None:
        """Follow the session's commands; called by Qt in the new thread."""
        try:
            self._session.run(self)
        except Exception as error:
            self.told.emit(Failed(error))

    def tell(self, event: Event) -> None:
        """Take an event from the session, in the worker thread."""
        self.told.emit(event)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._session.close()
        self.wait()
