"""The same updates as from scratch, many at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.exact.recurrence import composed
from linreg_gui.core.exact.trainer import ExactTrainer
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Array
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import design_matrix, plain_sgd, whole_run


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw experiments that converge, hardly move or diverge."""
    examples = draw(st.integers(10, 60))
    return Experiment().changed(
        w=tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=6))),
        b=draw(st.floats(-10, 10)),
        noise=draw(st.sampled_from([0.0, 0.01, 1.0])),
        examples=examples,
        seed=draw(st.integers(0, 2**31 - 1)),
        trainer="exact",
        learning_rate=draw(st.sampled_from([1e-5, 0.01, 0.1, 0.5, 3.0, 10.0])),
        batch_size=draw(st.just("all") | st.integers(1, examples)),
        shuffle=draw(st.booleans()),
    )


@given(experiments(), st.integers(1, 80))
def test_updates_are_those_from_scratch(e: Experiment, updates: int) -> None:
    """Converging, slow or diverging; where it diverges, at the same update."""
    exact, scratch = Run(e), Run(e.changed(trainer="scratch"))
    block, expected = exact.advance(updates), scratch.advance(updates)
    assert exact.diverged == scratch.diverged
    assert len(block) == len(expected)
    assert block.epoch_ends == expected.epoch_ends
    # Rounding grows with the error when that grows, so it is compared with the largest number on the way.
    largest = np.maximum.accumulate(np.abs(expected.parameters).max(axis=1))
    assert (np.abs(block.parameters - expected.parameters).max(axis=1) <= 1e-10 * largest).all()
    largest = np.maximum.accumulate(expected.batch_loss)
    assert (np.abs(block.batch_loss - expected.batch_loss) <= 1e-10 * largest).all()


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("batch_size", [1, 7, 30, "all"])
def test_it_does_not_matter_how_much_is_done_at_once(
    monkeypatch: pytest.MonkeyPatch, batch_size: int | str, shuffle: bool
) -> None:
    """The bounds are about memory alone."""
    e = Experiment().changed(trainer="exact", examples=100, batch_size=batch_size, shuffle=shuffle, epochs=4)
    expected = whole_run(e)
    for updates, examples in ((1, 1), (5, 16), (1000, 33)):
        monkeypatch.setattr("linreg_gui.core.exact.trainer._MOST_UPDATES_AT_ONCE", updates)
        monkeypatch.setattr("linreg_gui.core.exact.trainer._MOST_EXAMPLES_AT_ONCE", examples)
        monkeypatch.setattr("linreg_gui.core.problem.dataset._ROWS_AT_ONCE", examples)
        block = whole_run(e)
        np.testing.assert_allclose(block.parameters, expected.parameters, rtol=1e-11)
        np.testing.assert_allclose(block.batch_loss, expected.batch_loss, rtol=1e-9, atol=1e-18)
        assert block.epoch_ends == expected.epoch_ends


def epoch_map(trainer: ExactTrainer, learning_rate: float = 0.03) -> Array:
    """Return what the epoch under way does to (θ - θ°, -noise)."""
    total = np.eye(4)
    for products, sizes in trainer.epoch_batches():
        total = composed(products, learning_rate / sizes).numpy() @ total
    return total


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_map_of_an_epoch_leads_to_its_end(shuffle: bool) -> None:
    """It is a map of (θ - θ°, -noise), and the same wherever in the epoch it is asked for."""
    e = Experiment(trainer="exact", examples=25, noise=0.5, shuffle=shuffle)
    dataset = Dataset.of(e)
    trainer = ExactTrainer(dataset, e)
    trainer.advance(3)
    begin, its_map = trainer.parameters, epoch_map(trainer)
    trainer.advance(1)
    np.testing.assert_array_equal(epoch_map(trainer), its_map)
    trainer.advance(2)
    end = its_map @ [*(begin - e.truth), -e.noise]
    np.testing.assert_allclose(end, [*(trainer.parameters - e.truth), -e.noise], rtol=1e-10)


def test_an_epoch_of_all_examples_is_one_step_down_the_slope() -> None:
    """Full-batch gradient descent, worked out on the whole design matrix."""
    e = Experiment(trainer="exact", examples=50, batch_size="all", noise=0.0)
    dataset = Dataset.of(e)
    design = design_matrix(dataset)
    expected = np.eye(3) - 0.03 * design.T @ design / 50
    np.testing.assert_allclose(epoch_map(ExactTrainer(dataset, e))[:-1, :-1], expected, rtol=1e-11, atol=1e-14)
    start = Run(e).start.parameters
    parameters, _, _ = plain_sgd(dataset, start, [(1, e)])
    np.testing.assert_allclose(whole_run(e, 1).parameters, parameters, rtol=1e-12)
