"""``python -m linreg_gui`` is ``linreg-gui``."""

import sys

from linreg_gui.cli import main

sys.exit(main())
