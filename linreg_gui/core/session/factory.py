"""Which trainer belongs to which name. Each is imported when it is first needed."""

from typing import TYPE_CHECKING

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import SCRATCH, TOOLBOX

if TYPE_CHECKING:
    from linreg_gui.core.problem.dataset import Dataset
    from linreg_gui.core.training.trainer import Trainer


def make_trainer(dataset: "Dataset", experiment: Experiment) -> "Trainer":
    """Return the trainer that an experiment asks for, at its start."""
    if experiment.trainer == SCRATCH.key:
        from linreg_gui.core.training.scratch import ScratchTrainer

        return ScratchTrainer(dataset, experiment)
    if experiment.trainer == TOOLBOX.key:
        from linreg_gui.core.training.toolbox import ToolboxTrainer

        return ToolboxTrainer(dataset, experiment)
    from linreg_gui.core.exact.trainer import ExactTrainer

    return ExactTrainer(dataset, experiment)
