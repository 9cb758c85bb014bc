"""What the core must agree with, written as plainly as can be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linreg_gui.core.problem.batches import epoch_order
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment

Array = NDArray[np.float64]


def design_matrix(dataset: Dataset) -> Array:
    """Return ``[X, 1]``."""
    return np.column_stack([dataset.X.numpy(), np.ones(len(dataset.X))])


def plain_labels(dataset: Dataset, experiment: Experiment) -> Array:
    """Return ``X w + b + noise · e``."""
    w = np.asarray(experiment.w)
    return np.asarray(dataset.X.numpy() @ w + experiment.b + experiment.noise * dataset.e.numpy())


def plain_loss(dataset: Dataset, experiment: Experiment, parameters: ArrayLike) -> float:
    """Return the mean halved squared error, example by example."""
    errors = design_matrix(dataset) @ np.asarray(parameters, dtype=np.float64) - plain_labels(dataset, experiment)
    return float(np.mean(errors**2) / 2)


def plain_sgd(
    dataset: Dataset, start: Array, plan: Sequence[tuple[int, Experiment]]
) -> tuple[Array, Array, tuple[int, ...]]:
    """Make so many updates with each of the settings; return parameters, batch losses and ends of epochs."""
    design, theta = design_matrix(dataset), start
    parameters, batch_loss, epoch_ends = [], [], []
    epoch = taken = 0
    order = np.arange(0)
    for updates, experiment in plan:
        y, factor = plain_labels(dataset, experiment), experiment.description.loss_factor
        for _ in range(updates):
            if taken == 0:
                order = np.arange(experiment.examples)
                if experiment.shuffles:
                    order = epoch_order(experiment.seed, epoch, experiment.examples).numpy()
            batch = order[taken : taken + experiment.examples_per_batch]
            error = design[batch] @ theta - y[batch]
            batch_loss.append(factor * np.mean(error**2) / 2)
            theta = theta - experiment.learning_rate * factor * (design[batch].T @ error) / len(batch)
            parameters.append(theta)
            taken += len(batch)
            if taken == experiment.examples:
                epoch_ends.append(len(parameters) - 1)
                epoch, taken = epoch + 1, 0
    return np.reshape(parameters, (-1, len(start))), np.array(batch_loss), tuple(epoch_ends)


def whole_run(experiment: Experiment, updates: int | None = None) -> MeasuredBlock:
    """Return a run in one piece, as long as its experiment asks for unless told otherwise."""
    run = Run(experiment)
    return run.advance(run.updates_until(run.goal) if updates is None else updates)


def assert_same(one: MeasuredBlock, other: MeasuredBlock) -> None:
    """Check that two stretches of training are the same, bit for bit."""
    np.testing.assert_array_equal(one.parameters, other.parameters, strict=True)
    np.testing.assert_array_equal(one.batch_loss, other.batch_loss, strict=True)
    np.testing.assert_array_equal(one.loss, other.loss, strict=True)
    assert one.epoch_ends == other.epoch_ends
    assert (one.first, one.epochs_before) == (other.first, other.epochs_before)


def assert_same_in_pieces(pieces: Sequence[MeasuredBlock], whole: MeasuredBlock) -> None:
    """Check that pieces add up to a stretch of training, bit for bit."""
    assert_same(joined(pieces), whole)
