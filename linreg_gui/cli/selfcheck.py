"""``linreg-gui selfcheck``: whether this installation can do its work."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

from linreg_gui.core.session.checks import CORE_CHECKS, Check, Finding, make_check
from linreg_gui.core.spec.memory import loading
from linreg_gui.gui.app.display import has_display
from linreg_gui.process.streams import say


def selfcheck(*, as_json: bool) -> int:
    """Make all checks and print what they found.

    Parameters
    ----------
    as_json : bool
        Whether to print one JSON object instead of a table.

    Returns
    -------
    int
        Exit code: 0 if all is well, else 1.
    """
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    checks = []
    for check in _checks():
        checks.append(check)
        if not as_json:
            say(f"{'ok' if check.passed else 'FAILED':8}{check.name:20}{check.detail}")
    passed = all(check.passed for check in checks)
    if as_json:
        say(json.dumps({"passed": passed, "checks": [asdict(check) for check in checks]}))
    elif not passed:
        print("Something does not work here.", file=sys.stderr)
    return 0 if passed else 1


def _checks() -> Iterator[Check]:
    platform = make_check("platform", _try_platform)  # before torch makes threads, which cannot be copied
    yield from (make_check(name, find) for name, find in CORE_CHECKS.items())
    if platform.passed:
        from linreg_gui.gui.app.checks import window_checks

        yield from window_checks()
    else:
        yield platform


def _try_platform() -> Finding:
    """Load Qt and see whether it can open a window.

    Qt ends the process if it cannot, so on Linux, where a display may be missing, a copy of this process tries.
    """
    with loading():
        from linreg_gui.gui.app.application import make_application

    if sys.platform != "linux":
        return True, ""
    copy = os.fork()
    if not copy:
        try:
            make_application()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(copy, 0)
    return not status, "Qt cannot open a window here"
