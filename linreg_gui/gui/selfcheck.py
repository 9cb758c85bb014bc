"""Whether this installation can show its window: checks that need Qt."""

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSettings
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from linreg_gui.core.selfcheck import Check
from linreg_gui.gui.app import Playground
from linreg_gui.gui.language import LANGUAGES
from linreg_gui.gui.resource import resource
from linreg_gui.gui.settings import Settings

_FEWEST_COLORS = 12


def check_gui(application: QApplication) -> list[Check]:
    """Check the platform, fonts for Chinese, the files the window needs, and that it paints something."""
    fonts = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    needed = [
        "icons/linreg-playground.png",
        *(f"translations/linreg-playground_{code}.qm" for code in LANGUAGES if code != "en"),
    ]
    missing = [name for name in needed if not resource(name).is_file()]
    platform = f"{QGuiApplication.platformName()}, PySide6 {pyside_version}"
    return [
        Check("platform", passed=True, detail=platform),
        # English needs none of them, so their lack is told but is no failure.
        Check("fonts for Chinese", passed=True, detail=fonts[0] if fonts else "none: Chinese would show as boxes"),
        Check("resources", passed=not missing, detail=f"missing: {', '.join(missing)}" if missing else "complete"),
        _check_window(application),
    ]


def _check_window(application: QApplication) -> Check:
    playground = Playground(application, Settings(QSettings()))
    image = playground.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    places = ((x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5))
    colors = len({image.pixel(x, y) for x, y in places})
    playground.close()
    playground.window.deleteLater()
    return Check(
        "window",
        passed=colors >= _FEWEST_COLORS,
        detail=f"{image.width()} × {image.height()} pixels in {colors} colours",
    )
