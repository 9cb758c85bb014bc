"""What happened: exact rows, and a summary that loses no extreme and does not grow."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Start
from linreg_gui.core.record.summary import MOST_BUCKETS, Band
from linreg_gui.core.record.trace import MOST_UPDATES, Trace
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import whole_run

Array = NDArray[np.float64]

START = Start(Experiment(), np.array([0.25, -0.25, 0.0]), 16.5)
SPECIAL = [np.nan, np.inf, -np.inf, 1e300, -1e300]


def history(updates: int, seed: int, updates_per_epoch: int = 7) -> MeasuredBlock:
    """Return a run of random numbers, some of them very unusual, in one block."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(updates, 5))
    unusual = random.random(numbers.shape) < 0.02
    numbers[unusual] = random.choice(SPECIAL, size=unusual.sum())
    return MeasuredBlock(
        parameters=numbers[:, 2:],
        batch_loss=numbers[:, 0],
        loss=numbers[:, 1],
        epoch_ends=tuple(range(updates_per_epoch - 1, updates, updates_per_epoch)),
        first=1,
        epochs_before=0,
    )


def piece(whole: MeasuredBlock, begin: int, end: int) -> MeasuredBlock:
    """Return the updates from position `begin` to before `end` as a block of their own."""
    return MeasuredBlock(
        parameters=whole.parameters[begin:end],
        batch_loss=whole.batch_loss[begin:end],
        loss=whole.loss[begin:end],
        epoch_ends=tuple(i - begin for i in whole.epoch_ends if begin <= i < end),
        first=whole.first + begin,
        epochs_before=sum(i < begin for i in whole.epoch_ends),
    )


def rows(whole: MeasuredBlock) -> Array:
    """Return what a table with every update would hold, one plain row after the other."""
    epoch = 1
    table = [[0.0, 0.0, np.nan, START.loss, *START.parameters]]
    for i in range(len(whole)):
        table.append([i + 1, epoch, whole.batch_loss[i], whole.loss[i], *whole.parameters[i]])
        epoch += i in whole.epoch_ends
    return np.array(table)


def kept_rows(trace: Trace) -> Array:
    """Return all updates that a trace keeps."""
    return trace.newest(trace.updates, trace.updates)


def assert_summary(band: Band, values: Array, most_buckets: int) -> None:
    """Check that the buckets hold every value from update 0 to the last, and its extremes exactly."""
    assert 0 < len(band.update) <= most_buckets
    # Buckets double when they are too many: then half of them are full.
    assert len(band.update) >= min(len(values), most_buckets // 2)
    assert band.update[-1] == len(values) - 1
    assert (np.diff(band.update) > 0).all()
    begin = 0
    for last, low, high in zip(band.update, band.low, band.high, strict=True):
        bucket = values[begin : int(last) + 1]
        numbers = bucket[~np.isnan(bucket)]
        if len(numbers):
            assert (low, high) == (numbers.min(), numbers.max())
        else:
            assert np.isnan([low, high]).all()
        begin = int(last) + 1


def assert_told(trace: Trace, table: Array, most_buckets: int) -> None:
    """Check every band of a trace against a table with every update."""
    assert trace.updates == len(table) - 1
    assert_summary(trace.batch_loss, table[:, 2], most_buckets)
    assert_summary(trace.loss, table[:, 3], most_buckets)
    for index in range(3):
        assert_summary(trace.parameter(index), table[:, 4 + index], most_buckets)


lengths = st.lists(st.integers(1, 40) | st.sampled_from([1, 2, 3, 200]), min_size=1, max_size=15)


@given(lengths, st.integers(0, 10_000), st.sampled_from([2, 4, 16, 50]))
def test_a_summary_loses_no_extreme_and_no_update(pieces: list[int], seed: int, most_buckets: int) -> None:
    """After every append, for unusual numbers too."""
    whole = history(sum(pieces), seed)
    table = rows(whole)
    trace = Trace(START, most_buckets=most_buckets)
    begin = 0
    for length in pieces:
        trace.append(piece(whole, begin, begin + length))
        begin += length
        assert_told(trace, table[: begin + 1], most_buckets)


@given(lengths, st.integers(0, 10_000), st.integers(1, 100))
def test_a_table_has_exact_rows_and_not_more_than_its_bound(pieces: list[int], seed: int, most_updates: int) -> None:
    """Every row until there are too many, then every second, fourth, … one."""
    whole = history(sum(pieces), seed)
    expected = rows(whole)
    trace = Trace(START, most_updates=most_updates)
    begin = 0
    for length in pieces:
        trace.append(piece(whole, begin, begin + length))
        begin += length
    table = kept_rows(trace)
    stride = 1
    while len(expected[::stride]) > most_updates:
        stride *= 2
    np.testing.assert_array_equal(table, expected[::stride], strict=True)
    assert trace.updates == len(whole)


@given(lengths, st.integers(0, 10_000))
def test_it_does_not_matter_how_updates_come(pieces: list[int], seed: int) -> None:
    """In many pieces or in one."""
    whole = history(sum(pieces), seed)
    in_pieces, at_once = Trace(START, 50, 8), Trace(START, 50, 8)
    begin = 0
    for length in pieces:
        in_pieces.append(piece(whole, begin, begin + length))
        begin += length
    at_once.append(whole)
    np.testing.assert_array_equal(kept_rows(in_pieces), kept_rows(at_once))
    for one, other in ((in_pieces.loss, at_once.loss), (in_pieces.parameter(2), at_once.parameter(2))):
        np.testing.assert_array_equal(one.update, other.update)
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)
    assert [epoch.number for epoch in in_pieces.epochs] == [epoch.number for epoch in at_once.epochs]


