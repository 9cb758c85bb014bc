"""Collects the project and all that it needs as wheels in dist/wheelhouse; make.py starts it."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import torch_build

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dist" / "wheelhouse"

README = """To install the Linear Regression Playground from this folder, without a network:

    {python} -m venv linreg
    linreg/{bin}/python -m pip install --no-index --find-links . linreg-gui
    linreg/{bin}/linreg-gui

Needed are Python {version} and the same kind of machine as this was made on: {platform}.
"""


def main() -> int:
    """Make the folder anew and return the exit code."""
    if torch_build.is_for_graphics_cards():
        return torch_build.refuse("wheelhouse")
    shutil.rmtree(FOLDER, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-input", "--wheel-dir", str(FOLDER), "."]
    pins = dict.fromkeys(("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"), "packaging/constraints.txt")
    code = subprocess.run(pip, cwd=ROOT, env={**os.environ, **pins}, check=False).returncode
    if code == 0:
        (FOLDER / "README.txt").write_text(readme(), encoding="utf-8")
        wheels = list(FOLDER.glob("*.whl"))
        print(f"{FOLDER}: {len(wheels)} wheels, {round(sum(wheel.stat().st_size for wheel in wheels) / 1e6)} MB")
    return code


def readme() -> str:
    """Return how to install from the folder."""
    windows = os.name == "nt"
    return README.format(
        python="python" if windows else "python3",
        bin="Scripts" if windows else "bin",
        version="{}.{}".format(*sys.version_info),
        platform=f"{platform.system()}, {platform.machine()}",
    )


if __name__ == "__main__":
    sys.exit(main())
