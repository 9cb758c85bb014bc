"""The application that all windows are in."""

import sys

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from linreg_gui import __version__
from linreg_gui.gui.app.planted import read_no_objects
from linreg_gui.gui.app.platform import explained
from linreg_gui.gui.controls.slider import Slider, SpokenSlider
from linreg_gui.gui.style.accessibility import speak_for
from linreg_gui.gui.views.canvas import Canvas, SpokenCanvas


class Application(QApplication):
    """The application. On macOS the system tells it which file was double-clicked."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Pass on the file to open."""
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application() -> Application:
    """Return the application, with its names and its style."""
    read_no_objects()
    with explained():
        application = Application(sys.argv[:1])
    application.setApplicationName("linreg-playground")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("linreg-playground")
    application.setStyle("Fusion")
    speak_for({Slider: SpokenSlider, Canvas: SpokenCanvas})
    return application
