"""Stretches of training as arrays."""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.block import Block, MeasuredBlock, joined
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment


def block(epoch_ends: Sequence[int], updates: int, first: int = 1, epochs_before: int = 0) -> MeasuredBlock:
    """Return a block whose numbers tell which update they belong to."""
    numbers = np.arange(first, first + updates, dtype=np.float64)
    return MeasuredBlock(
        parameters=np.column_stack([numbers, -numbers]),
        batch_loss=numbers + 0.25,
        loss=numbers + 0.5,
        epoch_ends=tuple(epoch_ends),
        first=first,
        epochs_before=epochs_before,
    )


def test_a_block_is_as_long_as_it_has_updates_and_cannot_be_changed() -> None:
    """It crosses from thread to thread, so no field of it may change."""
    plain = Block(parameters=np.zeros((3, 2)), batch_loss=np.zeros(3), epoch_ends=(2,))
    assert len(plain) == 3
    for field in fields(plain):
        with pytest.raises(FrozenInstanceError):
            setattr(plain, field.name, None)


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(0, 5))
def test_updates_know_their_epoch(ends_epoch: list[bool], epochs_before: int) -> None:
    """The update that ends an epoch still belongs to it."""
    epoch, expected = epochs_before + 1, []
    for ended in ends_epoch:
        expected.append(epoch)
        epoch += ended
    epoch_ends = [i for i, ended in enumerate(ends_epoch) if ended]
    assert block(epoch_ends, len(ends_epoch), epochs_before=epochs_before).epochs.tolist() == expected


def test_ended_epochs_are_told_with_number_loss_and_parameters() -> None:
    """The epoch log shows them."""
    epochs = block([1, 4], 6, first=11, epochs_before=2).ended_epochs()
    assert [(epoch.number, epoch.loss, epoch.parameters.tolist()) for epoch in epochs] == [
        (3, 12.5, [12, -12]),
        (4, 15.5, [15, -15]),
    ]
    assert block([], 6).ended_epochs() == []


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=6))
def test_joined_blocks_are_one_block_for_all_their_updates(pieces: list[list[bool]]) -> None:
    """However updates were cut, nothing about them changes."""
    blocks, first, epochs_before = [], 8, 3
    for piece in pieces:
        blocks.append(block([i for i, ends in enumerate(piece) if ends], len(piece), first, epochs_before))
        first, epochs_before = first + len(piece), epochs_before + sum(piece)
    one = joined(blocks)
    flat = [ends for piece in pieces for ends in piece]
    expected = block([i for i, ends in enumerate(flat) if ends], len(flat), 8, 3)
    np.testing.assert_array_equal(one.parameters, expected.parameters)
    np.testing.assert_array_equal(one.batch_loss, expected.batch_loss)
    np.testing.assert_array_equal(one.loss, expected.loss)
    np.testing.assert_array_equal(one.epochs, expected.epochs)
    assert (one.epoch_ends, one.first, one.epochs_before) == (expected.epoch_ends, 8, 3)


def test_a_single_block_is_not_copied() -> None:
    """Most deliveries are a single block."""
    single = block([], 2)
    assert joined([single]) is single


def test_an_epoch_does_not_keep_its_block_alive() -> None:
    """A window that runs for hours keeps epochs, not blocks."""
    made = Run(Experiment()).advance(300)
    assert [epoch.parameters.base for epoch in made.ended_epochs()] == [None] * 3
