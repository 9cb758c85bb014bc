"""Closed forms against sums over all examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.quadratic import Moments
from linreg_gui.core.spec.experiment import Experiment
from tests.core.oracles import design_matrix, plain_labels, plain_loss


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw an experiment."""
    w = draw(st.lists(st.floats(-10, 10), min_size=1, max_size=4))
    return Experiment(
        w=tuple(w),
        b=draw(st.floats(-10, 10)),
        noise=draw(st.sampled_from([0.0, 1e-4, 0.01, 1.0, 10.0])),
        examples=draw(st.integers(20, 200)),
        seed=draw(st.integers(0, 2**31 - 1)),
    )


@given(experiments(), st.lists(st.floats(-100, 100), min_size=5, max_size=5))
def test_loss_is_the_mean_over_all_examples(e: Experiment, numbers: list[float]) -> None:
    """The oracle is the sum over the examples."""
    dataset = Dataset.of(e)
    parameters = np.array(numbers[: e.features + 1])
    expected = plain_loss(dataset, e, parameters)
    # What the oracle rounds the error of an example by.
    rounding = 1e-14 * (np.abs(parameters).sum() + np.abs(e.truth).sum() + e.noise)
    tolerance = rounding * (np.sqrt(expected) + rounding) + 1e-300
    assert dataset.moments(e).loss(parameters) == pytest.approx(expected, rel=1e-10, abs=tolerance)


@given(experiments())
def test_curvature_is_the_mean_of_products_of_features(e: Experiment) -> None:
    """The oracle is the sum over the examples."""
    dataset = Dataset.of(e)
    design = design_matrix(dataset)
    expected = sum(np.outer(row, row) for row in design) / e.examples
    np.testing.assert_allclose(dataset.moments(e).curvature, expected, rtol=1e-11, atol=1e-13)


@given(experiments())
def test_optimum_and_floor_are_those_of_least_squares(e: Experiment) -> None:
    """The oracle is numpy's solver on the examples themselves."""
    dataset = Dataset.of(e)
    moments = dataset.moments(e)
    optimum = np.linalg.lstsq(design_matrix(dataset), plain_labels(dataset, e))[0]
    # With little noise the rounding of labels of size 100 is all that is left.
    np.testing.assert_allclose(moments.optimum, optimum, rtol=1e-10, atol=1e-12)
    assert moments.floor == pytest.approx(plain_loss(dataset, e, optimum), rel=1e-9, abs=1e-24)
    assert moments.loss(moments.optimum) == moments.floor


@given(experiments(), st.lists(st.floats(-1, 1), min_size=5, max_size=5))
def test_nothing_is_below_the_floor(e: Experiment, numbers: list[float]) -> None:
    """Nowhere, not even by rounding."""
    moments = Dataset.of(e).moments(e)
    assert moments.loss(moments.optimum + numbers[: e.features + 1]) >= moments.floor >= 0


@given(st.integers(0, 1000), st.sampled_from([1e-3, 1e-6, 1e-9]))
def test_loss_close_to_the_truth_keeps_its_digits(seed: int, distance: float) -> None:
    """It is worked out from the distance to the optimum, not as a difference of large sums."""
    e = Experiment(w=(10.0, -10.0), b=10.0, noise=0.0, examples=50, seed=seed)
    dataset = Dataset.of(e)
    direction = np.array([1.0, 2.0, -1.0])
    parameters = np.array(e.truth) + distance * direction
    expected = np.mean((design_matrix(dataset) @ (parameters - e.truth)) ** 2) / 2
    # A difference of large sums would err by 1e-14, which is more than the whole loss at the smallest distance.
    assert dataset.moments(e).loss(parameters) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("noise", [0.0, 0.01, 10.0])
def test_more_features_than_examples_have_many_optima_and_one_loss(noise: float) -> None:
    """Any optimum will do as long as the loss is right."""
    e = Experiment(w=tuple(np.linspace(-3, 3, 14)), b=1.0, noise=noise, examples=10)
    dataset = Dataset.of(e)
    moments = dataset.moments(e)
    assert moments.floor == pytest.approx(0, abs=1e-13 * noise**2)
    assert plain_loss(dataset, e, moments.optimum) == pytest.approx(0, abs=1e-12)
    for seed in range(5):
        parameters = np.random.default_rng(seed).normal(size=15)
        assert moments.loss(parameters) == pytest.approx(plain_loss(dataset, e, parameters), rel=1e-9)


@pytest.mark.parametrize(("features", "examples", "curved"), [(2, 50, 3), (14, 10, 10), (9, 10, 10), (10, 10, 10)])
def test_loss_is_curved_in_as_many_directions_as_the_examples_span(features: int, examples: int, curved: int) -> None:
    """In all others it stays the same."""
    moments = Dataset(0, examples, features).moments(Experiment(w=(1.0,) * features, examples=examples))
    directions = moments.directions
    assert directions.shape == (features + 1, curved)
    np.testing.assert_allclose(directions.T @ directions, np.eye(curved), atol=1e-12)
    away = np.random.default_rng(0).normal(size=features + 1)
    curved_part = directions @ (directions.T @ away)
    assert moments.loss(moments.optimum + away) == pytest.approx(moments.loss(moments.optimum + curved_part), rel=1e-9)


