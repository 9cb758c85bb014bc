"""What a session tells of a run, as values: they cross threads."""

from dataclasses import dataclass

from linreg_gui.core.record.block import Array, MeasuredBlock
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.quadratic import Moments
from linreg_gui.core.record.status import Status
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.wording import Refusal


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A new run stands at its start.

    Attributes
    ----------
    experiment : Experiment
        Its settings.
    parameters : Array, shape (features + 1,)
        w and then b.
    loss : float
        Loss over all examples, by the trainer's own convention.
    """

    experiment: Experiment
    parameters: Array
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What a run moves in, as long as the data are not bent.

    Attributes
    ----------
    update : int
        After how many updates it became so.
    experiment : Experiment
        The settings that made it so.
    moments : Moments
        The loss over all examples, halved whatever the trainer.
    """

    update: int
    experiment: Experiment
    moments: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a run follows from and moves in; new whenever it begins, is changed or branches off.

    Attributes
    ----------
    start : Start
        Where it began: the loss there depends on the data at update 0.
    recipe : Recipe
        What the updates that were made follow from.
    surroundings : tuple of Surroundings
        What they moved in, ascending; the first since update 0.
    now : Surroundings
        What the updates to come will move in; its update is where the run stands.
    """

    start: Start
    recipe: Recipe
    surroundings: tuple[Surroundings, ...]
    now: Surroundings


@dataclass(frozen=True, slots=True)
class Unforetold:
    """There is not enough memory to foretell a run.

    Attributes
    ----------
    experiment : Experiment
        With these settings.
    """

    experiment: Experiment


@dataclass(frozen=True, slots=True)
class Refused:
    """Settings that were asked for cannot be, for lack of memory: the run before goes on.

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


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """Something broke. The session lives on and starts over at the next command.

    Attributes
    ----------
    error : Exception
        What was raised.
    """

    error: Exception


Event = Start | Course | MeasuredBlock | Status | Forecast | Unforetold | Refused | Failed
"""All that a session tells."""

EVENTS_OF_A_RUN = Start | Course | MeasuredBlock | Status
"""What nobody needs to hear of a run when the next one begins."""
