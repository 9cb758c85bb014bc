"""The trainers as a textbook writes them: nothing recorded, nothing drawn. What ours are measured against."""

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE = 10
LEARNING_RATE = 0.03


def examples(count: int) -> tuple[Tensor, Tensor]:
    """Return features, shape (count, 2), and labels, shape (count, 1), in the precision torch has by default."""
    X = torch.randn(count, 2)
    y = X @ torch.tensor([[2.0], [-3.4]]) + 4.2 + 0.01 * torch.randn(count, 1)
    return X, y


def bare_scratch_epochs(X: Tensor, y: Tensor, epochs: int) -> int:
    """Train by hand and return the number of updates."""
    w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    updates = 0
    for _ in range(epochs):
        for start in range(0, len(X), BATCH_SIZE):
            features, labels = X[start : start + BATCH_SIZE], y[start : start + BATCH_SIZE]
            loss = ((features @ w + b - labels) ** 2 / 2).sum()
            loss.backward()
            with torch.no_grad():
                assert w.grad is not None
                w -= LEARNING_RATE * w.grad / BATCH_SIZE
                w.grad.zero_()
                assert b.grad is not None
                b -= LEARNING_RATE * b.grad / BATCH_SIZE
                b.grad.zero_()
            updates += 1
    return updates


def bare_toolbox_epochs(X: Tensor, y: Tensor, epochs: int) -> int:
    """Train with torch's tools and return the number of updates."""
    model = nn.Sequential(nn.Linear(2, 1))
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    loader: DataLoader[tuple[Tensor, ...]] = DataLoader(TensorDataset(X, y), BATCH_SIZE, shuffle=True)
    updates = 0
    for _ in range(epochs):
        for features, labels in loader:
            loss = loss_function(model(features), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            updates += 1
    return updates
