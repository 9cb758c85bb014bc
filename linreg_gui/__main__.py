"""``python -m linreg_gui`` is ``linreg-gui``."""

from linreg_gui.cli import run

run()
