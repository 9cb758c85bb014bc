"""What all tests share."""

import os
import signal

from hypothesis import HealthCheck, settings

# No test may depend on a display, except where it starts one; set before Qt makes its first window.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Started in the background of a script, tests would hand on to the programs they start that Ctrl+C is to be ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

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
