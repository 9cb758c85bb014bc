"""Whether this installation can train: checks that need no screen."""

import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from linreg_gui import __version__
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.files import SUFFIX, read_experiment, write_experiment
from linreg_gui.core.run import Run
from linreg_gui.core.trainers import TRAINERS, TrainerDescription

_FAR = 0.005
"""The reference run ends much closer to the optimum than that."""


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


def check_core() -> list[Check]:
    """Check versions, both trainers against the closed form, and a file written and read back."""
    versions = {"program": __version__, "Python": platform.python_version(), "torch": torch.__version__}
    frozen = " (bundle)" if getattr(sys, "frozen", False) else ""
    return [
        Check("system", passed=True, detail=platform.platform() + frozen),
        Check("versions", passed=True, detail=", ".join(f"{name} {version}" for name, version in versions.items())),
        *(_check_trainer(description) for description in TRAINERS.values()),
        _check_file(),
    ]


def _check_trainer(description: TrainerDescription) -> Check:
    run = Run(Experiment(trainer=description.key))
    block = run.advance(run.updates_until(run.goal))
    away = float(np.abs(block.parameters[-1] - run.surroundings.moments.optimum).max())
    return Check(
        f"trainer {description.key}",
        passed=run.finished and not run.diverged and away < _FAR,
        detail=f"{len(block)} updates, {away:.1g} from the closed form",
    )


def _check_file() -> Check:
    experiment = Experiment(seed=7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"check{SUFFIX}"
        write_experiment(path, experiment)
        same = read_experiment(path) == experiment
    return Check("file", passed=same, detail="written and read back" if same else "read back otherwise than written")
