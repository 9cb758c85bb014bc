"""Which examples are in which batch. One order for every trainer: it depends on the experiment alone."""

from collections.abc import Iterator

import torch
from torch import Tensor

from linreg_gui.core.problem.seeding import Stream, generator

_BATCHES_AT_ONCE = 1024


def epoch_order(seed: int, epoch: int, examples: int) -> Tensor:
    """Return the shuffled order of an epoch: a permutation of the examples, shape (examples,).

    Parameters
    ----------
    seed : int
        The seed of the experiment.
    epoch : int
        Counted from 0.
    examples : int
        How many there are.
    """
    return torch.randperm(examples, generator=generator(seed, Stream.ORDER, epoch))


def epoch_batches(examples: Tensor, batch_size: int, taken: int = 0) -> Iterator[Tensor]:
    """Yield the batches that are left of an epoch: consecutive rows, the last batch may be short.

    Parameters
    ----------
    examples : Tensor, shape (examples, ...)
        The examples, or their numbers, in the order of the epoch.
    batch_size : int
        Examples in a batch.
    taken : int
        How many examples of the epoch were used already.
    """
    # Splitting is the cheapest way to make views; doing it in parts keeps their number small.
    part = batch_size * _BATCHES_AT_ONCE
    for start in range(taken, len(examples), part):
        yield from examples[start : start + part].split(batch_size)
