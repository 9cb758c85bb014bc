"""Runs to show: made in the test's own thread, by the real trainers."""

from linreg_gui.core.record.block import Array, MeasuredBlock
from linreg_gui.core.record.events import Start
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State
from linreg_gui.core.record.trace import Ghost, Trace
from linreg_gui.core.session.aims import rest_of, status_of
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.live_views import LiveView
from linreg_gui.gui.model.scene import NEWEST, Scene


class ShownRun:
    """A run, and the view it is shown in.

    Attributes
    ----------
    run : Run
        What trains.
    trace : Trace
        What it did.
    forecast : Forecast, optional
        What is shown of what comes.
    ghosts : tuple of Ghost
        What is shown of what lay beyond.
    cursor : int, optional
        Where the view stands, if not at the end.

    Parameters
    ----------
    experiment : Experiment
        What to train.
    view : LiveView
        Is shown all that it would be shown in the window.
    """

    def __init__(self, experiment: Experiment, view: LiveView, forecast: Forecast | None = None) -> None:
        self.run = Run(experiment)
        self.trace = Trace(self.start)
        self.forecast = forecast
        self.ghosts: tuple[Ghost, ...] = ()
        self.cursor: int | None = None
        self._view = view
        self._start = self.run.start
        self.show()

    @property
    def start(self) -> Start:
        """Where it began."""
        return self.run.start

    @property
    def rows(self) -> Array:
        """Every update: its number, epoch, batch loss, loss, w and b."""
        return self.trace.newest(self.trace.updates, self.trace.updates)

    @property
    def scene(self) -> Scene:
        """What there is to be seen."""
        run, trace = self.run, self.trace
        rests = run.finished or run.diverged or self.cursor is not None
        state = rest_of(run) if rests else State.RUNNING
        return Scene(
            start=self._start,
            experiment=run.experiment,
            course=run.course,
            status=status_of(run, state),
            updates=trace.updates,
            cursor=trace.moment(trace.updates if self.cursor is None else self.cursor),
            batch_loss=trace.batch_loss,
            loss=trace.loss,
            parameters=tuple(trace.parameter(index) for index in range(len(run.start.parameters))),
            epochs=tuple(trace.epochs),
            spaced=trace.spaced(),
            newest=trace.newest(NEWEST, trace.updates if self.cursor is None else self.cursor),
            ghosts=self.ghosts,
            forecast=self.forecast,
        )

    def show(self) -> None:
        """Have it shown as it is."""
        self._view.show_scene(self.scene)

    def advance(self, updates: int) -> MeasuredBlock:
        """Train, and have it shown."""
        block = self.run.advance(updates)
        self.trace.append(block)
        self.show()
        return block

    def finish(self) -> None:
        """Train to the end."""
        self.advance(self.run.updates_until(self.run.goal))

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings."""
        self.run.configure(experiment)
        self.show()

    def stand_at(self, update: int) -> None:
        """Go back to an update."""
        self.run.stand_at(update)
        self.cursor = update
        self.show()
