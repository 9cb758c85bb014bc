"""What the transport bar shows, as a pure function of where the session stands."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Context
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from linreg_gui.core.record.status import State, Status
from linreg_gui.core.spec.wording import plain

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Verdict


_LEAST_FACTOR = 1e-6


@dataclass(frozen=True, slots=True)
class TransportView:
    """Everything that changes on the bar.

    Attributes
    ----------
    plays : bool
        Whether the play button offers to pause.
    can_step, can_reset : bool
        What else can be pressed.
    state : str
        The state in words.
    alarming : bool
        Whether the words deserve attention.
    """

    plays: bool
    can_step: bool
    can_reset: bool
    state: str
    alarming: bool


def transport_view(status: Status) -> TransportView:
    """Derive the bar from the status, in the language of the moment."""
    running = status.state is State.RUNNING
    return TransportView(
        plays=running,
        can_step=not running,
        can_reset=status.updates > 0 or status.state is not State.READY,
        state=_in_words(status),
        alarming=status.state in {State.DIVERGED, State.FAILED, State.OUT_OF_MEMORY},
    )


def progress_words(epochs: float, goal: int) -> str:
    """Tell which epoch is under way out of how many."""
    current = min(int(epochs) + 1, goal)
    return QCoreApplication.translate("Transport", "epoch {epoch} of {goal}").format(epoch=current, goal=goal)


def verdict_words(verdict: "Verdict") -> str:
    """Tell what a run will do."""
    factor = f"{verdict.factor:.2g}" if verdict.factor >= _LEAST_FACTOR else f"<{plain(_LEAST_FACTOR)}"
    match verdict.outcome.value:
        case "converges":
            return QCoreApplication.translate("Transport", "converges, error × {factor} an epoch").format(factor=factor)
        case "slow":
            return QCoreApplication.translate("Transport", "slow, error × {factor} an epoch").format(factor=factor)
    if verdict.limit is None:
        return QCoreApplication.translate("Transport", "diverges")
    # Rounded down: what is shown as the limit must not diverge itself.
    limit = f"{Context(prec=3, rounding=ROUND_DOWN).create_decimal(verdict.limit):g}"
    return QCoreApplication.translate("Transport", "diverges (limit {limit})").format(limit=limit)


def pace_words(pace: float) -> str:
    """Tell a pace."""
    if pace == float("inf"):
        return QCoreApplication.translate("Transport", "full speed")
    return QCoreApplication.translate("Transport", "{pace} updates/s").format(pace=plain(pace))


def _in_words(status: Status) -> str:
    match status.state:
        case State.READY:
            return QCoreApplication.translate("Transport", "ready")
        case State.RUNNING:
            return QCoreApplication.translate("Transport", "running")
        case State.PAUSED:
            return QCoreApplication.translate("Transport", "paused after update {updates}").format(
                updates=status.updates
            )
        case State.FINISHED:
            return QCoreApplication.translate("Transport", "finished after {updates} updates").format(
                updates=status.updates
            )
        case State.DIVERGED:
            return QCoreApplication.translate(
                "Transport", "diverged at update {updates}: learning rate {rate} is too large"
            ).format(updates=status.updates, rate=plain(status.learning_rate))
    return _stopped_in_words(status)


def _stopped_in_words(status: Status) -> str:
    if status.state is State.OUT_OF_MEMORY:
        return QCoreApplication.translate("Transport", "stopped: there is not enough memory; Reset starts over")
    return QCoreApplication.translate("Transport", "stopped by an error; Reset starts over")
