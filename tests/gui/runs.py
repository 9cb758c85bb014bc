"""Runs to show: made in the test's own thread, by the real trainers."""

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.model.live_views import LiveView


class ShownRun:
    """A run, and the view it is shown in.

    Attributes
    ----------
    run : Run
        What trains.
    trace : Trace
        What it did.

    Parameters
    ----------
    experiment : Experiment
        What to train.
    view : LiveView
        Is told all that it would be told in the window.
    """

    def __init__(self, experiment: Experiment, view: LiveView) -> None:
        self.run = Run(experiment)
        self.trace = Trace(self.start)
        self._view = view
        view.begin(self.start, self.trace)
        view.redraw()  # a moment may pass between the two
        view.set_surroundings(self.surroundings)
        view.set_horizon(experiment.epochs * experiment.updates_per_epoch)
        view.redraw()

    @property
    def start(self) -> Start:
        """Where it began."""
        return self.run.start

    @property
    def surroundings(self) -> Surroundings:
        """The loss as it is."""
        return self.run.surroundings

    def advance(self, updates: int) -> MeasuredBlock:
        """Train, and have it shown."""
        block = self.run.advance(updates)
        self.trace.append(block)
        self._view.redraw()
        return block

    def finish(self) -> None:
        """Train to the end."""
        self.advance(self.run.updates_until(self.run.goal))

    def bend(self, experiment: Experiment) -> None:
        """Go on with other settings."""
        self.run.configure(experiment)
        self._view.set_surroundings(self.surroundings)
        self._view.redraw()
