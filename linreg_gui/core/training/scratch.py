"""Linear regression from scratch: model, loss and update as three functions. torch only works out the gradient."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from linreg_gui.core.problem.batches import epoch_batches
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.stepwise import Batch, StepwiseTrainer


def linear_regression(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """Predict the label of every example in a batch: ``X w + b``."""
    return X @ w + b


def squared_loss(prediction: Tensor, y: Tensor) -> Tensor:
    """Return half the squared error of every example."""
    error = prediction - y
    return 0.5 * error * error


def sgd(parameters: Sequence[Tensor], learning_rate: float, batch_size: int) -> None:
    """Move the parameters against their gradient, averaged over the batch, and clear the gradient."""
    with torch.no_grad():
        for parameter in parameters:
            assert parameter.grad is not None
            parameter.sub_(parameter.grad, alpha=learning_rate / batch_size)
            parameter.grad = None


class ScratchTrainer(StepwiseTrainer):
    """Mini-batch stochastic gradient descent written by hand."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._w = self._theta[:-1].requires_grad_()
        self._b = self._theta[-1].requires_grad_()

    def _batches_left(self) -> Iterator[Batch]:
        X, y = self._dataset.X, self._labels
        if self._order is not None:
            X, y = X[self._order], y[self._order]
        batch_size = self._experiment.examples_per_batch
        return zip(
            epoch_batches(X, batch_size, self.position.taken),
            epoch_batches(y, batch_size, self.position.taken),
            strict=True,
        )

    def _update(self, X: Tensor, y: Tensor) -> float:
        loss = squared_loss(linear_regression(X, self._w, self._b), y).sum()
        loss.backward()
        sgd((self._w, self._b), self._experiment.learning_rate, len(y))
        return loss.item() / len(y)
