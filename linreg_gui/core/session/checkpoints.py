"""Where a run stood now and then, so that it need not begin at its start to stand anywhere again."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from linreg_gui.core.training.trainer import TrainerState

_UPDATES_BETWEEN: Final = 256
_MOST: Final = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A trainer's state after so many updates."""

    updates: int
    state: "TrainerState"


class Checkpoints:
    """A bounded number of them: where there are too many, every second one is dropped.

    Parameters
    ----------
    first : Checkpoint
        The one that always stays.
    """

    def __init__(self, first: Checkpoint) -> None:
        self._all = [first]
        self._spacing = _UPDATES_BETWEEN

    def __len__(self) -> int:
        return len(self._all)

    def keep(self, updates: int, state: "Callable[[], TrainerState]") -> None:
        """Keep one after so many updates, if the one before is far enough away."""
        if updates - self._all[-1].updates < self._spacing:
            return
        self._all.append(Checkpoint(updates, state()))
        if len(self._all) > _MOST:
            self._all = self._all[::2]
            self._spacing *= 2

    def up_to(self, updates: int) -> Checkpoint:
        """Return the last one that is not beyond."""
        return self._all[bisect_right(self._all, updates, key=lambda each: each.updates) - 1]

    def cut(self, updates: int) -> None:
        """Drop those beyond, and one right there: it may hold what was worked out ahead with other settings."""
        self._all = [self._all[0], *(each for each in self._all[1:] if each.updates < updates)]
