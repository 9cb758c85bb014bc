"""A stretch of training, as arrays: what trainers answer with and what crosses from thread to thread."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Block:
    """Consecutive updates. Nothing may write to its arrays.

    Attributes
    ----------
    parameters : Array, shape (updates, features + 1)
        w and then b after each update.
    batch_loss : Array, shape (updates,)
        Mean loss of each batch before its update, by the trainer's own convention.
    epoch_ends : tuple of int
        Positions in the block of the updates that ended an epoch.
    """

    parameters: Array
    batch_loss: Array
    epoch_ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.batch_loss)


@dataclass(frozen=True, slots=True, eq=False)
class Epoch:
    """Where an epoch ended.

    Attributes
    ----------
    number : int
        Counted from 1.
    update : int
        The update that ended it.
    loss : float
        Loss over all examples, by the trainer's own convention.
    parameters : Array, shape (features + 1,)
        w and then b.
    """

    number: int
    update: int
    loss: float
    parameters: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MeasuredBlock(Block):
    """A block and where it stands in the run.

    Attributes
    ----------
    first : int
        Number of its first update; the first of a run has number 1.
    epochs_before : int
        Epochs that were complete before it.
    loss : Array, shape (updates,)
        Loss over all examples after each update, by the trainer's own convention.
    """

    first: int
    epochs_before: int
    loss: Array

    @property
    def epochs(self) -> NDArray[np.int64]:
        """The epoch of each update, counted from 1, shape (updates,)."""
        complete = np.zeros(len(self), dtype=np.int64)
        complete[[end + 1 for end in self.epoch_ends if end + 1 < len(self)]] = 1
        return self.epochs_before + 1 + np.cumsum(complete)

    def ended_epochs(self) -> list[Epoch]:
        """Return the epochs that ended in this block; they do not keep it alive."""
        return [
            Epoch(number, self.first + end, float(self.loss[end]), self.parameters[end].copy())
            for number, end in enumerate(self.epoch_ends, start=self.epochs_before + 1)
        ]


def joined(blocks: Sequence[MeasuredBlock]) -> MeasuredBlock:
    """Return one block for consecutive ones."""
    if len(blocks) == 1:
        return blocks[0]
    offsets = np.cumsum([0, *(len(block) for block in blocks)])
    return MeasuredBlock(
        parameters=np.concatenate([block.parameters for block in blocks]),
        batch_loss=np.concatenate([block.batch_loss for block in blocks]),
        epoch_ends=tuple(
            int(offset) + end for offset, block in zip(offsets, blocks, strict=False) for end in block.epoch_ends
        ),
        first=blocks[0].first,
        epochs_before=blocks[0].epochs_before,
        loss=np.concatenate([block.loss for block in blocks]),
    )