def test_a_trace_begins_with_the_start_as_update_0() -> None:
    """It has a loss and parameters, but no batch."""
    trace = Trace(START)
    assert trace.updates == 0
    np.testing.assert_array_equal(kept_rows(trace), [[0, 0, np.nan, 16.5, 0.25, -0.25, 0.0]])
    assert [band.tolist() for band in (trace.loss.update, trace.loss.low, trace.loss.high)] == [[0], [16.5], [16.5]]
    assert np.isnan(trace.batch_loss.low).all()


def test_a_real_run_is_told_as_it_was() -> None:
    """To the last bit."""
    e = Experiment(examples=25)
    block, start = whole_run(e), Run(e).start
    trace = Trace(start)
    trace.append(block)
    table = kept_rows(trace)
    assert table[:, 0].tolist() == list(range(10))
    assert table[:, 1].tolist() == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    np.testing.assert_array_equal(table[1:, 2], block.batch_loss)
    np.testing.assert_array_equal(table[1:, 3], block.loss)
    np.testing.assert_array_equal(table[1:, 4:], block.parameters)
    np.testing.assert_array_equal(table[0, 3:], [start.loss, *start.parameters])
    assert [(epoch.number, epoch.loss) for epoch in trace.epochs] == [(i + 1, block.loss[3 * i + 2]) for i in range(3)]


@pytest.mark.parametrize("most_updates", [1000, 4096])
def test_memory_stays_within_its_bound(most_updates: int) -> None:
    """A hundred thousand updates need no more than the rows that are kept."""
    whole = history(2000, seed=0, updates_per_epoch=5000)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        trace = Trace(START, most_updates=most_updates, most_buckets=64)
        largest = 0
        for _ in range(50):
            trace.append(whole)
            largest = max(largest, tracemalloc.get_traced_memory()[0] - before)
        kept = len(kept_rows(trace))
    finally:
        tracemalloc.stop()
    row = 8 * 7
    assert most_updates / 2 < kept <= most_updates
    assert largest < most_updates * row + 2 * 64 * 5 * 8 + 8192


def test_the_bounds_hold_as_they_are_stated() -> None:
    """84 MB with two features, and an even number of buckets."""
    features = 2
    row = kept_rows(Trace(START)).itemsize * (features + 5)
    assert MOST_UPDATES * row <= 84_000_000
    assert MOST_BUCKETS % 2 == 0


def test_what_a_trace_gave_away_does_not_change_later() -> None:
    """Views keep what they drew."""
    whole = history(60, seed=1)
    trace = Trace(START, most_updates=40, most_buckets=4)
    trace.append(piece(whole, 0, 20))
    table, band = kept_rows(trace), trace.parameter(0)
    kept = [array.copy() for array in (table, band.update, band.low, band.high)]
    trace.append(piece(whole, 20, 60))
    for array, copy in zip((table, band.update, band.low, band.high), kept, strict=True):
        np.testing.assert_array_equal(array, copy)


@given(lengths, st.integers(0, 10_000), st.data())
def test_a_trace_that_is_cut_is_the_one_that_never_went_on(pieces: list[int], seed: int, data: st.DataObject) -> None:
    """And what lay beyond is told, from where it was cut."""
    whole = history(sum(pieces), seed)
    at = data.draw(st.integers(0, len(whole)))
    cut, short = Trace(START, most_buckets=8), Trace(START, most_buckets=8)
    cut.append(whole)
    ghost = cut.cut(at)
    if at:
        short.append(piece(whole, 0, at))
    for trace in (cut, short):
        trace.append(piece(whole, 0, 20 % len(whole) + 1))
    np.testing.assert_array_equal(kept_rows(cut)[:, 2:], kept_rows(short)[:, 2:])
    for one, other in ((cut.loss, short.loss), (cut.parameter(2), short.parameter(2))):
        np.testing.assert_array_equal(one.update, other.update)
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)
    assert cut.updates == short.updates
    assert [epoch.update for epoch in cut.epochs] == [epoch.update for epoch in short.epochs]
    beyond = rows(whole)[at:, 3]
    assert (ghost.loss.update[0] >= at, ghost.loss.update[-1]) == (True, len(whole))
    assert np.nanmax(np.append(ghost.loss.high, -np.inf)) == np.nanmax(np.append(beyond, -np.inf))


@pytest.mark.parametrize("most_updates", [1000, 16])
def test_every_moment_that_is_kept_is_told_exactly(most_updates: int) -> None:
    """And the last one in any case."""
    whole = history(101, seed=2)
    trace = Trace(START, most_updates=most_updates)
    trace.append(whole)
    stride = 1 if most_updates == 1000 else 8
    assert trace.stride == stride
    for update in (0, 1, 7, 50, 101):
        kept = update if update == 101 else update // stride * stride
        assert trace.kept(update) == kept
        moment = trace.moment(kept)
        told = [moment.update, moment.epoch, moment.batch_loss, moment.loss, *moment.parameters]
        np.testing.assert_array_equal(told, rows(whole)[kept])


def test_a_thinned_trace_is_cut_where_it_is_kept() -> None:
    whole = history(101, seed=3)
    trace = Trace(START, most_updates=16, most_buckets=8)
    trace.append(whole)
    ghost = trace.cut(50)
    assert trace.updates == trace.moment(trace.updates).update == trace.loss.update[-1] == 48
    assert (ghost.loss.update[0] >= 48, ghost.loss.update[-1]) == (True, 101)
    trace.append(piece(whole, 48, 101))
    assert trace.updates == trace.loss.update[-1] == 101
    np.testing.assert_array_equal(kept_rows(trace)[:, 0], np.arange(0, 101, 8))
