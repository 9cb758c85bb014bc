"""What all tests share."""

import os

from hypothesis import HealthCheck, settings

# No test may depend on a display, except where it starts one; set before Qt makes its first window.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

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
