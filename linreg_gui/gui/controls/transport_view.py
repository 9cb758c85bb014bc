"""What the transport bar shows, as a pure function of where the session stands."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from linreg_gui.core.record.forecast import Forecast, Verdict
from linreg_gui.core.record.prospect import limit_words, prospect
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.record.trace import Moment
from linreg_gui.core.spec.wording import plain, short
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.style.names import parameter_names

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
        can_reset=status.end > 0 or status.state is not State.READY,
        state=_in_words(status),
        alarming=status.state in {State.DIVERGED, State.FAILED, State.OUT_OF_MEMORY},
    )


def progress_words(moment: Moment, goal: int) -> str:
    """Tell which epoch is under way out of how many."""
    return QCoreApplication.translate("Transport", "epoch {epoch} of {goal}").format(
        epoch=max(moment.epoch, 1), goal=max(goal, moment.epoch)
    )


def readout_words(scene: Scene, speed: float) -> str:
    """Tell where the learner stands: update, epoch, loss, parameters, and how fast training is."""
    moment = scene.cursor
    if scene.is_rewound:
        words = QCoreApplication.translate("Transport", "update {update} of {updates} made").format(
            update=moment.update, updates=scene.updates
        )
    else:
        words = QCoreApplication.translate("Transport", "update {update}").format(update=moment.update)
    loss = QCoreApplication.translate("Transport", "loss {loss}").format(loss=short(moment.loss))
    if scene.bent_loss is not None:
        bent = QCoreApplication.translate("Transport", "{loss}, with the data of now {now}")
        loss = bent.format(loss=loss, now=short(scene.bent_loss))
    names = parameter_names(len(moment.parameters))
    model = "  ".join(f"{name} {short(value)}" for name, value in zip(names, moment.parameters.tolist(), strict=True))
    parts = [words, progress_words(moment, scene.status.goal), loss, model]
    if speed:
        parts.append(QCoreApplication.translate("Transport", "{speed} updates/s").format(speed=f"{speed:,.0f}"))
    return "   ·   ".join(parts)


def prospect_words(forecast: Forecast) -> str:
    """Tell what will be seen when the run goes on."""
    sentence = prospect(forecast)
    return QCoreApplication.translate("", sentence.template).format(**sentence.values)


def verdict_words(verdict: Verdict) -> str:
    """Tell what a run does in the long run, and which rates it bears."""
    factor = f"{verdict.factor:.2g}" if verdict.factor >= _LEAST_FACTOR else f"<{plain(_LEAST_FACTOR)}"
    lines = [
        QCoreApplication.translate(
            "Transport",
            "Factor per epoch {factor}: what an epoch multiplies the distance to the resting point by, in the long run"
            " (the largest eigenvalue, in size, of the epoch's map).",
        ).format(factor=factor)
    ]
    if verdict.limit is not None:
        lines.append(
            QCoreApplication.translate(
                "Transport", "Limit {limit}: above this learning rate a run with these batches diverges."
            ).format(limit=limit_words(verdict.limit))
        )
    lines.append(
        QCoreApplication.translate(
            "Transport", "With full batches the limit is {limit}: 2 ÷ the largest curvature of the loss."
        ).format(limit=f"{verdict.full_batch_limit:.3g}")
    )
    return "\n".join(lines)


def pace_words(pace: float) -> str:
    """Tell a pace."""
    if pace == float("inf"):
        return QCoreApplication.translate("Transport", "full speed")
    return QCoreApplication.translate("Transport", "{pace} updates/s").format(pace=plain(pace))


def _in_words(status: Status) -> str:
    if status.state is State.RUNNING:
        return QCoreApplication.translate("Transport", "running")
    if status.state is State.DIVERGED:
        return QCoreApplication.translate(
            "Transport", "diverged at update {updates}: learning rate {rate} is too large"
        ).format(updates=status.updates, rate=plain(status.learning_rate))
    if status.state in {State.FAILED, State.OUT_OF_MEMORY}:
        return _stopped_in_words(status)
    if status.updates < status.end:
        return QCoreApplication.translate(
            "Transport", "back at update {updates} of {end}: training goes on from here"
        ).format(updates=status.updates, end=status.end)
    return _resting_in_words(status)


def _resting_in_words(status: Status) -> str:
    if status.state is State.READY:
        return QCoreApplication.translate("Transport", "ready")
    if status.state is State.PAUSED:
        return QCoreApplication.translate("Transport", "paused after update {updates}").format(updates=status.updates)
    return QCoreApplication.translate("Transport", "finished after {updates} updates").format(updates=status.updates)


def _stopped_in_words(status: Status) -> str:
    if status.state is State.OUT_OF_MEMORY:
        return QCoreApplication.translate("Transport", "stopped: there is not enough memory; Reset starts over")
    return QCoreApplication.translate("Transport", "stopped by an error; Reset starts over")
