"""The run with torch's own tools that the textbook prints."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from linreg_gui.core.problem.batches import epoch_order
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import whole_run

# As in test_scratch.py, with twice the gradient: lr acts as 0.06, so the logarithm of |δ|² falls by 0.1236 and some
# higher orders (p³/3 = 0.0006) an update, 12.42 an epoch. The loss is not halved: 33.2 · exp(-12.42) = 1.34e-4 above
# the floor after one epoch, 5e-10 after two. In one data set 12 · 0.038 = 0.46 in the logarithm; the floor noise² by
# 4.5 %.
SEEDS = range(20)
FLOOR = 0.01**2
EXCESS = [1.34e-4, 5e-10, 0.0]
PUBLISHED = [0.000178, 0.000097, 0.000096]
LOG_DEVIATION = 0.46
FLOOR_DEVIATION = 0.045
DEVIATIONS = 4


def bounds(epoch: int, seeds: int = 1) -> tuple[float, float]:
    """Return the smallest and largest loss that so many seeds may have on average after an epoch, counted from 0."""
    spread = math.exp(DEVIATIONS * LOG_DEVIATION * (epoch + 1) / seeds**0.5)
    floor_spread = DEVIATIONS * FLOOR_DEVIATION / seeds**0.5
    # Where it never comes to rest, SGD adds 3 · 2 lr/(2 · batch size) · noise²: about one percent of the floor, in one
    # run up to a few.
    return (
        FLOOR * (1 - floor_spread) + EXCESS[epoch] / spread,
        FLOOR * (1 + floor_spread + 0.04 / seeds**0.5) + EXCESS[epoch] * spread,
    )


@pytest.mark.parametrize("epoch", range(3))
def test_the_published_run_lies_within_the_bounds(epoch: int) -> None:
    """Otherwise the bounds would be wrong."""
    low, high = bounds(epoch)
    assert low < PUBLISHED[epoch] < high


@pytest.fixture(scope="module")
def runs() -> list[MeasuredBlock]:
    """Return the reference run of every seed."""
    return [whole_run(Experiment(seed=seed, trainer="toolbox")) for seed in SEEDS]


def test_the_reference_settings_reproduce_the_published_figures(runs: list[MeasuredBlock]) -> None:
    """Every seed within sampling error, and their mean more narrowly."""
    losses = np.array([[epoch.loss for epoch in run.ended_epochs()] for run in runs])
    assert losses.shape == (len(SEEDS), 3)
    for epoch in range(3):
        low, high = bounds(epoch)
        assert low < losses[:, epoch].min()
        assert losses[:, epoch].max() < high
        low, high = bounds(epoch, len(SEEDS))
        assert low < np.exp(np.log(losses[:, epoch]).mean()) < high


def test_the_reference_run_ends_close_to_the_truth(runs: list[MeasuredBlock]) -> None:
    """Within 0.001 as a rule."""
    # A coordinate is off by noise/√1000 = 3.2e-4 (the data) and √(0.06/(2 · 10)) · noise = 5.5e-4 (SGD not at rest).
    distances = np.abs([run.parameters[-1] - Experiment().truth for run in runs])
    assert np.sqrt((distances**2).mean()) < 0.001
    assert distances.max() < DEVIATIONS * 6.3e-4


def test_updates_are_those_of_torch_put_together_by_hand() -> None:
    """The same modules, without loader, sampler and session around them."""
    e = Experiment(trainer="toolbox", examples=25, seed=3)
    dataset = Dataset.of(e)
    run = Run(e, dataset)
    linear = nn.Linear(2, 1, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(run.start.parameters[:-1]))
        linear.bias.copy_(torch.from_numpy(run.start.parameters[-1:]))
    optimizer = torch.optim.SGD(linear.parameters(), lr=0.03)
    X, y = dataset.X, dataset.labels(e)[:, None]
    block = run.advance(9)
    updates = iter(range(9))
    for epoch in range(3):
        for batch in epoch_order(3, epoch, 25).split(10):
            loss = nn.MSELoss()(linear(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            update = next(updates)
            assert block.batch_loss[update] == pytest.approx(loss.item(), rel=1e-12)
            expected = [*linear.weight.flatten().tolist(), linear.bias.item()]
            np.testing.assert_allclose(block.parameters[update], expected, rtol=1e-11)
    assert block.loss[-1] == pytest.approx(nn.MSELoss()(linear(X), y).item(), rel=1e-11)
