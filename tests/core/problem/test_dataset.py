"""Examples that are drawn once and bent by the true parameters and the noise."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import plain_labels

true_values = st.floats(-10, 10)


def test_features_and_noise_are_standard_normal() -> None:
    """Means, variances, covariances and fourth moments are those of independent normal numbers."""
    examples = 100_000
    dataset = Dataset(0, examples, 3)
    columns = np.column_stack([dataset.X.numpy(), dataset.e.numpy()])
    # Standard deviations of what is measured: of a mean 1/√n, of a variance √(2/n), of a covariance 1/√n, of a
    # fourth moment (whose mean is 3) √(96/n).
    assert np.abs(columns.mean(axis=0)).max() < 4.5 / examples**0.5
    assert np.abs(np.cov(columns.T) - np.eye(4)).max() < 4.5 * (2 / examples) ** 0.5
    assert np.abs((columns**4).mean(axis=0) - 3).max() < 4.5 * (96 / examples) ** 0.5


def test_data_have_the_shape_and_precision_they_are_said_to_have() -> None:
    """Double precision is what lets trainers be compared."""
    dataset = Dataset(0, 12, 5)
    assert (dataset.X.shape, dataset.e.shape) == ((12, 5), (12,))
    assert (dataset.X.dtype, dataset.e.dtype) == (torch.float64, torch.float64)


def test_data_depend_on_seed_examples_and_features_alone() -> None:
    """True parameters, noise, trainer and torch's own generator do not matter."""
    dataset = Dataset(3, 50, 2)
    torch.manual_seed(99)
    again = Dataset.of(Experiment(seed=3, examples=50, w=(-1.0, 5.0), b=0.0, noise=3.0, trainer="toolbox"))
    assert torch.equal(again.X, dataset.X)
    assert torch.equal(again.e, dataset.e)
    assert not torch.equal(Dataset(4, 50, 2).X, dataset.X)


def test_data_fit_experiments_that_bend_them() -> None:
    """Only another seed or size needs a new draw."""
    dataset = Dataset(3, 50, 2)
    e = Experiment(seed=3, examples=50)
    assert dataset.fits(e)
    assert dataset.fits(e.changed(w=(1.0, 1.0), noise=0.0, trainer="toolbox", batch_size=7))
    for change in ({"seed": 4}, {"examples": 51}, {"w": (1.0,)}):
        assert not dataset.fits(e.changed(**change))


@given(st.lists(true_values, min_size=1, max_size=4), true_values, st.floats(0, 10), st.integers(0, 2**31 - 1))
def test_labels_are_the_model_with_noise(w: list[float], b: float, noise: float, seed: int) -> None:
    """The oracle is the formula, in numpy."""
    e = Experiment(w=tuple(w), b=b, noise=noise, examples=20, seed=seed)
    dataset = Dataset.of(e)
    labels = dataset.labels(e)
    assert labels.dtype == torch.float64
    np.testing.assert_allclose(labels.numpy(), plain_labels(dataset, e), rtol=1e-12, atol=1e-12)


def test_sliders_bend_labels_and_leave_features_and_noise_alone() -> None:
    """The change of the labels is that of the formula, and going back brings the old ones back."""
    e = Experiment(examples=30)
    dataset = Dataset.of(e)
    X, noise, y = dataset.X.clone(), dataset.e.clone(), dataset.labels(e)
    bent = dataset.labels(e.changed(w=(2.5, -3.4), b=4.1, noise=0.03))
    np.testing.assert_allclose(bent - y, 0.5 * X[:, 0] - 0.1 + 0.02 * noise, rtol=0, atol=1e-14)
    assert torch.equal(dataset.X, X)
    assert torch.equal(dataset.e, noise)
    assert torch.equal(dataset.labels(e), y)


def test_labels_without_noise_lie_on_the_line() -> None:
    """Noise 0 is at the left end of its slider."""
    e = Experiment(w=(2.0,), b=1.0, noise=0.0, examples=10)
    dataset = Dataset.of(e)
    assert torch.equal(dataset.labels(e), 2 * dataset.X[:, 0] + 1)


def test_more_examples_than_fit_into_memory_are_an_error_of_memory() -> None:
    """The sentence says how many there were."""
    with pytest.raises(MemoryError, match="1000000000000000 examples do not fit into memory"):
        Dataset(0, 10**15, 2)
