"""Each name brings its trainer."""

import pytest

from linreg_gui.core.exact.trainer import ExactTrainer
from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.position import Position
from linreg_gui.core.session.factory import make_trainer
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.training.scratch import ScratchTrainer
from linreg_gui.core.training.toolbox import ToolboxTrainer

KINDS = {"scratch": ScratchTrainer, "toolbox": ToolboxTrainer, "exact": ExactTrainer}


@pytest.mark.parametrize("key", TRAINERS)
def test_a_trainer_comes_by_its_key_and_stands_at_its_start(key: str) -> None:
    e = Experiment(trainer=key, examples=20)
    trainer = make_trainer(Dataset.of(e), e)
    assert type(trainer) is KINDS[key]
    assert trainer.position == Position()
