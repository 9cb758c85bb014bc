"""Every example once an epoch, in an order that depends on the experiment alone."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.problem.batches import epoch_batches, epoch_order

seeds = st.integers(0, 2**31 - 1)


@given(seeds, st.integers(0, 1000), st.integers(1, 300))
def test_an_order_has_every_example_once(seed: int, epoch: int, examples: int) -> None:
    """It is a permutation."""
    assert sorted(epoch_order(seed, epoch, examples).tolist()) == list(range(examples))


@given(seeds, st.integers(0, 1000), st.integers(0, 2**31))
def test_an_order_depends_on_nothing_but_its_arguments(seed: int, epoch: int, elsewhere: int) -> None:
    """Neither torch's own generator nor orders drawn before matter."""
    order = epoch_order(seed, epoch, 50)
    torch.manual_seed(elsewhere)
    epoch_order(seed, epoch + 1, 50)
    assert torch.equal(epoch_order(seed, epoch, 50), order)


@given(seeds, st.integers(0, 1000))
def test_epochs_and_seeds_have_orders_of_their_own(seed: int, epoch: int) -> None:
    """Two of a hundred examples agree by chance in one of 10¹⁵⁷ cases."""
    order = epoch_order(seed, epoch, 100)
    assert not torch.equal(order, torch.arange(100))
    assert not torch.equal(order, epoch_order(seed, epoch + 1, 100))
    assert not torch.equal(order, epoch_order(seed + 1, epoch, 100))


def test_an_example_is_as_likely_at_every_place() -> None:
    """Over many epochs, within sampling error."""
    orders = torch.stack([epoch_order(0, epoch, 10) for epoch in range(4000)])
    counts = torch.stack([(orders == example).sum(dim=0) for example in range(10)])
    # Binomial: 4000 epochs, probability 1/10, so standard deviation √(4000 · 0.1 · 0.9) = 19; 100 counts.
    assert (counts - 400).abs().max() < 4.5 * 19


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_batches_are_consecutive_and_only_the_last_is_short(
    examples: int, batch_size: int, data: st.DataObject
) -> None:
    """Wherever in the epoch one begins."""
    taken = data.draw(st.integers(0, examples - 1))
    batches = [batch.tolist() for batch in epoch_batches(torch.arange(examples), batch_size, taken)]
    assert [example for batch in batches for example in batch] == list(range(taken, examples))
    assert all(len(batch) == batch_size for batch in batches[:-1])
    assert all(1 <= len(batch) <= batch_size for batch in batches[-1:])


def test_nothing_is_left_of_an_epoch_when_all_examples_are_taken() -> None:
    """Not even an empty batch, whose mean loss would be no number."""
    assert list(epoch_batches(torch.arange(10), 3, taken=10)) == []


def test_an_epoch_of_many_batches_is_whole() -> None:
    """Batches are cut in parts, and no example is lost between them."""
    batches = list(epoch_batches(torch.arange(7001), 3))
    assert [len(batch) for batch in batches] == [3] * 2333 + [2]
    assert torch.equal(torch.cat(batches), torch.arange(7001))


def test_rows_are_cut_like_numbers() -> None:
    """Features are cut as their numbers are."""
    rows = torch.arange(14).reshape(7, 2)
    assert [batch.tolist() for batch in epoch_batches(rows, 3)] == [
        [[0, 1], [2, 3], [4, 5]],
        [[6, 7], [8, 9], [10, 11]],
        [[12, 13]],
    ]
