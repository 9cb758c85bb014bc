"""Streams of random numbers that depend on the seed alone."""

import torch

from linreg_gui.core.problem.seeding import Stream, generator

LARGEST_SEED = 2**31 - 1


def drawn(seed: int, stream: Stream, index: int = 0, numbers: int = 4) -> tuple[float, ...]:
    """Return the first numbers of a stream."""
    return tuple(torch.rand(numbers, generator=generator(seed, stream, index), dtype=torch.float64).tolist())


def test_a_stream_repeats_itself() -> None:
    """For any seed."""
    for seed in (0, 1, LARGEST_SEED):
        assert drawn(seed, Stream.DATA) == drawn(seed, Stream.DATA)


def test_every_seed_stream_and_index_has_numbers_of_its_own() -> None:
    """Seeds that differ in one bit too."""
    seeds = (0, 1, 2, 2**16, LARGEST_SEED)
    streams = [drawn(seed, stream, index) for seed in seeds for stream in Stream for index in range(50)]
    assert len({stream[0] for stream in streams}) == len(streams)


def test_streams_of_one_seed_are_unrelated() -> None:
    """The start must know nothing of the data."""
    numbers = 10_000
    draws = torch.tensor(
        [drawn(seed, stream, numbers=numbers) for seed in (0, 1) for stream in Stream], dtype=torch.float64
    )
    correlations = torch.corrcoef(draws) - torch.eye(len(draws), dtype=torch.float64)
    # Of unrelated numbers it has standard deviation 1/√numbers.
    assert correlations.abs().max() < 4.5 / numbers**0.5


def test_nobody_else_can_disturb_a_stream_and_it_disturbs_nobody() -> None:
    """Torch's own generator is left alone."""
    torch.manual_seed(1)
    expected = torch.rand(3).tolist()
    before = drawn(5, Stream.ORDER, 2)
    torch.manual_seed(1)
    assert drawn(5, Stream.ORDER, 2) == before
    assert torch.rand(3).tolist() == expected
