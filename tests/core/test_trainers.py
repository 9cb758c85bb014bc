"""The registry of trainers: what is known of them without loading them, and that it is true."""

import pytest

from linreg_gui.core.data import Dataset
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.trainers import SCRATCH, TOOLBOX, TRAINERS, TrainerDescription


def test_two_trainers_always_exist_and_differ_as_the_lesson_needs() -> None:
    """Half or whole squared error, storage order or shuffled."""
    assert list(TRAINERS)[:2] == ["scratch", "toolbox"]
    assert (SCRATCH.loss_factor, SCRATCH.shuffles) == (1, False)
    assert (TOOLBOX.loss_factor, TOOLBOX.shuffles) == (2, True)


@pytest.mark.parametrize("description", TRAINERS.values(), ids=TRAINERS)
def test_a_trainer_is_loaded_by_its_key(description: TrainerDescription) -> None:
    """The key is the name of its module."""
    assert TRAINERS[description.key] is description
    assert description.label
    e = Experiment(trainer=description.key, examples=20)
    trainer = description.load(Dataset.of(e), e)
    assert type(trainer).__module__ == f"linreg_gui.core.trainers.{description.key}"
    assert (trainer.epochs, trainer.taken) == (0, 0)
