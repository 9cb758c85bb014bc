"""The three functions of the textbook, and the run that it prints."""

import math

import numpy as np
import pytest
import torch

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.scratch import linear_regression, sgd, squared_loss
from tests.core.oracles import whole_run

# Expected loss after epochs 1, 2 and 3 of the reference run, and how far a seed may be from it.
#
# Let δ = θ - θ*, u = δ/|δ| and A the mean of x̃x̃ᵀ over a batch. An update multiplies |δ|² by 1 - p with
# p = 2 lr uᵀAu - lr² |Au|², so its logarithm falls by about E p + ½ E p². With lr = 0.03, E uᵀAu = 1, E (uᵀAu)² = 1.14
# and E |Au|² = 1.3 that is 0.0609 an update, 6.09 in an epoch of 100. |δ|² starts at 2² + 3.4² + 4.2² = 33.2, the loss
# at half of that: exp(-6.09) leaves 0.0376 after one epoch, 8.5e-5 after two, 1.9e-7 after three, all above the floor.
# In one data set uᵀHu differs from 1 by √(1.44/1000) = 0.038, which makes 6 · 0.038 = 0.23 in the logarithm an epoch.
# The floor is noise²/2, and in one data set differs from it by √(2/1000) = 4.5 %.
SEEDS = range(20)
FLOOR = 0.01**2 / 2
EXCESS = [0.0376, 8.5e-5, 1.9e-7]
PUBLISHED = [0.025793, 0.000084, 0.000047]
LOG_DEVIATION = 0.23
FLOOR_DEVIATION = 0.045
DEVIATIONS = 4


def bounds(epoch: int, seeds: int = 1) -> tuple[float, float]:
    """Return the smallest and largest loss that so many seeds may have on average after an epoch, counted from 0."""
    spread = math.exp(DEVIATIONS * LOG_DEVIATION * (epoch + 1) / seeds**0.5)
    floor_spread = DEVIATIONS * FLOOR_DEVIATION / seeds**0.5
    # Where it never comes to rest, SGD adds 3/2 · lr/(2 · batch size) · noise², less than one percent of the floor.
    return (
        FLOOR * (1 - floor_spread) + EXCESS[epoch] / spread,
        FLOOR * (1 + floor_spread + 0.01) + EXCESS[epoch] * spread,
    )


@pytest.mark.parametrize("epoch", range(3))
def test_the_published_run_lies_within_the_bounds(epoch: int) -> None:
    """Otherwise the bounds would be wrong."""
    low, high = bounds(epoch)
    assert low < PUBLISHED[epoch] < high


@pytest.fixture(scope="module")
def runs() -> list[MeasuredBlock]:
    """Return the reference run of every seed."""
    return [whole_run(Experiment(seed=seed)) for seed in SEEDS]


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
    # A coordinate is off by noise/√1000 = 3.2e-4 (the data), √(lr/(2 · 10)) · noise = 3.9e-4 (SGD not at rest), and by
    # its share of what three epochs leave of |δ|, 6.2e-4: about 6e-4 together.
    distances = np.abs([run.parameters[-1] - Experiment().truth for run in runs])
    assert np.sqrt((distances**2).mean()) < 0.001
    assert distances.max() < DEVIATIONS * 6e-4


def test_the_model_is_a_weighted_sum_and_a_bias() -> None:
    """Worked out by hand."""
    X = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
    assert linear_regression(X, torch.tensor([2.0, -3.4]), torch.tensor(4.2)).tolist() == pytest.approx([-0.6, 13.6])


def test_the_loss_is_half_the_squared_error_of_every_example() -> None:
    """Not summed, not averaged."""
    assert squared_loss(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 5.0])).tolist() == [2.0, 0.0]


def test_the_update_goes_against_the_mean_gradient_and_clears_it() -> None:
    """The next gradient must not be added to this one."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    (w @ torch.tensor([10.0, 20.0]) - 5 * b).backward()
    sgd((w, b), learning_rate=0.1, batch_size=5)
    assert w.tolist() == pytest.approx([0.8, 1.6])
    assert b.item() == pytest.approx(3.1)
    assert w.grad is None
    assert b.grad is None
