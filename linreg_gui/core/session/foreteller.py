"""Works on the forecast of a run, a moment at a time between the blocks of training."""

import math
from typing import TYPE_CHECKING, Final

from linreg_gui.core.record.events import Failed, Unforetold
from linreg_gui.core.session.delivery import Outbox
from linreg_gui.core.session.pace import Clock
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import is_lack_of_memory

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast
    from linreg_gui.core.session.forecaster import Forecaster, Parts

_SECONDS: Final = 0.004


class Foreteller:
    """Begins a new forecast whenever the settings have changed, and drops the one under way.

    A moment is some milliseconds; with a million examples, the parts of a forecast take up to some tens of them.

    Parameters
    ----------
    clock : Clock
        The time.
    active : bool
        Whether it foretells anything.
    """

    def __init__(self, clock: Clock, *, active: bool) -> None:
        self._clock = clock
        self._active = active
        self._forecaster: Forecaster | None = None
        self._asked: tuple[Run, Experiment, int, bool, bool] | None = None
        self._first = 0
        self._until = math.inf
        self._parts: Parts | None = None

    @property
    def is_busy(self) -> bool:
        """Whether there is more to do."""
        return self._parts is not None

    def forget(self) -> None:
        """Begin anew even if the settings are the same: somebody has asked again."""
        self._asked = None
        self._parts = None

    def work(self, run: Run, outbox: Outbox, *, plays: bool) -> None:
        """Work for a moment, and tell the forecast when it is complete.

        A run that plays goes where it was foretold to go. One that rests is foretold anew from where it rests.

        What goes wrong ends this forecast and not the next one; the run is none the worse for it.
        """
        if not self._active:
            return
        try:
            forecast = self._work(run, plays=plays)
        except Exception as error:
            self._parts = None
            if is_lack_of_memory(error):
                outbox.tell(Unforetold(run.experiment))
            else:
                outbox.tell(Failed(error))
        else:
            if forecast:
                outbox.tell(forecast)

    def _work(self, run: Run, *, plays: bool) -> "Forecast | None":
        from linreg_gui.core.session.forecaster import Forecaster

        asked = run, run.experiment, run.goal, run.finished, run.diverged
        if self._asked != asked or (run.updates >= self._until if plays else run.updates != self._first):
            self._asked, self._first, self._until = asked, run.updates, math.inf
            self._forecaster = self._forecaster or Forecaster()
            self._parts = self._forecaster.parts(run)
        until = self._clock.now() + _SECONDS
        for forecast in self._parts or ():
            if forecast:
                self._parts = None
                self._until = math.inf if forecast.complete else forecast.updates
            if forecast or self._clock.now() >= until:
                return forecast
        return None
