"""``linreg-gui selfcheck``: whether this installation can do its work."""

import json
import os
import sys
import tempfile
from dataclasses import asdict
from typing import Final

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from linreg_gui.core.selfcheck import Check, check_core
from linreg_gui.gui.app import Playground, make_application
from linreg_gui.gui.language import LANGUAGES
from linreg_gui.gui.resource import resource
from linreg_gui.gui.settings import Settings
from linreg_gui.gui.unseen import has_display
from linreg_gui.output import say

_FEWEST_COLORS: Final = 12
"""A window that paints nothing but its background has fewer."""


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
        say(json.dumps({"passed": passed, "checks": [asdict(check) for check in checks]}))
    else:
        for check in checks:
            say(f"{'ok' if check.passed else 'FAILED':8}{check.name:20}{check.detail}")
        if not passed:
            print("Something does not work here.", file=sys.stderr)
    return 0 if passed else 1


def _check_gui() -> list[Check]:
    """Check the platform, fonts for Chinese, the files the window needs, and that it paints something."""
    application = make_application()
    fonts = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    translations = (f"translations/linreg-playground_{code}.qm" for code in LANGUAGES if code != "en")
    missing = [name for name in ("icons/linreg-playground.png", *translations) if not resource(name).is_file()]
    platform = f"{QGuiApplication.platformName()}, PySide6 {pyside_version}"
    checks = [
        Check("platform", passed=True, detail=platform),
        # English needs none of them, so their lack is told but is no failure.
        Check("fonts for Chinese", passed=True, detail=fonts[0] if fonts else "none: Chinese would show as boxes"),
        Check("resources", passed=not missing, detail=f"missing: {', '.join(missing)}" if missing else "complete"),
        _check_window(application),
    ]
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return checks


def _check_window(application: QApplication) -> Check:
    with tempfile.TemporaryDirectory() as folder:
        # The window of the check must not touch what the user's window remembers.
        settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
        playground = Playground(application, settings)
        image = playground.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        playground.close()
        playground.window.deleteLater()
    places = ((x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5))
    colors = len({image.pixel(x, y) for x, y in places})
    return Check(
        "window",
        passed=colors >= _FEWEST_COLORS,
        detail=f"{image.width()} × {image.height()} pixels in {colors} colours",
    )
