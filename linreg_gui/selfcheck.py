"""``linreg-gui selfcheck``: whether this installation can do its work."""

import json
import os
import sys
import tempfile
from dataclasses import asdict

from PySide6.QtCore import QEvent, QSettings

from linreg_gui.core.selfcheck import Check, check_core
from linreg_gui.gui.app import has_display, make_application
from linreg_gui.gui.selfcheck import check_gui


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
    for part in (check_core, _check_gui):
        try:
            checks += part()
        except Exception as error:
            checks.append(Check(part.__name__.strip("_"), passed=False, detail=f"{type(error).__name__}: {error}"))
    passed = all(check.passed for check in checks)
    if as_json:
        print(json.dumps({"passed": passed, "checks": [asdict(check) for check in checks]}))
    else:
        for check in checks:
            print(f"{'ok' if check.passed else 'FAILED':8}{check.name:20}{check.detail}")
        if not passed:
            print("Something does not work here.", file=sys.stderr)
    return 0 if passed else 1


def _check_gui() -> list[Check]:
    with tempfile.TemporaryDirectory() as folder:
        # The window of the check must not touch what the user's window remembers.
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        application = make_application()
        checks = check_gui(application)
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return checks
