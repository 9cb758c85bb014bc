"""What the data say in closed form, whatever the number of examples.

For linear regression the loss is a quadratic function of the parameters θ = (w, b):
``loss(θ) = floor + ½ (θ - θ*)ᵀ H (θ - θ*)``, with `H` the mean of ``x̃ x̃ᵀ`` for ``x̃ = (x, 1)`` and θ* the
least-squares optimum (Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, section 3.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_MOST_FOR_SAME_DIGITS: Final = 64
"""Up to that many parameters, a loss has the same digits however many are asked for at once."""


@dataclass(frozen=True, eq=False)
class Moments:
    """The loss over all examples as a quadratic function of the parameters.

    Attributes
    ----------
    curvature : Array, shape (features + 1, features + 1)
        `H`, the second derivative of the mean halved squared error.
    optimum : Array, shape (features + 1,)
        θ*, parameters of least squares. One of them if several are.
    floor : float
        The mean halved squared error there; nothing is below.
    """

    curvature: Array
    optimum: Array
    floor: float

    @classmethod
    def bent(cls, gram: ArrayLike, truth: Sequence[float], noise: float) -> Self:
        """Return the moments of ``y = X w + b + noise · e``.

        Parameters
        ----------
        gram : array_like, shape (features + 2, features + 2)
            ``ZᵀZ / examples`` with ``Z = [X, 1, e]``.
        truth : sequence of float
            True w and then b.
        noise : float
            Standard deviation of the noise.
        """
        gram = np.asarray(gram, dtype=np.float64)
        curvature, lean = gram[:-1, :-1], gram[:-1, -1]
        # Where the optimum leaves the truth, for noise 1: the part of e that X explains.
        explained = np.linalg.lstsq(curvature, lean)[0]
        unexplained = max(gram[-1, -1] - lean @ explained, 0.0)
        return cls(curvature, np.asarray(truth) + noise * explained, float(0.5 * noise**2 * unexplained))

    def loss(self, parameters: ArrayLike) -> Array:
        """Return the mean halved squared error over all examples.

        Parameters
        ----------
        parameters : array_like, shape (..., features + 1)
            One or many (w, b).

        Returns
        -------
        Array, shape (...)
            Infinite where it is too large for a number; not a number where a parameter is none.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            away = np.moveaxis(np.asarray(parameters, dtype=np.float64) - self.optimum, -1, 0)
            if len(away) > _MOST_FOR_SAME_DIGITS:
                total = np.square(np.tensordot(self._root, away, axes=(0, 0))).sum(axis=0)
            else:
                # A product of matrices rounds each row otherwise on some machines, depending on how many there are.
                total = np.zeros(away.shape[1:])
                for column in self._root.T:
                    reach = sum((part * factor for part, factor in zip(away, column, strict=True)), np.zeros(()))
                    total = total + reach * reach
            return np.asarray(self.floor + 0.5 * total)

    @cached_property
    def directions(self) -> Array:
        """Directions in which the loss is curved, orthonormal columns; with enough examples they are all there are."""
        values, vectors = np.linalg.eigh(self.curvature)
        return np.asarray(vectors[:, values > values[-1] * len(values) * np.finfo(np.float64).eps])

    @cached_property
    def _root(self) -> Array:
        """A matrix whose product with its transpose is the curvature: a sum of squares is never below zero."""
        values, vectors = np.linalg.eigh(self.curvature)
        return np.asarray(vectors * np.sqrt(values.clip(min=0.0)))
