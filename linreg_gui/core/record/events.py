"""What is told of a run beside its updates."""

from dataclasses import dataclass

from linreg_gui.core.record.block import Array
from linreg_gui.core.record.quadratic import Moments
from linreg_gui.core.spec.experiment import Experiment


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Where a run begins.

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
    """What a run moves in; new whenever the data are drawn or bent.

    Attributes
    ----------
    experiment : Experiment
        The settings that made it so.
    moments : Moments
        The loss over all examples, halved whatever the trainer.
    """

    experiment: Experiment
    moments: Moments
