"""The examples to learn from. Drawn once; true parameters and noise bend them."""

import torch
from torch import Tensor

from linreg_gui.core.experiment import Experiment
from linreg_gui.core.moments import Moments
from linreg_gui.core.seeding import Stream, generator

_ROWS_AT_ONCE = 1 << 18


class Dataset:
    """Standard normal features and unit noise, a function of (seed, examples, features).

    Labels are ``y = X w + b + noise · e``: they follow a slider smoothly because `X` and `e` stay.

    Attributes
    ----------
    X : Tensor, shape (examples, features)
        Features.
    e : Tensor, shape (examples,)
        Noise of standard deviation 1.

    Both are in double precision, so that trainers can be compared to the last digit that matters.

    Parameters
    ----------
    seed, examples, features : int
        What to draw.

    Raises
    ------
    MemoryError
        If the examples do not fit into memory.
    """

    def __init__(self, seed: int, examples: int, features: int) -> None:
        self.seed = seed
        source = generator(seed, Stream.DATA)
        try:
            self.X = torch.randn(examples, features, generator=source, dtype=torch.float64)
            self.e = torch.randn(examples, generator=source, dtype=torch.float64)
        except RuntimeError as error:  # what torch raises when it cannot allocate
            raise MemoryError(f"{examples} examples do not fit into memory") from error
        self._gram = self._measured_gram()

    @classmethod
    def of(cls, experiment: Experiment) -> "Dataset":
        """Draw the data of an experiment."""
        return cls(experiment.seed, experiment.examples, experiment.features)

    def fits(self, experiment: Experiment) -> bool:
        """Tell whether these are the data that the experiment bends."""
        return (self.seed, *self.X.shape) == (experiment.seed, experiment.examples, experiment.features)

    def labels(self, experiment: Experiment) -> Tensor:
        """Return `y`, shape (examples,), under the experiment's true parameters and noise."""
        w = torch.tensor(experiment.w, dtype=torch.float64)
        return torch.addmv(self.e * experiment.noise, self.X, w).add_(experiment.b)

    def moments(self, experiment: Experiment) -> Moments:
        """Return the moments of the data under the experiment's true parameters and noise. Costs no pass over them."""
        return Moments.bent(self._gram, experiment.truth, experiment.noise)

    def _measured_gram(self) -> Tensor:
        """Return ``ZᵀZ / examples`` with ``Z = [X, 1, e]``, shape (features + 2, features + 2)."""
        examples, features = self.X.shape
        gram = torch.zeros(features + 2, features + 2, dtype=torch.float64)
        for X, e in zip(self.X.split(_ROWS_AT_ONCE), self.e.split(_ROWS_AT_ONCE), strict=True):
            Z = torch.column_stack([X, torch.ones_like(e), e])
            gram += Z.T @ Z
        return gram / examples
