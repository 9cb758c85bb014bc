"""What a run will do: its curves, whether it converges, and the learning rate where that ends."""

from dataclasses import dataclass
from enum import Enum

from linreg_gui.core.record.block import Array, Epoch
from linreg_gui.core.record.trace import Band
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


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The whole run of an experiment, unless it has more than `MOST_UPDATES`.

    Attributes
    ----------
    experiment : Experiment
        What is foretold.
    verdict : Verdict
        How it will go.
    loss : Band
        Loss over all examples, by the trainer's own convention.
    parameters : tuple of Band
        w and then b.
    epochs : tuple of Epoch
        Where each epoch ends.
    updates : int
        Updates foretold.
    diverged : bool
        Whether the last of them is the one at which the run stops as diverged.
    complete : bool
        Whether they are the whole run.
    """

    experiment: Experiment
    verdict: Verdict
    loss: Band
    parameters: tuple[Band, ...]
    epochs: tuple[Epoch, ...]
    updates: int
    diverged: bool
    complete: bool
