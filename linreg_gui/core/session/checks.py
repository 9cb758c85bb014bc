"""Whether this installation can train: checks that need no screen."""

import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from linreg_gui import __version__
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import SUFFIX, read_experiment, write_experiment
from linreg_gui.core.spec.memory import is_lack_of_memory
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.process.interruption import ToldToEnd

_FAR = 0.005
"""The reference run ends much closer to the optimum than that."""

Finding = tuple[bool, str]
"""Whether all is well, and what was found."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check.

    Attributes
    ----------
    name : str
        What was checked.
    passed : bool
        Whether all is well.
    detail : str
        What was found.
    """

    name: str
    passed: bool
    detail: str


def make_check(name: str, find: Callable[[], Finding]) -> Check:
    """Make one check; an error is a finding, too, and keeps nobody from the next check.

    Lack of memory is none, and is raised: it says nothing about the installation.
    """
    try:
        passed, detail = find()
    except Exception as error:
        if is_lack_of_memory(error):
            raise
        return Check(name, passed=False, detail=f"{type(error).__name__}: {error}")
    return Check(name, passed=passed, detail=detail)


def _find_versions() -> Finding:
    import torch

    versions = {"program": __version__, "Python": platform.python_version(), "torch": torch.__version__}
    return True, ", ".join(f"{name} {version}" for name, version in versions.items())


def _find_trainer(key: str) -> Finding:
    import numpy as np

    from linreg_gui.core.session.run import Run

    run = Run(Experiment(trainer=key))
    block = run.advance(run.updates_until(run.goal))
    away = float(np.abs(block.parameters[-1] - run.surroundings.moments.optimum).max())
    passed = run.finished and not run.diverged and away < _FAR
    return passed, f"{len(block)} updates, {away:.1g} from the closed form"


def _find_file() -> Finding:
    experiment = Experiment(seed=7)
    with ToldToEnd(lambda: None) as interruption, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"check{SUFFIX}"
        write_experiment(path, experiment)
        same = read_experiment(path) == experiment
    if interruption.came:  # but the folder had to go first
        raise KeyboardInterrupt
    return same, "written and read back" if same else "read back otherwise than written"


CORE_CHECKS: Final[Mapping[str, Callable[[], Finding]]] = {
    "system": lambda: (True, platform.platform() + (" (bundle)" if getattr(sys, "frozen", False) else "")),
    "versions": _find_versions,
    **{f"trainer {key}": partial(_find_trainer, key) for key in TRAINERS},
    "file": _find_file,
}
"""Versions, every trainer against the closed form, and a file written and read back."""
