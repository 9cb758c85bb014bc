"""The trainer from scratch as a composition of affine maps: the same updates, hundreds of times as fast."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from linreg_gui.core.exact.recurrence import follow
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Array, Block
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.trainer import Trainer, TrainerState

_MOST_UPDATES_AT_ONCE = 1 << 15
_MOST_EXAMPLES_AT_ONCE = 1 << 18
_MOST_EXAMPLES_GATHERED = 1 << 16
_EPOCHS_SIDE_BY_SIDE = 4  # their batches are the same, so one more costs little
_MOST_DOUBLINGS = 15


@dataclass(frozen=True, slots=True, eq=False)
class ExactState(TrainerState):
    """Where the exact trainer stands: at an update of a stretch, which begins where the rest of the state says.

    Attributes
    ----------
    number : int
        Stretches before this one since settings changed.
    made : int
        Updates of the stretch that were handed out.
    """

    number: int
    made: int


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """Updates worked out together, and what they follow from."""

    start: TrainerState
    settings: tuple[object, ...]
    parameters: Array
    batch_loss: Array


class ExactTrainer(Trainer):
    """Makes many updates at once, in stretches.

    How long a stretch is depends on where it begins and on the settings alone, never on how many updates somebody asks
    for at a time. So whoever comes to an update on another way finds the same digits: rounding depends on what is
    worked out together. Stretches grow as long as the settings stay, so that a short run costs no more than it must.

    It follows the loss convention of the experiment's trainer, so it can also foretell what another one will do.
    """

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._factor = experiment.description.loss_factor
        self._stretch: _Stretch | None = None
        self._number = 0
        self._made = 0

    def state(self) -> TrainerState:
        """Return where it stands."""
        if self._stretch is None or self._stretch.settings != self._settings():
            return super().state()
        start = self._stretch.start
        return ExactState(start.position, start.shuffled, start.parameters, self._number, self._made)

    def restore(self, state: TrainerState) -> None:
        """Stand where a trainer stood on the same data; the settings are those of now."""
        super().restore(state)
        self._stretch, self._number, self._made = None, 0, 0
        if isinstance(state, ExactState):
            self._number = state.number
            self._stretch = self._work_out()
            self._hand_out(state.made)

    def advance(self, updates: int) -> Block:
        """Make that many updates and tell what they did."""
        epoch_ends = self.position.ends(updates, self._experiment)
        parameters, batch_loss = [np.empty((0, len(self._theta)))], [np.empty(0)]
        left = updates
        while left:
            stretch = self._present_stretch()
            made = slice(self._made, self._made + left)
            parameters.append(stretch.parameters[made])
            batch_loss.append(stretch.batch_loss[made])
            count = len(batch_loss[-1])
            self._hand_out(count)
            left -= count
        return Block(
            parameters=np.concatenate(parameters), batch_loss=np.concatenate(batch_loss), epoch_ends=epoch_ends
        )

    def epoch_batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield products and sizes of all batches of the epoch under way, a bounded number of examples at a time."""
        if not self.position.taken:
            self._begin_epoch()
        return self._epoch_batches(0, self._experiment.updates_per_epoch)

    def _settings(self) -> tuple[object, ...]:
        """Return what a stretch depends on."""
        e = self._experiment
        return e.truth, e.noise, e.learning_rate, e.examples_per_batch, e.shuffles

    def _present_stretch(self) -> _Stretch:
        """Return the stretch under way, or the next one where it is used up or the settings have changed."""
        if self._stretch is None or self._stretch.settings != self._settings():
            self._number, self._made = 0, 0
            self._stretch = self._work_out()
        elif self._made == len(self._stretch.batch_loss):
            self._number, self._made = min(self._number + 1, _MOST_DOUBLINGS), 0
            self._stretch = self._work_out()
        return self._stretch

    def _hand_out(self, updates: int) -> None:
        """Go that far in the stretch under way."""
        assert self._stretch is not None
        if not updates:
            return
        start = self._stretch.start.position
        before = self.position
        self._made += updates
        self.position = start.after(self._made, self._experiment)
        self._theta.copy_(torch.from_numpy(self._stretch.parameters[self._made - 1]))
        if self.position.epochs != before.epochs and self.position.taken:
            self._begin_epoch()

    def _work_out(self) -> _Stretch:
        """Work out a stretch that begins here."""
        passes, count = self._passes(), self._count()
        if not self.position.taken:
            self._begin_epoch()
        start = super().state()
        products, sizes = self._next_batches(count)
        truth = torch.tensor(self._experiment.truth, dtype=torch.float64)
        v = torch.cat([self._theta - truth, torch.tensor([-self._experiment.noise], dtype=torch.float64)])
        path, forms = follow(products, self._experiment.learning_rate * self._factor / sizes, v, passes)
        batch_loss = (forms.view(passes, -1) / sizes).view(-1) * (self._factor / 2)
        return _Stretch(start, self._settings(), (path[:, :-1] + truth).numpy(), batch_loss.numpy())

    def _passes(self) -> int:
        """Return how many epochs with the same batches to work out side by side."""
        if self.position.taken or self._order_matters():
            return 1
        most = max(_MOST_UPDATES_AT_ONCE // self._experiment.updates_per_epoch, 1)
        return min(_EPOCHS_SIDE_BY_SIDE << self._number, most)

    def _count(self) -> int:
        """Return how many different batches to work out."""
        e, position = self._experiment, self.position
        epochs = 1
        if self._order_matters():
            epochs = min(1 << self._number, max(_MOST_UPDATES_AT_ONCE // e.updates_per_epoch, 1))
        count = min(position.updates_until(position.epochs + epochs, e), _MOST_UPDATES_AT_ONCE)
        if self._order_matters() or position.taken % e.examples_per_batch:
            count = min(count, max(_MOST_EXAMPLES_GATHERED // e.examples_per_batch, 1))
        return count

    def _order_matters(self) -> bool:
        # A sum over all examples is the same in every order.
        shuffles = self._shuffled if self.position.taken else self._experiment.shuffles
        return shuffles and self._experiment.examples_per_batch < self._experiment.examples

    def _take_order(self, *, shuffled: bool) -> None:
        super()._take_order(shuffled=shuffled)
        if self._experiment.examples_per_batch >= self._experiment.examples and not self.position.taken:
            self._order = None

    def _next_batches(self, updates: int) -> tuple[Tensor, Tensor]:
        """Take batches, across epochs: their products and sizes."""
        here, shuffled, order = self.position, self._shuffled, self._order
        products, sizes = [], []
        done = 0
        while done < updates:
            if done and not self.position.taken:
                self._begin_epoch()
            count = min(self.position.updates_until(self.position.epochs + 1, self._experiment), updates - done)
            for some_products, some_sizes in self._epoch_batches(self.position.taken, count):
                products.append(some_products)
                sizes.append(some_sizes)
            done += count
            self.position = self.position.after(count, self._experiment)
        self.position, self._shuffled, self._order = here, shuffled, order
        return torch.cat(products, 2), torch.cat(sizes)

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
