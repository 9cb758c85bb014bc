"""Linear regression with torch's own tools: DataLoader, Linear, MSELoss and optim.SGD."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.training.stepwise import Batch, StepwiseTrainer


class ToolboxTrainer(StepwiseTrainer):
    """Mini-batch stochastic gradient descent as torch offers it. Its loss is not halved."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._model = nn.Sequential(nn.Linear(experiment.features, 1, dtype=torch.float64))
        self._model[0].weight.data = self._theta[:-1].view(1, -1)
        self._model[0].bias.data = self._theta[-1:]
        self._loss = nn.MSELoss()
        # Two small tensors gain nothing from being updated as one list.
        self._optimizer = torch.optim.SGD(self._model.parameters(), lr=experiment.learning_rate, foreach=False)

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update."""
        super().configure(experiment)
        self._optimizer.param_groups[0]["lr"] = experiment.learning_rate

    def _batches_left(self) -> Iterator[Batch]:
        X, y = self._dataset.X, self._labels.view(-1, 1)
        if self._order is not None:
            X, y = X[self._order], y[self._order]
        # The sampler yields whole batches, as slices: collating single examples takes longer than an update.
        batches = _Slices(len(y), self._experiment.examples_per_batch, self.position.taken)
        return iter(DataLoader(TensorDataset(X, y), sampler=batches, batch_size=None))

    def _update(self, X: Tensor, y: Tensor) -> float:
        loss = self._loss(self._model(X), y)
        self._model.zero_grad()
        loss.backward()
        self._optimizer.step()
        return float(loss.item())


class _Slices:
    """Sampler of the batches left of an epoch whose examples lie in its order."""

    def __init__(self, examples: int, batch_size: int, taken: int) -> None:
        self._starts = range(taken, examples, batch_size)

    def __iter__(self) -> Iterator[slice]:
        return (slice(start, start + self._starts.step) for start in self._starts)

    def __len__(self) -> int:
        return len(self._starts)
