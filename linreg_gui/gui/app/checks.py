"""Whether this installation can show its window: checks that need Qt."""

from collections.abc import Iterator
from typing import Final

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.core.session.checks import Check, Finding, make_check
from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.style.language import LANGUAGES
from linreg_gui.gui.style.resource import resource

_FEWEST_COLORS: Final = 12
"""A part of the window that paints nothing but its background has fewer."""


def window_checks() -> Iterator[Check]:
    """Check the platform, fonts for Chinese, the files the window needs, and that it paints all its parts."""
    application = make_application()
    yield make_check("platform", lambda: (True, f"{QGuiApplication.platformName()}, PySide6 {pyside_version}"))
    yield make_check("fonts for Chinese", _find_fonts)
    yield make_check("resources", _find_resources)
    yield make_check("window", lambda: _find_window(application))
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _find_fonts() -> Finding:
    fonts = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    # English needs none of them, so their lack is told but is no failure.
    return True, fonts[0] if fonts else "none: Chinese would show as boxes"


def _find_resources() -> Finding:
    translations = (f"translations/linreg-playground_{code}.qm" for code in LANGUAGES if code != "en")
    missing = [name for name in ("icons/linreg-playground.png", *translations) if not resource(name).is_file()]
    return not missing, f"missing: {', '.join(missing)}" if missing else "complete"


def _find_window(application: QApplication) -> Finding:
    # The window of the check must not touch what the user's window remembers.
    playground = Playground(application, Preferences())
    window = playground.window
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    parts = (playground.panel, *playground.plots, playground.epoch_log, playground.transport)
    colors = [_colors(image, _place(part, window)) for part in parts]
    playground.close()
    window.deleteLater()
    told = f"{image.width()} × {image.height()} pixels, its parts in {', '.join(map(str, colors))} colours"
    return min(colors) >= _FEWEST_COLORS, told


def _place(part: QWidget, window: QWidget) -> QRect:
    """Return where a part is in the window; nowhere if it is hidden."""
    return QRect(part.mapTo(window, QPoint()), part.size()) if part.isVisibleTo(window) else QRect()


def _colors(image: QImage, place: QRect) -> int:
    """Count the colours in a part of a picture, looking at a ninth of it."""
    columns, rows = range(place.left(), place.right() + 1, 3), range(place.top(), place.bottom() + 1, 3)
    return len({image.pixel(x, y) for x in columns for y in rows if image.valid(x, y)})
