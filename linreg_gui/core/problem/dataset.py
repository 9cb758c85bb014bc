"""The examples to learn from. Drawn once; true parameters and noise bend them."""

from typing import Final

import torch
from torch import Tensor

from linreg_gui.core.problem.seeding import Stream, generator
from linreg_gui.core.record.quadratic import Moments
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import DoesNotFit, fits
from linreg_gui.core.spec.wording import Refusal, translatable

MOST_FEATURES: Final = 1000
"""Products and moments grow with the square of the features, and the time to solve them with the cube."""

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
    DoesNotFit
        If the examples do not fit into memory, or they have more than `MOST_FEATURES`.
    """

    def __init__(self, seed: int, examples: int, features: int) -> None:
        if features > MOST_FEATURES:
            raise DoesNotFit(
                Refusal(
                    translatable("{features} features do not fit: there can be at most {most}"),
                    features=features,
                    most=MOST_FEATURES,
                )
            )
        self.seed = seed
        source = generator(seed, Stream.DATA)
        with fits(Refusal(translatable("{examples} examples do not fit into memory"), examples=examples)):
            self.X = torch.randn(examples, features, generator=source, dtype=torch.float64)
            self.e = torch.randn(examples, generator=source, dtype=torch.float64)
            # All examples as one batch: what the moments are made of.
            self._gram = self.products(slice(None), examples)[:, :, 0] / examples
        self._stored: tuple[int, Tensor] | None = None

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

    def products(self, which: slice | Tensor, batch_size: int) -> Tensor:
        """Return ``ZᵀZ`` of batches, with ``Z = [X, 1, e]``; shape (features + 2, features + 2, batches).

        Parameters
        ----------
        which : slice or Tensor
            Numbers of the examples, batch after batch.
        batch_size : int
            Examples in a batch.
        """
        X, e = self.X[which], self.e[which]
        if len(e) > batch_size or batch_size <= _ROWS_AT_ONCE:
            return batch_products(X, e, batch_size)
        # The products of one very large batch are the sum of those of its parts.
        parts = zip(X.split(_ROWS_AT_ONCE), e.split(_ROWS_AT_ONCE), strict=True)
        return torch.stack([batch_products(part, noise, len(noise)) for part, noise in parts]).sum(0)

    def stored_products(self, batch_size: int) -> Tensor:
        """Return the products of all whole batches in storage order; they are kept until another size is asked for."""
        if self._stored is None or self._stored[0] != batch_size:
            whole = len(self.e) // batch_size
            at_once = max(_ROWS_AT_ONCE // batch_size, 1) * batch_size
            starts = range(0, whole * batch_size, at_once)
            parts = [
                self.products(slice(start, min(start + at_once, whole * batch_size)), batch_size) for start in starts
            ]
            self._stored = batch_size, torch.cat(parts, 2)
        return self._stored[1]


def batch_products(X: Tensor, e: Tensor, batch_size: int) -> Tensor:
    """Return ``ZᵀZ`` of each batch, with ``Z = [X, 1, e]``.

    Parameters
    ----------
    X : Tensor, shape (batches · batch_size, features)
        Features of whole batches, in their order.
    e : Tensor, shape (batches · batch_size,)
        Unit noise.
    batch_size : int
        Examples in a batch.

    Returns
    -------
    Tensor, shape (features + 2, features + 2, batches)
    """
    features = X.shape[1]
    Z = torch.ones(features + 2, len(e), dtype=X.dtype)
    Z[:features] = X.T
    Z[-1] = e
    Z = Z.view(features + 2, -1, batch_size)
    return torch.einsum("imb,jmb->ijm", Z, Z)
