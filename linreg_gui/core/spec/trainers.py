"""The trainers on offer, and what the window and the command line need to know of them."""

from dataclasses import dataclass
from typing import Final

from linreg_gui.core.spec.wording import translatable


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerDescription:
    """What is known of a trainer without loading it.

    Attributes
    ----------
    key : str
        Its name in files and on the command line,
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


SCRATCH: Final = TrainerDescription(key="scratch", label=translatable("From scratch"), loss_factor=1, shuffles=False)
TOOLBOX: Final = TrainerDescription(key="toolbox", label=translatable("Torch toolbox"), loss_factor=2, shuffles=True)
EXACT: Final = TrainerDescription(key="exact", label=translatable("Exact recurrence"), loss_factor=1, shuffles=False)

TRAINERS: Final = {description.key: description for description in (SCRATCH, TOOLBOX, EXACT)}
"""The trainers, by key, in the order in which they are offered."""
