"""The worker thread around a session: what the session tells becomes signals."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.status import Status
from linreg_gui.core.session.delivery import Refused
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast


class TrainingThread(QThread):
    """Runs a session until that is closed. torch is imported here, while the window is already up."""

    run_started = Signal(object)
    surroundings_changed = Signal(object)
    advanced = Signal(object)
    status_changed = Signal(object)
    foretold = Signal(object)
    not_foretold = Signal(object)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._session = session

    def run(self) -> None:
        """Follow the session's commands; called by Qt in the new thread."""
        try:
            self._session.run(_Announcer(self))
        except Exception as error:
            self.failed.emit(error)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._session.close()
        self.wait()


class _Announcer:
    """Listens to the session in the worker thread and emits the signals of the thread object."""

    def __init__(self, thread: TrainingThread) -> None:
        self._thread = thread

    def started(self, start: Start) -> None:
        self._thread.run_started.emit(start)

    def surroundings_changed(self, surroundings: Surroundings) -> None:
        self._thread.surroundings_changed.emit(surroundings)

    def advanced(self, block: MeasuredBlock) -> None:
        self._thread.advanced.emit(block)

    def status_changed(self, status: Status) -> None:
        self._thread.status_changed.emit(status)

    def foretold(self, forecast: "Forecast") -> None:
        self._thread.foretold.emit(forecast)

    def not_foretold(self, experiment: Experiment) -> None:
        self._thread.not_foretold.emit(experiment)

    def refused(self, refused: Refused) -> None:
        self._thread.refused.emit(refused)

    def failed(self, error: Exception) -> None:
        self._thread.failed.emit(error)
