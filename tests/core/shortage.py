"""Memory that ends at a number of examples."""

import pytest

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import fits
from linreg_gui.core.spec.wording import Refusal


def let_fit(monkeypatch: pytest.MonkeyPatch, most: int, lack: Exception | None = None) -> None:
    """Have more examples than that not fit; `lack` is what is raised then instead of what the program says itself."""
    draw = Dataset.of

    def limited(e: Experiment) -> Dataset:
        if e.examples <= most:
            return draw(e)
        if lack:
            raise lack
        with fits(Refusal("{examples} examples do not fit into memory", examples=e.examples)):
            raise MemoryError

    monkeypatch.setattr(Dataset, "of", limited)
