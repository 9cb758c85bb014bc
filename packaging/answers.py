"""The first statements of the bundle: PyInstaller's own, which load Qt, come later and take longer."""

import os

try:
    from linreg_gui.process.interruption import end_at_once

    end_at_once()
except KeyboardInterrupt:
    os._exit(130)
