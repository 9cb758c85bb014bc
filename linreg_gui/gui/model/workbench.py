"""The one model of the window: the settings being edited, the run, where the learner stands in it, and what comes."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Course, Event, Failed, Refused, Start, Unforetold
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State, Status, initial_status
from linreg_gui.core.record.trace import Ghost, Trace
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.gui.model.cursor import Cursor
from linreg_gui.gui.model.scene import MOST_GHOSTS, NEWEST, Scene

_PATIENCE_MILLISECONDS: Final = 250
"""How long a forecast about settings of before is still shown."""


class Workbench(QObject):
    """Gives commands to the session, takes note of what that tells, and makes the scene of it.

    Signals
    -------
    changed
        There is another scene.
    status_changed : Status
        The session does something else.
    forecast_changed
        There is another forecast, or none.
    refused : Refused
        Settings that were asked for cannot be.
    failed : Exception
        Something broke.

    Parameters
    ----------
    session : Session
        What trains.
    experiment : Experiment
        The settings it was made with.
    """

    changed = Signal()
    status_changed = Signal(object)
    forecast_changed = Signal()
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.experiment = experiment
        self.status: Status = initial_status(experiment)
        self.forecast: Forecast | None = None
        self.foretells = True
        self.trace: Trace | None = None
        self._start: Start | None = None
        self._course: Course | None = None
        self._made: Recipe | None = None  # what the updates of the trace follow from
        self._ghosts: tuple[Ghost, ...] = ()
        self._cursor = Cursor(self)
        self._cursor.rested.connect(session.stand_at)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._drop_forecast)

    # What the learner does.

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, or start over where they need it."""
        self._cursor.settle()
        self._expect(experiment)
        self._session.configure(experiment)

    def open(self, experiment: Experiment) -> None:
        """Begin a run of other settings."""
        self._expect(experiment)
        self._session.begin(experiment)

    def take_back(self, refused: Refused) -> None:
        """Keep to the settings that hold; what was changed since was a change of those that cannot be."""
        asked, self.experiment = self.experiment, refused.kept
        if asked != refused.asked:
            self.configure(refused.kept)

    def play(self) -> None:
        """Train until the epochs asked for are complete."""
        self._cursor.settle()
        self._session.play()

    def step(self) -> None:
        """Make one update; where it was made before, with the settings of now, go there."""
        if self.trace and self._repeats():
            self.stand_at(self._standing + self.trace.stride)
        else:
            self._cursor.settle()
            self._session.step(1)

    def finish_epoch(self) -> None:
        """Go to the end of the epoch, and train where that was not done."""
        end = next((end for end in self._ends if end > self._standing), 0)
        if end and self._repeats(end):
            self.stand_at(end)
        else:
            self._cursor.settle()
            self._session.finish_epoch()

    def step_back(self) -> None:
        """Go back by an update."""
        self.stand_at(self._standing - 1)

    def epoch_back(self) -> None:
        """Go back to the end of the epoch before."""
        self.stand_at(max((end for end in self._ends if end < self._standing), default=0))

    def stand_at(self, update: int) -> None:
        """Show the run after an update; when that has been looked at for a moment, take the run back to it."""
        if self.trace is None or not self.trace.updates:
            return
        if self.status.state is State.RUNNING:
            self._session.pause()
        self._cursor.move(self.trace.kept(min(max(update, 0), self.trace.updates)))
        self._drop_forecast()
        # The session will say the same as soon as it is there.
        state = State.PAUSED if self._standing else State.READY
        self._enter(replace(self.status, state=state, updates=self._standing, end=self.trace.updates))
        self.changed.emit()

    # What the session tells.

    def tell(self, event: Event) -> None:
        """Take note of what the session tells."""
        match event:
            case Start():
                self._begin(event)
            case Course():
                self._course = event
                if self.trace and not self.trace.updates:
                    self.trace = Trace(event.start)
            case MeasuredBlock():
                self._append(event)
            case Status():
                self._enter(event)
            case Forecast():
                self._foresee(event)
            case Unforetold(experiment) if experiment == self.experiment:
                self._set_forecast(None, foretells=False)
            case Refused():
                self.refused.emit(event)
            case Failed(error):
                self.failed.emit(error)
        self.changed.emit()

    @property
    def scene(self) -> Scene | None:
        """What there is to see; None before the first run."""
        trace, start, course = self.trace, self._start, self._course
        if trace is None or start is None or course is None:
            return None
        return Scene(
            start=start,
            experiment=self.experiment,
            course=course,
            status=self.status,
            updates=trace.updates,
            cursor=trace.moment(self._standing),
            batch_loss=trace.batch_loss,
            loss=trace.loss,
            parameters=tuple(trace.parameter(index) for index in range(len(start.parameters))),
            epochs=tuple(trace.epochs),
            spaced=trace.spaced(),
            newest=trace.newest(NEWEST, self._standing),
            ghosts=self._ghosts,
            # After a divergence, playing starts over: what is foretold then is another run.
            forecast=None if self.status.state is State.DIVERGED else self.forecast,
        )

    @property
    def _standing(self) -> int:
        """The update at which the views stand."""
        end = self.trace.updates if self.trace else 0
        return end if self._cursor.update is None else self._cursor.update

    @property
    def _ends(self) -> list[int]:
        """The updates that ended an epoch."""
        return [epoch.update for epoch in self.trace.epochs] if self.trace else []

    def _repeats(self, until: int = 0) -> bool:
        """Tell whether the next updates were made already, with the settings of now."""
        if self._course is None or self.trace is None or self._standing >= self.trace.updates:
            return False
        recipe = self._course.recipe
        changes = recipe.changes_between(self._standing, until)
        return not changes and recipe.at(self._standing) == self.experiment

    def _begin(self, start: Start) -> None:
        self.trace = Trace(start)
        self._start, self._course, self._made = start, None, None
        self._ghosts = ()
        self._cursor.begin()
        if self.forecast and (self.forecast.first or start.experiment.starts_over_from(self.forecast.experiment)):
            self._drop_forecast()

    def _append(self, block: MeasuredBlock) -> None:
        try:
            if self.trace and self._course:
                if block.first <= self.trace.updates:
                    self._branch_off(self.trace.cut(block.first - 1))
                if block.first == 1:
                    self.trace = Trace(self._course.start)
                self.trace.append(block)
                self._made = self._course.recipe
                self._cursor.let_go()
        finally:
            # Whatever goes wrong with this block, training must be able to go on.
            self._session.acknowledge()

    def _branch_off(self, ghost: Ghost) -> None:
        """Keep what lay beyond, unless it will only be made again."""
        if self._course and self._course.recipe != self._made:
            self._ghosts = (*self._ghosts, ghost)[-MOST_GHOSTS:]

    def _enter(self, status: Status) -> None:
        self.status = status
        self._cursor.follow(status)
        self.status_changed.emit(status)

    def _foresee(self, forecast: Forecast) -> None:
        if forecast.experiment == self.experiment and not self._cursor.is_on_its_way:
            self._set_forecast(forecast, foretells=True)

    def _expect(self, experiment: Experiment) -> None:
        """Show the forecast of before until there is another one, but not for long."""
        self.experiment = experiment
        if not self._patience.isActive():
            self._patience.start()

    def _set_forecast(self, forecast: Forecast | None, *, foretells: bool) -> None:
        self._patience.stop()
        self.forecast, self.foretells = forecast, foretells
        self.forecast_changed.emit()
        self.changed.emit()

    @Slot()
    def _drop_forecast(self) -> None:
        self._set_forecast(None, foretells=True)
