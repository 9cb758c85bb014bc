"""The trainer from scratch as a composition of affine maps: the same updates, hundreds of times as fast."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from linreg_gui.core.exact.recurrence import follow
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Block
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.trainer import Trainer

_MOST_UPDATES_AT_ONCE = 1 << 15
_MOST_EXAMPLES_AT_ONCE = 1 << 18


class ExactTrainer(Trainer):
    """Makes many updates at once.

    It follows the loss convention of the experiment's trainer, so it can also foretell what another one will do.
    """

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._factor = experiment.description.loss_factor

    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""
        parameters = np.empty((updates, len(self._theta)))
        batch_loss = np.empty(updates)
        epoch_ends: list[int] = []
        done = 0
        while done < updates:
            repeats = self._epochs_alike(updates - done)
            count = self._experiment.updates_per_epoch if repeats else min(updates - done, _MOST_UPDATES_AT_ONCE)
            products, sizes, ends = self._next_batches(count)
            passes = max(repeats, 1)
            self.epochs += passes - 1
            truth = torch.tensor(self._experiment.truth, dtype=torch.float64)
            v = torch.cat([self._theta - truth, torch.tensor([-self._experiment.noise], dtype=torch.float64)])
            path, forms = follow(products, self._experiment.learning_rate * self._factor / sizes, v, passes)
            made = slice(done, done + len(forms))
            parameters[made] = path[:, :-1] + truth
            batch_loss[made] = (forms.view(passes, -1) / sizes).view(-1) * (self._factor / 2)
            epoch_ends += [done + first + end for first in range(0, len(forms), count) for end in ends]
            self._theta = path[-1, :-1] + truth
            done = made.stop
        return Block(parameters=parameters, batch_loss=batch_loss, epoch_ends=tuple(epoch_ends))

    def epoch_batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield products and sizes of all batches of the epoch under way, a bounded number of examples at a time."""
        if not self.taken:
            self._begin_epoch()
        return self._epoch_batches(0, self._experiment.updates_per_epoch)

    def _epochs_alike(self, updates: int) -> int:
        """Return how many whole epochs with the same batches come next, at most that many updates."""
        if self.taken or self._order_matters():
            return 0
        return min(updates, _MOST_UPDATES_AT_ONCE) // self._experiment.updates_per_epoch

    def _order_matters(self) -> bool:
        # A sum over all examples is the same in every order.
        return self._experiment.shuffles and self._experiment.examples_per_batch < self._experiment.examples

    def _begin_epoch(self) -> None:
        super()._begin_epoch()
        if not self._order_matters():
            self._order = None

    def _next_batches(self, updates: int) -> tuple[Tensor, Tensor, list[int]]:
        """Take batches, across epochs: their products and sizes, and which of them end an epoch."""
        products, sizes, ends = [], [], []
        done = 0
        while done < updates:
            if not self.taken:
                self._begin_epoch()
            left = self.updates_until(self.epochs + 1)
            count = min(left, updates - done)
            for some_products, some_sizes in self._epoch_batches(self.taken, count):
                products.append(some_products)
                sizes.append(some_sizes)
            done += count
            self.taken += count * self._experiment.examples_per_batch
            if count == left:
                self.epochs += 1
                self.taken = 0
                ends.append(done - 1)
        return torch.cat(products, 2), torch.cat(sizes), ends

    def _epoch_batches(self, taken: int, updates: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield products and sizes of consecutive batches of an epoch, a bounded number of examples at a time."""
        size, examples = self._experiment.examples_per_batch, self._experiment.examples
        whole = min((examples - taken) // size, updates)
        if taken % size == 0 and self._order is None and examples // size <= _MOST_UPDATES_AT_ONCE:
            if whole:
                first = taken // size
                yield self._dataset.stored_products(size)[:, :, first : first + whole], _sizes(size, whole)
        else:
            at_once = max(_MOST_EXAMPLES_AT_ONCE // size, 1)
            for first in range(0, whole, at_once):
                count = min(at_once, whole - first)
                yield self._products(taken + first * size, count, size), _sizes(size, count)
        if whole < updates:
            rest = examples - taken - whole * size
            yield self._products(taken + whole * size, 1, rest), _sizes(rest, 1)

    def _products(self, first: int, batches: int, size: int) -> Tensor:
        """Return the products of batches that begin at an example of the epoch."""
        which = slice(first, first + batches * size)
        if self._order is None:
            return self._dataset.products(which, size)
        return self._dataset.products(self._order[which], size)


def _sizes(size: int, count: int) -> Tensor:
    return torch.full((count,), float(size), dtype=torch.float64)
