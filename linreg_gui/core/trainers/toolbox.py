"""Linear regression with torch's own tools: DataLoader, Linear, MSELoss and optim.SGD."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from linreg_gui.core.data import Dataset
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.order import epoch_batches
from linreg_gui.core.trainers.stepwise import Batch, StepwiseTrainer


class ToolboxTrainer(StepwiseTrainer):
    """Mini-batch stochastic gradient descent as torch offers it. Its loss is not halved."""

    def __init__(self, dataset: Dataset, experiment: Experiment) -> None:
        super().__init__(dataset, experiment)
        self._model = nn.Sequential(nn.Linear(experiment.features, 1, dtype=torch.float64))
        self._model[0].weight.data = self._theta[:-1].view(1, -1)
        self._model[0].bias.data = self._theta[-1:]
        self._loss = nn.MSELoss()
        self._optimizer = torch.optim.SGD(self._model.parameters(), lr=experiment.learning_rate)

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, from the next update."""
        super().configure(experiment)
        self._optimizer.param_groups[0]["lr"] = experiment.learning_rate

    def _batches_left(self) -> Iterator[Batch]:
        order = torch.arange(len(self._labels)) if self._order is None else self._order
        examples = TensorDataset(self._dataset.X, self._labels.view(-1, 1))
        # The sampler yields whole batches: gathering them at once is faster than collating single examples.
        batches = _Batches(order, self._experiment.examples_per_batch, self.taken)
        return iter(DataLoader(examples, sampler=batches, batch_size=None))

    def _update(self, X: Tensor, y: Tensor) -> float:
        loss = self._loss(self._model(X), y)
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        return float(loss.item())


class _Batches:
    """Sampler of the batches left of an epoch, each as a tensor of example numbers."""

    def __init__(self, order: Tensor, batch_size: int, taken: int) -> None:
        self._order, self._batch_size, self._taken = order, batch_size, taken

    def __iter__(self) -> Iterator[Tensor]:
        return epoch_batches(self._order, self._batch_size, self._taken)

    def __len__(self) -> int:
        left = len(self._order) - self._taken
        return (left + self._batch_size - 1) // self._batch_size


TRAINER = ToolboxTrainer