def test_data_are_summed_in_parts_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the parts is only about memory."""
    e = Experiment(examples=100)
    whole = Dataset.of(e).moments(e)
    for rows in (1, 7, 99, 100):
        monkeypatch.setattr("linreg_gui.core.problem.dataset._ROWS_AT_ONCE", rows)
        parts = Dataset.of(e).moments(e)
        np.testing.assert_allclose(parts.curvature, whole.curvature, rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(parts.optimum, whole.optimum, rtol=1e-13)
        assert parts.floor == pytest.approx(whole.floor, rel=1e-12)


def test_more_examples_than_one_part_are_all_counted() -> None:
    """Those beyond the last whole part too."""
    e = Experiment(w=(2.0,), noise=1.0, examples=(1 << 18) + 5)
    dataset = Dataset.of(e)
    parameters = np.array([1.0, 1.0])
    assert dataset.moments(e).loss(parameters) == pytest.approx(plain_loss(dataset, e, parameters), rel=1e-10)


def test_loss_of_a_whole_block_has_the_shape_of_the_block() -> None:
    """One call serves one parameter vector, a block, or none."""
    e = Experiment(examples=40)
    dataset = Dataset.of(e)
    moments = dataset.moments(e)
    block = np.random.default_rng(0).normal(size=(4, 5, 3))
    losses = moments.loss(block)
    assert losses.shape == (4, 5)
    assert moments.loss(block[0, 0]).shape == ()
    assert moments.loss(block[:0]).shape == (0, 5)
    np.testing.assert_allclose(
        losses, [[plain_loss(dataset, e, parameters) for parameters in row] for row in block], rtol=1e-12
    )


def test_loss_of_diverged_parameters_is_no_ordinary_number_and_no_warning() -> None:
    """A diverged run is a result."""
    moments = Dataset(0, 20, 2).moments(Experiment(examples=20))
    assert moments.loss([1e200, -1e200, 1e200]) == np.inf
    assert np.isnan(moments.loss([0.0, np.nan, 0.0]))
    assert not np.isfinite(moments.loss([np.inf, 0.0, -np.inf]))
    assert not np.isfinite(moments.loss([np.inf, -np.inf, np.inf]))


def test_moments_follow_from_the_gram_matrix_alone() -> None:
    """A case small enough to be worked out by hand."""
    gram = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 1.5]])
    moments = Moments.bent(gram, (3.0, -1.0), noise=2.0)
    # By hand: H = [[2, ½], [½, 1]], H⁻¹ = [[1, -½], [-½, 2]] / 1.75, lean = (0.1, 0.2).
    explained = np.array([0.0, 0.35]) / 1.75
    np.testing.assert_allclose(moments.optimum, np.array([3.0, -1.0]) + 2 * explained)
    assert moments.floor == pytest.approx(0.5 * 4 * (1.5 - 0.2 * 0.2))
    np.testing.assert_array_equal(moments.curvature, gram[:2, :2])
    assert moments.loss(moments.optimum + np.array([1.0, 0.0])) == pytest.approx(moments.floor + 1.0)


@given(st.integers(1, 6), st.integers(1, 400), st.integers(0, 1000))
def test_a_loss_has_the_same_digits_however_many_are_asked_for(features: int, count: int, seed: int) -> None:
    """On some machines a product of matrices rounds by its shape."""
    random = np.random.default_rng(seed)
    Z = random.standard_normal((30, features + 2))
    moments = Moments.bent(Z.T @ Z / 30, random.standard_normal(features + 1).tolist(), 0.5)
    parameters = random.standard_normal((count, features + 1))
    together = moments.loss(parameters)
    np.testing.assert_array_equal([moments.loss(each) for each in parameters], together)
    np.testing.assert_array_equal(moments.loss(parameters[: count // 2]), together[: count // 2])


@pytest.mark.parametrize("features", [62, 63, 64, 200])
def test_many_features_have_the_loss_of_a_plain_sum(features: int) -> None:
    random = np.random.default_rng(features)
    Z = np.column_stack([random.standard_normal((300, features)), np.ones(300), random.standard_normal(300)])
    truth, parameters = random.standard_normal(features + 1), random.standard_normal((7, features + 1))
    moments = Moments.bent(Z.T @ Z / 300, truth.tolist(), 0.5)
    errors = (parameters - truth) @ Z[:, :-1].T - 0.5 * Z[:, -1]
    np.testing.assert_allclose(moments.loss(parameters), (errors**2).mean(axis=1) / 2, rtol=1e-10)
    assert moments.loss(parameters[0]) == pytest.approx(moments.loss(parameters)[0], rel=1e-12)
