"""The trainers by name. What the window and the command line need to know of them costs no import of torch."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from linreg_gui.core.wording import translatable

if TYPE_CHECKING:
    from linreg_gui.core.data import Dataset
    from linreg_gui.core.experiment import Experiment
    from linreg_gui.core.trainers.trainer import Trainer


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerDescription:
    """What is known of a trainer without loading it.

    Attributes
    ----------
    key : str
        Its name in files and on the command line, and the name of its module.
    label : str
        Its name in the window, in English.
    loss_factor : int
        Its loss, and so its gradient, as a multiple of the mean halved squared error.
    shuffles : bool
        Whether each epoch has an order of its own unless the user says otherwise.
    """

    key: str
    label: str
    loss_factor: int
    shuffles: bool

    def load(self, dataset: "Dataset", experiment: "Experiment") -> "Trainer":
        """Return a trainer at its start, importing its module when it is first needed."""
        module = import_module(f"{__name__}.{self.key}")
        trainer: Trainer = module.TRAINER(dataset, experiment)
        return trainer


SCRATCH: Final = TrainerDescription(key="scratch", label=translatable("From scratch"), loss_factor=1, shuffles=False)
TOOLBOX: Final = TrainerDescription(key="toolbox", label=translatable("Torch toolbox"), loss_factor=2, shuffles=True)
EXACT: Final = TrainerDescription(key="exact", label=translatable("Exact recurrence"), loss_factor=1, shuffles=False)

TRAINERS: Final = {description.key: description for description in (SCRATCH, TOOLBOX, EXACT)}
"""The trainers, by key, in the order in which they are offered."""
