"""What a run will do: its curves, whether it converges, and the learning rate where that ends."""

from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.record.block import Array, Epoch
from linreg_gui.core.record.summary import Band
from linreg_gui.core.spec.experiment import Experiment


class Outcome(Enum):
    """How a run will go."""

    CONVERGES = "converges"
    SLOW = "slow"
    DIVERGES = "diverges"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How a run will go, read off the map of its first epoch, and off its updates if they diverge.

    Attributes
    ----------
    outcome : Outcome
        Slow means that after all epochs more than a tenth of the error is left.
    factor : float
        What an epoch multiplies the error by, in the long run: the spectral radius of its map.
    limit : float or None
        The largest learning rate that converges with these batches; None where there are too many to search it, or
        where a run in changing orders diverges below it.
    full_batch_limit : float
        The textbook's limit for full batches: 2 over the largest curvature of the loss.
    resting_point : Array, shape (features + 1,)
        Where the ends of the epochs settle if the run converges; else not a number.
    """

    outcome: Outcome
    factor: float
    limit: float | None
    full_batch_limit: float
    resting_point: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Forecast:
    """What a run will do from where it stands, with the settings of the moment.

    Attributes
    ----------
    experiment : Experiment
        Those settings.
    verdict : Verdict
        How a run with them will go in the long run.
    first, updates : int
        After how many updates the run stands, and up to which one it is foretold.
    loss_before, loss_after : float
        Loss over all examples where the run stands and after the last update foretold, by the trainer's own convention.
    parameters_after : Array, shape (features + 1,)
        w and then b after that.
    loss : Band
        Loss over all examples on the way.
    parameters : tuple of Band
        w and then b.
    epochs : tuple of Epoch
        Where each epoch ends.
    floor : float
        The smallest loss that any parameters have, by the same convention.
    diverged : bool
        Whether the last update foretold is the one at which the run stops as diverged.
    complete : bool
        Whether it is foretold up to its end.
    """

    experiment: Experiment
    verdict: Verdict
    first: int
    updates: int
    loss_before: float
    loss_after: float
    parameters_after: Array
    loss: Band
    parameters: tuple[Band, ...]
    epochs: tuple[Epoch, ...]
    floor: float
    diverged: bool
    complete: bool
