"""What all tests share."""

import os
import signal
import sys

from hypothesis import HealthCheck, settings

# No test may depend on a display, except where it starts one; set before Qt makes its first window.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# These need an X server, or a shell and signals as Linux has them.
if sys.platform != "linux":
    collect_ignore = [
        "benchmarks",
        "cli",
        "gui/app/test_real_window.py",
        "gui/app/test_screen_reader.py",
        "process",
        "test_starts.py",
    ]

# Started in the background of a script, tests would hand on to the programs they start that Ctrl+C is to be ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != "win32":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup ignores it

# The same examples in every run and on every machine, however busy it is.
settings.register_profile(
    "playground",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("playground")
