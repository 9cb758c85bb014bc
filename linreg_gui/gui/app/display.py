"""Whether a window can be seen here; known without Qt."""

import os
import sys


def has_display() -> bool:
    """Tell whether a window can be seen: on Linux that takes X, Wayland or a platform asked for by name."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return os.environ.get("QT_QPA_PLATFORM", "offscreen") not in {"offscreen", "minimal", ""}
