"""Keeps the views up to date: at most 30 times a second, only what can be seen, and not at all when nothing is new."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.record.trace import Trace

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

REDRAW_MILLISECONDS: Final = 33
"""Shortest time between two redraws while training runs."""

PREVIEW_MILLISECONDS: Final = 16
"""The same while nothing runs: a predicted curve follows the slider."""


class LiveView(Protocol):
    """Something that shows a run."""

    def begin(self, start: Start, trace: Trace) -> None:
        """Show a new run at its start."""

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Show other data."""

    def set_horizon(self, updates: int) -> None:
        """Make room for that many updates."""

    def set_forecast(self, forecast: "Forecast | None") -> None:
        """Show what the whole run will do, or nothing of that."""

    def redraw(self) -> None:
        """Show what the trace holds by now."""

    def isVisible(self) -> bool:
        """Tell whether it can be seen."""


class LiveViews(QObject):
    """Owns the trace of the run and redraws the views from it.

    Parameters
    ----------
    views : sequence of LiveView
        What to keep up to date.
    """

    redrawn = Signal()

    def __init__(self, views: Sequence[LiveView], parent: QObject) -> None:
        super().__init__(parent)
        self._views = views
        self._trace: Trace | None = None
        self._stale: set[int] = set()
        self._rest = PREVIEW_MILLISECONDS
        self._since_redraw = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.redraw)

    @property
    def trace(self) -> Trace | None:
        """What happened in the run so far; None before the first one."""
        return self._trace

    def begin(self, start: Start) -> None:
        """Show a new run."""
        self._trace = Trace(start)
        for view in self._views:
            view.begin(start, self._trace)
        self._expire()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Show other data."""
        for view in self._views:
            view.set_surroundings(surroundings)
        self._expire()

    def set_status(self, status: Status) -> None:
        """Make room for the updates to come."""
        self._rest = REDRAW_MILLISECONDS if status.state is State.RUNNING else PREVIEW_MILLISECONDS
        for view in self._views:
            view.set_horizon(status.horizon)
        self._expire()

    def set_forecast(self, forecast: "Forecast | None") -> None:
        """Show what the whole run will do, or nothing of that."""
        for view in self._views:
            view.set_forecast(forecast)
        self._expire()

    def append(self, block: MeasuredBlock) -> None:
        """Take note of updates."""
        if self._trace:
            self._trace.append(block)
            self._expire()

    @Slot()
    def redraw(self) -> None:
        """Bring what can be seen up to date; the rest follows at the first news after it is shown."""
        self._since_redraw.start()
        for index in list(self._stale):
            if self._views[index].isVisible():
                self._views[index].redraw()
                self._stale.discard(index)
        self.redrawn.emit()

    def _expire(self) -> None:
        self._stale = set(range(len(self._views)))
        if not self._timer.isActive():
            elapsed = self._since_redraw.elapsed() if self._since_redraw.isValid() else self._rest
            self._timer.start(max(0, self._rest - elapsed))
