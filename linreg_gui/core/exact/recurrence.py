"""SGD on squared loss as what it is: a composition of affine maps.

Let θ be the parameters, θ° the true ones and ``v = (θ - θ°, -noise)``. The residuals of a batch are ``Z v`` with
``Z = [X, 1, e]``, so an update is ``v ← v - rate / batch size · (G v)`` in all but the last entry, with ``G = ZᵀZ``
the *products* of the batch, and its halved squared error is ``½ vᵀ G v / batch size``. Nothing is a difference of
large sums: everything shrinks with the residuals. The products depend neither on the learning rate nor on the true
parameters nor on the noise.

A run is cut into lanes that are followed side by side. Composing the maps of each lane tells where it begins
(Blelloch, Prefix Sums and Their Applications, 1990); then all lanes are walked through at once.
"""

import math
from functools import reduce

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pad

_STEPS_PER_ROOT = 0.25


def follow(products: Tensor, rates: Tensor, v: Tensor, passes: int = 1) -> tuple[Tensor, Tensor]:
    """Make one update after the other, and all of them as often as asked.

    Parameters
    ----------
    products : Tensor, shape (size, size, updates)
        From `batch_products`.
    rates : Tensor, shape (updates,)
        Learning rate divided by batch size.
    v : Tensor, shape (size,)
        Where to begin.
    passes : int
        How many times to go through the batches.

    Returns
    -------
    path : Tensor, shape (passes · updates, size)
        `v` after each update.
    forms : Tensor, shape (passes · updates,)
        ``vᵀ G v`` before each update.
    """
    size, updates = len(v), len(rates)
    lanes = _Lanes(products, rates)
    path = torch.empty(lanes.steps, size, passes, lanes.count, dtype=v.dtype)
    path[:, -1] = v[-1]
    forms = torch.empty(lanes.steps, passes, lanes.count, dtype=v.dtype)
    here = lanes.starts(v, passes)
    for step in range(lanes.steps):
        gradient = (lanes.products[step] * here).sum(1)
        torch.sum(here * gradient, 0, out=forms[step])
        torch.addcmul(here[:-1], gradient[:-1], lanes.rates[step], value=-1, out=path[step, :-1])
        here = path[step]
    path = path.permute(2, 3, 0, 1).reshape(passes, -1, size)[:, :updates]
    forms = forms.permute(1, 2, 0).reshape(passes, -1)[:, :updates]
    return path.reshape(-1, size), forms.reshape(-1)


def composed(products: Tensor, rates: Tensor) -> Tensor:
    """Return the map that all updates make together, shape (size, size); its last row is that of the identity."""
    total = np.eye(len(products))
    with np.errstate(over="ignore", invalid="ignore"):
        for lane in _Lanes(products, rates).maps():
            total = lane @ total
    return torch.from_numpy(total)


class _Lanes:
    """Maps laid side by side: `steps` after each other in each of `count` lanes, the last one filled up with rests."""

    def __init__(self, products: Tensor, rates: Tensor) -> None:
        size, updates = len(products), len(rates)
        self.steps = max(round(_STEPS_PER_ROOT * math.sqrt(updates)), 1)
        self.count = -(-updates // self.steps)
        rests = self.steps * self.count - updates
        cut = pad(products, (0, rests)).view(size, size, self.count, self.steps)
        self.products = cut.permute(3, 0, 1, 2).unsqueeze(3).contiguous()
        self.rates = pad(rates, (0, rests)).view(self.count, self.steps).T.contiguous()

    def maps(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        """Return the map of each lane, shape (count, size, size)."""
        size = self.products.shape[1]
        maps = torch.eye(size, dtype=self.products.dtype)[:, :, None].repeat(1, 1, self.count)
        for products, rates in zip(self.products, self.rates, strict=True):
            maps[:-1] -= rates * (products[:-1] * maps).sum(1)
        return maps.permute(2, 0, 1).numpy()

    def starts(self, v: Tensor, passes: int) -> Tensor:
        """Return where each lane begins in each pass, shape (size, passes, count)."""
        if self.count == passes == 1:
            return v[:, None, None]
        here = v.numpy()[:, None]
        starts = np.empty((self.count, len(v), passes))
        # Beyond the largest number nothing is right any more; what comes before that is.
        with np.errstate(over="ignore", invalid="ignore"):
            maps = self.maps()
            if passes > 1:
                power = reduce(lambda total, lane: lane @ total, maps)
                while here.shape[1] < passes:
                    here, power = np.hstack([here, power @ here])[:, :passes], power @ power
            for lane, its_map in enumerate(maps):
                starts[lane] = here
                here = its_map @ here
        return torch.from_numpy(starts.transpose(1, 2, 0).copy())
