"""Keeps the views up to date: at most 30 times a second, only what can be seen, and not at all when nothing is new."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from linreg_gui.core.record.status import State
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.model.workbench import Workbench

REDRAW_MILLISECONDS: Final = 33
"""Shortest time between two redraws while training runs."""

PREVIEW_MILLISECONDS: Final = 16
"""The same while nothing runs: a predicted curve follows the slider."""


class LiveView(Protocol):
    """Something that shows a run."""

    def show_scene(self, scene: Scene) -> None:
        """Show this, and nothing of what was shown before."""

    def isVisible(self) -> bool:
        """Tell whether it can be seen."""


class LiveViews(QObject):
    """Shows the scenes of the workbench in the views.

    Parameters
    ----------
    workbench : Workbench
        What makes the scenes.
    views : sequence of LiveView
        What to keep up to date.
    """

    redrawn = Signal()

    def __init__(self, workbench: Workbench, views: Sequence[LiveView], parent: QObject) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._views = views
        self._stale: set[int] = set()
        self._since_redraw = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.redraw)
        workbench.changed.connect(self._on_changed)

    @Slot()
    def redraw(self) -> None:
        """Bring what can be seen up to date; the rest follows at the first news after it is shown."""
        scene = self._workbench.scene
        if scene is None:
            return
        self._since_redraw.start()
        for index in list(self._stale):
            if self._views[index].isVisible():
                self._views[index].show_scene(scene)
                self._stale.discard(index)
        self.redrawn.emit()

    @Slot()
    def _on_changed(self) -> None:
        self._stale = set(range(len(self._views)))
        if not self._timer.isActive():
            rest = REDRAW_MILLISECONDS if self._workbench.status.state is State.RUNNING else PREVIEW_MILLISECONDS
            elapsed = self._since_redraw.elapsed() if self._since_redraw.isValid() else rest
            self._timer.start(max(0, rest - elapsed))
