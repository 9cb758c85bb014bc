"""What every trainer does alike: where it starts, where it stands, and how it takes other settings."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Block
from linreg_gui.core.session.factory import make_trainer
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.training.scratch import ScratchTrainer
from linreg_gui.core.training.toolbox import ToolboxTrainer
from linreg_gui.core.training.trainer import Trainer, starting_parameters
from tests.core.oracles import plain_sgd

STEPWISE = ("scratch", "toolbox")

every_trainer = pytest.mark.parametrize("trainer", TRAINERS)
both_stepwise_trainers = pytest.mark.parametrize("trainer", STEPWISE)


class WatchedScratchTrainer(ScratchTrainer):
    """Keeps the labels of every batch: they tell which examples it had."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self.batches: list[list[float]] = []

    def _update(self, X: Tensor, y: Tensor) -> float:
        self.batches.append(y.flatten().tolist())
        return super()._update(X, y)


class WatchedToolboxTrainer(ToolboxTrainer):
    """Keeps the labels of every batch: they tell which examples it had."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self.batches: list[list[float]] = []

    def _update(self, X: Tensor, y: Tensor) -> float:
        self.batches.append(y.flatten().tolist())
        return super()._update(X, y)


def watched(e: Experiment) -> WatchedScratchTrainer | WatchedToolboxTrainer:
    """Return a trainer at its start that keeps its batches."""
    dataset = Dataset.of(e)
    return WatchedScratchTrainer(dataset, e) if e.trainer == "scratch" else WatchedToolboxTrainer(dataset, e)


def loaded(e: Experiment) -> Trainer:
    """Return the trainer of an experiment at its start."""
    return make_trainer(Dataset.of(e), e)


@st.composite
def small_experiments(draw: st.DrawFn, trainers: Sequence[str] = tuple(TRAINERS)) -> Experiment:
    """Draw experiments of a few updates an epoch that do not diverge."""
    examples = draw(st.integers(10, 40))
    return Experiment().changed(
        w=tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=3))),
        b=draw(st.floats(-10, 10)),
        noise=draw(st.sampled_from([0.0, 0.01, 1.0])),
        examples=examples,
        seed=draw(st.integers(0, 2**31 - 1)),
        trainer=draw(st.sampled_from(trainers)),
        learning_rate=draw(st.floats(1e-5, 0.05)),
        batch_size=draw(st.just("all") | st.integers(1, examples)),
        shuffle=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def changes(draw: st.DrawFn, e: Experiment) -> dict[str, Any]:
    """Draw other settings that do not start over."""
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "w": st.tuples(*[st.floats(-10, 10)] * e.features),
                "b": st.floats(-10, 10),
                "noise": st.sampled_from([0.0, 0.5]),
                "learning_rate": st.floats(1e-5, 0.05),
                "batch_size": st.just("all") | st.integers(1, e.examples),
                "epochs": st.integers(1, 9),
                "shuffle": st.sampled_from([None, True, False]),
            },
        )
    )


def concatenated(blocks: Sequence[Block]) -> Block:
    """Return one block for consecutive ones."""
    offsets = np.cumsum([0, *map(len, blocks)]).tolist()
    return Block(
        parameters=np.concatenate([block.parameters for block in blocks]),
        batch_loss=np.concatenate([block.batch_loss for block in blocks]),
        epoch_ends=tuple(
            offset + end for offset, block in zip(offsets, blocks, strict=False) for end in block.epoch_ends
        ),
    )


def assert_agree(block: Block, expected: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], tuple[int, ...]]) -> None:
    """Check that two stretches of training agree to rounding."""
    parameters, batch_loss, epoch_ends = expected
    np.testing.assert_allclose(block.parameters, parameters, rtol=1e-9, atol=1e-11)
    # A batch that fits by chance has a tiny loss: what is left of rounding is as large as that of any other batch.
    np.testing.assert_allclose(block.batch_loss, batch_loss, rtol=1e-8, atol=1e-13 * max(batch_loss, default=0))
    assert block.epoch_ends == epoch_ends


def test_training_starts_at_small_random_weights_and_no_bias() -> None:
    """Normal with standard deviation 0.01, within sampling error."""
    features = 100_000
    start = starting_parameters(0, features).numpy()
    assert start.shape == (features + 1,)
    assert start[-1] == 0
    # Standard deviations of a mean and of a standard deviation: σ/√n and σ/√(2n).
    assert abs(start[:-1].mean()) < 4.5 * 0.01 / features**0.5
    assert abs(start[:-1].std() - 0.01) < 4.5 * 0.01 / (2 * features) ** 0.5


def test_the_start_depends_on_seed_and_features_alone() -> None:
    """It is the same for every trainer."""
    start = starting_parameters(7, 3)
    torch.manual_seed(1)
    assert torch.equal(starting_parameters(7, 3), start)
    assert not torch.equal(starting_parameters(8, 3), start)
    for trainer in TRAINERS:
        e = Experiment(w=(1.0, 2.0, 3.0), trainer=trainer, seed=7, examples=20, noise=5.0, shuffle=True)
        np.testing.assert_array_equal(loaded(e).parameters, start)


@given(small_experiments(), st.integers(1, 60))
def test_updates_are_those_of_a_plain_loop(e: Experiment, updates: int) -> None:
    """Written out in numpy, with the gradient worked out by hand."""
    dataset = Dataset.of(e)
    trainer = make_trainer(dataset, e)
    expected = plain_sgd(dataset, trainer.parameters, [(updates, e)])
    block = trainer.advance(updates)
    assert block.parameters.shape == (updates, e.features + 1)
    assert_agree(block, expected)
    np.testing.assert_array_equal(trainer.parameters, block.parameters[-1])


@every_trainer
def test_no_updates_are_an_empty_block(trainer: str) -> None:
    """The contract allows any number."""
    learner = loaded(Experiment(trainer=trainer, examples=20))
    start = learner.parameters
    block = learner.advance(0)
    assert (block.parameters.shape, block.batch_loss.shape, block.epoch_ends) == ((0, 3), (0,), ())
    np.testing.assert_array_equal(learner.parameters, start)


@given(small_experiments(), st.data())
def test_settings_may_change_after_any_update(e: Experiment, data: st.DataObject) -> None:
    """The oracle is the plain loop with the same changes."""
    dataset = Dataset.of(e)
    trainer = make_trainer(dataset, e)
    start, plan, blocks = trainer.parameters, [], []
    for _ in range(data.draw(st.integers(1, 5))):
        updates = data.draw(st.integers(1, 15))
        plan.append((updates, e))
        blocks.append(trainer.advance(updates))
        e = e.changed(**data.draw(changes(e)))
        trainer.configure(e)
    assert_agree(concatenated(blocks), plain_sgd(dataset, start, plan))


@given(small_experiments(), st.lists(st.integers(0, 20), min_size=1, max_size=8))
def test_pieces_of_any_size_are_the_same_as_one(e: Experiment, pieces: list[int]) -> None:
    """Bit for bit, wherever an epoch ends."""
    whole = loaded(e).advance(sum(pieces))
    trainer = loaded(e)
    in_pieces = concatenated([trainer.advance(updates) for updates in pieces])
    np.testing.assert_array_equal(in_pieces.parameters, whole.parameters)
    np.testing.assert_array_equal(in_pieces.batch_loss, whole.batch_loss)
    assert in_pieces.epoch_ends == whole.epoch_ends


@given(small_experiments(), st.integers(1, 60))
def test_a_run_can_be_repeated_bit_for_bit(e: Experiment, updates: int) -> None:
    """On the same data or on data drawn again."""
    dataset = Dataset.of(e)
    first = make_trainer(dataset, e).advance(updates)
    torch.manual_seed(updates)
    for again in (make_trainer(dataset, e), loaded(e)):
        block = again.advance(updates)
        np.testing.assert_array_equal(block.parameters, first.parameters)
        np.testing.assert_array_equal(block.batch_loss, first.batch_loss)


@both_stepwise_trainers
@given(data=st.data())
def test_every_example_is_used_once_an_epoch_whatever_the_batch_sizes(trainer: str, data: st.DataObject) -> None:
    """Labels are all different, so they tell which examples a batch had."""
    e = Experiment(trainer=trainer, examples=data.draw(st.integers(10, 30)), batch_size=data.draw(st.integers(1, 10)))
    labels = sorted(Dataset.of(e).labels(e).tolist())
    watch = watched(e)
    while watch.position.epochs < 3:
        watch.advance(data.draw(st.integers(1, 4)))
        size = data.draw(st.just("all") | st.integers(1, e.examples))
        e = e.changed(batch_size=size, shuffle=data.draw(st.booleans()))
        watch.configure(e)
    used = [label for batch in watch.batches for label in batch]
    for epoch in range(watch.position.epochs):
        assert sorted(used[epoch * e.examples : (epoch + 1) * e.examples]) == labels
    assert len(used) == watch.position.epochs * e.examples + watch.position.taken


@both_stepwise_trainers
def test_batches_are_slices_in_storage_order_and_the_last_is_short(trainer: str) -> None:
    """Unless shuffled."""
    e = Experiment(trainer=trainer, examples=25, shuffle=False)
    labels = Dataset.of(e).labels(e).tolist()
    watch = watched(e)
    assert watch.advance(6).epoch_ends == (2, 5)
    assert watch.batches == [labels[:10], labels[10:20], labels[20:]] * 2


@both_stepwise_trainers
def test_shuffled_epochs_have_orders_of_their_own(trainer: str) -> None:
    """Every example once in each."""
    e = Experiment(trainer=trainer, examples=25, shuffle=True)
    labels = Dataset.of(e).labels(e).tolist()
    watch = watched(e)
    watch.advance(6)
    first, second = (
        [label for batch in batches for label in batch] for batches in (watch.batches[:3], watch.batches[3:])
    )
    assert sorted(first) == sorted(second) == sorted(labels)
    assert first != labels != second != first
    assert [len(batch) for batch in watch.batches] == [10, 10, 5] * 2


@both_stepwise_trainers
@pytest.mark.parametrize("shuffle", [True, False])
def test_another_choice_of_shuffling_counts_from_the_next_epoch(trainer: str, shuffle: bool) -> None:
    """The epoch under way keeps its order, so no example is used twice."""
    e = Experiment(trainer=trainer, examples=25, shuffle=shuffle)
    kept, changed = watched(e), watched(e)
    kept.advance(1)
    changed.advance(1)
    changed.configure(e.changed(shuffle=not shuffle))
    kept.advance(5)
    changed.advance(5)
    assert changed.batches[:3] == kept.batches[:3]
    other = watched(e.changed(shuffle=not shuffle))
    other.advance(6)
    assert changed.batches[3:] == other.batches[3:] != kept.batches[3:]


@every_trainer
def test_a_new_learning_rate_counts_from_the_next_update(trainer: str) -> None:
    """Four times the rate goes four times as far."""
    e = Experiment(trainer=trainer, examples=50, learning_rate=0.01)
    same, faster = loaded(e), loaded(e)
    before = same.advance(3).parameters[-1]
    faster.advance(3)
    faster.configure(e.changed(learning_rate=0.04))
    step = same.advance(1).parameters[0] - before
    np.testing.assert_allclose(faster.advance(1).parameters[0] - before, 4 * step, rtol=1e-9)


@every_trainer
def test_bent_data_count_from_the_next_update(trainer: str) -> None:
    """Training ends at the new truth."""
    e = Experiment(trainer=trainer, examples=50, noise=0.0, learning_rate=0.05, batch_size="all")
    learner = loaded(e)
    learner.advance(7)
    bent = e.changed(w=(-1.0, 1.0), b=-4.0)
    learner.configure(bent)
    np.testing.assert_allclose(learner.advance(1000).parameters[-1], bent.truth, atol=1e-9)


@given(small_experiments(), st.data())
def test_the_updates_until_an_epoch_are_those_it_takes(e: Experiment, data: st.DataObject) -> None:
    """From anywhere in an epoch, with another batch size."""
    trainer = loaded(e)
    trainer.advance(data.draw(st.integers(1, 30)))
    e = e.changed(batch_size=data.draw(st.integers(1, e.examples)))
    trainer.configure(e)
    assert [trainer.position.updates_until(epochs, e) for epochs in range(trainer.position.epochs + 1)] == [0] * (
        trainer.position.epochs + 1
    )
    goal = trainer.position.epochs + data.draw(st.integers(1, 2))
    updates = trainer.position.updates_until(goal, e)
    before = trainer.position.epochs
    block = trainer.advance(updates)
    assert trainer.position.epochs == goal
    assert trainer.position.taken == 0
    assert block.epoch_ends[-1] == updates - 1
    assert len(block.epoch_ends) == goal - before


@every_trainer
def test_blocks_and_parameters_are_not_written_to_later(trainer: str) -> None:
    """They were given away."""
    learner = loaded(Experiment(trainer=trainer, examples=20))
    parameters, block = learner.parameters, learner.advance(3)
    kept, recorded = parameters.copy(), block.parameters.copy()
    learner.advance(3)
    np.testing.assert_array_equal(parameters, kept)
    np.testing.assert_array_equal(block.parameters, recorded)


def test_trainers_do_not_write_to_the_data() -> None:
    """Several runs share them."""
    e = Experiment(examples=20)
    dataset = Dataset.of(e)
    X, noise = dataset.X.clone(), dataset.e.clone()
    for key in TRAINERS:
        changed = e.changed(trainer=key)
        learner = make_trainer(dataset, changed)
        learner.advance(10)
    assert torch.equal(dataset.X, X)
    assert torch.equal(dataset.e, noise)
