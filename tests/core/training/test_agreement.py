"""Comparing the trainers is half of the lesson: they differ by a factor of two and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw an experiment."""
    examples = draw(st.integers(10, 60))
    return Experiment(
        w=tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=3))),
        b=draw(st.floats(-10, 10)),
        noise=draw(st.sampled_from([0.0, 0.01, 1.0])),
        examples=examples,
        seed=draw(st.integers(0, 2**31 - 1)),
        learning_rate=draw(st.floats(1e-4, 0.05)),
        batch_size=draw(st.integers(1, examples)),
        shuffle=draw(st.booleans()),
    )


def as_toolbox(e: Experiment) -> Experiment:
    """Return the experiment for the toolbox with half the learning rate, which undoes the missing ½."""
    return e.changed(trainer="toolbox", learning_rate=e.learning_rate / 2)


def assert_agree(scratch: MeasuredBlock, toolbox: MeasuredBlock) -> None:
    """Check that two stretches of training agree to rounding."""
    np.testing.assert_allclose(toolbox.parameters, scratch.parameters, rtol=1e-9, atol=1e-11)
    # A batch that fits by chance has a tiny loss: what is left of rounding is as large as that of any other batch.
    rounding = 1e-13 * scratch.batch_loss.max()
    np.testing.assert_allclose(toolbox.batch_loss, 2 * scratch.batch_loss, rtol=1e-8, atol=rounding)
    np.testing.assert_allclose(toolbox.loss, 2 * scratch.loss, rtol=1e-8, atol=rounding)
    assert toolbox.epoch_ends == scratch.epoch_ends


@given(experiments(), st.integers(1, 60))
def test_the_toolbox_with_half_the_learning_rate_makes_the_same_updates(e: Experiment, updates: int) -> None:
    """To rounding, with the order of examples the same."""
    scratch, toolbox = Run(e), Run(as_toolbox(e))
    np.testing.assert_array_equal(toolbox.start.parameters, scratch.start.parameters)
    assert toolbox.start.loss == pytest.approx(2 * scratch.start.loss, rel=1e-14)
    assert_agree(scratch.advance(updates), toolbox.advance(updates))


@given(experiments(), st.data())
def test_they_agree_when_settings_change_under_way(e: Experiment, data: st.DataObject) -> None:
    """Both take changes at the same moment."""
    scratch, toolbox = Run(e), Run(as_toolbox(e))
    scratch_blocks, toolbox_blocks = [], []
    for _ in range(3):
        updates = data.draw(st.integers(1, 15))
        scratch_blocks.append(scratch.advance(updates))
        toolbox_blocks.append(toolbox.advance(updates))
        e = e.changed(
            b=data.draw(st.floats(-10, 10)),
            learning_rate=data.draw(st.floats(1e-4, 0.05)),
            batch_size=data.draw(st.integers(1, e.examples)),
            shuffle=data.draw(st.booleans()),
        )
        scratch.configure(e)
        toolbox.configure(as_toolbox(e))
    assert_agree(joined(scratch_blocks), joined(toolbox_blocks))


def test_with_the_same_learning_rate_the_toolbox_goes_twice_as_far() -> None:
    """And reports twice the loss: what learners stumble over."""
    e = Experiment(examples=50, shuffle=False)
    scratch, toolbox = Run(e), Run(e.changed(trainer="toolbox"))
    first, second = scratch.advance(1), toolbox.advance(1)
    np.testing.assert_allclose(
        second.parameters[0] - toolbox.start.parameters,
        2 * (first.parameters[0] - scratch.start.parameters),
        rtol=1e-12,
    )
    assert second.batch_loss[0] == pytest.approx(2 * first.batch_loss[0], rel=1e-12)
