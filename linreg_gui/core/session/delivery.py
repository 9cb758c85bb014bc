"""What a session tells, to whom, and how it waits for a listener that is slower than training."""

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.status import Status
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.wording import Refusal

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

_MOST_UNDELIVERED: Final = 1 << 18

_ADVANCED: Final = "advanced"

_OF_THE_RUN: Final = {_ADVANCED, "started", "status_changed", "surroundings_changed"}
"""What nobody needs to hear of a run when the next one begins."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Settings that were asked for and cannot be: the run before goes on.

    Attributes
    ----------
    asked : Experiment
        The settings.
    kept : Experiment
        Those that hold as before.
    refusal : Refusal
        The sentence that says why.
    """

    asked: Experiment
    kept: Experiment
    refusal: Refusal


class Listener(Protocol):
    """Whom a session tells what happens, in the thread that called `Session.run` and in this order."""

    def started(self, start: Start) -> None:
        """Take note that a new run stands at its start."""

    def surroundings_changed(self, surroundings: Surroundings) -> None:
        """Take note that the data were drawn or bent."""

    def advanced(self, block: MeasuredBlock) -> None:
        """Take note of updates. No other block comes before `Session.acknowledge`."""

    def status_changed(self, status: Status) -> None:
        """Take note of another state, goal or setting; every update up to it was told before."""

    def foretold(self, forecast: "Forecast") -> None:
        """Take note of what the whole run will do with the settings of the moment, if the session foretells."""

    def not_foretold(self, experiment: Experiment) -> None:
        """Take note that there is not enough memory to foretell what these settings do."""

    def refused(self, refused: Refused) -> None:
        """Take note that other settings cannot be, for lack of memory; all is as it was before."""

    def failed(self, error: Exception) -> None:
        """Take note that something broke. The session lives on and starts over at the next command."""


class Outbox:
    """News on their way to a listener, in order. One block is in flight at most; those that wait are joined."""

    def __init__(self) -> None:
        self._news: deque[tuple[str, Any]] = deque()
        self._in_flight = False

    @property
    def is_full(self) -> bool:
        """Whether so many updates wait that training should wait too."""
        return sum(len(news) for kind, news in self._news if kind == _ADVANCED) >= _MOST_UNDELIVERED

    def begin_run(self, start: Start, surroundings: Surroundings) -> None:
        """Tell of a new run; what was not delivered of the old one no longer matters."""
        self._news = deque((kind, news) for kind, news in self._news if kind not in _OF_THE_RUN)
        self._news.append(("started", start))
        self.bend(surroundings)

    def bend(self, surroundings: Surroundings) -> None:
        """Tell of other data."""
        self._news.append(("surroundings_changed", surroundings))

    def advance(self, block: MeasuredBlock) -> None:
        """Tell of updates."""
        self._news.append((_ADVANCED, block))

    def enter(self, status: Status) -> None:
        """Tell where the session stands."""
        self._news.append(("status_changed", status))

    def foretell(self, forecast: "Forecast") -> None:
        """Tell what the run will do."""
        self._news.append(("foretold", forecast))

    def leave_untold(self, experiment: Experiment) -> None:
        """Tell that nothing can be foretold."""
        self._news.append(("not_foretold", experiment))

    def refuse(self, refused: Refused) -> None:
        """Tell that other settings cannot be."""
        self._news.append(("refused", refused))

    def fail(self, error: Exception) -> None:
        """Tell that something broke."""
        self._news.append(("failed", error))

    def acknowledge(self) -> None:
        """Take note that the block in flight has landed."""
        self._in_flight = False

    def deliver(self, listener: Listener) -> None:
        """Tell the listener everything, up to a block that has to wait for the one before."""
        while self._news:
            kind, news = self._news[0]
            if kind == _ADVANCED:
                if self._in_flight:
                    return
                self._in_flight = True
                news = joined(self._waiting_blocks())
            else:
                self._news.popleft()
            getattr(listener, kind)(news)

    def _waiting_blocks(self) -> list[MeasuredBlock]:
        """Take the blocks at the head."""
        blocks = []
        while self._news and self._news[0][0] == _ADVANCED:
            blocks.append(self._news.popleft()[1])
        return blocks
