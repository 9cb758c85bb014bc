"""The window bears whatever is done to it, in whatever order."""

import subprocess
import sys


def test_five_hundred_random_actions_break_nothing() -> None:
    command = [sys.executable, "-P", "-m", "tests.stress.run", "--seed", "1", "--actions", "500"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("nothing went wrong\n")
