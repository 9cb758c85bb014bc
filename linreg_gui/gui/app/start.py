"""How the program with the window starts and ends."""

import gc
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths

from linreg_gui.core.spec.wording import Refusal, printable
from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.bell import Bell
from linreg_gui.gui.app.display import has_display
from linreg_gui.gui.app.main_window import WINDOW_SIZE
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.app.unseen import PICTURE, train_unseen
from linreg_gui.gui.model.documents import read_for_window
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.process.interruption import ToldToEnd
from linreg_gui.process.streams import say


def main(file: str | None = None) -> int:
    """Open the window; where there is no display, train once and write a picture of the window instead.

    Parameters
    ----------
    file : str, optional
        An experiment to open.
    """
    seen = has_display()
    if not seen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # the platform says what it does not support
    application = make_application()
    preferences = Preferences(_preferences_file() if seen else None)  # what nobody sees is not remembered
    if file and not seen:
        try:
            preferences.experiment = read_for_window(Path(file))
        except Refusal as refusal:
            print(f"linreg-gui: {refusal}", file=sys.stderr)
            return 2
    playground = Playground(application, preferences)
    sys.excepthook = playground.report
    application.file_asked.connect(playground.documents.open)
    if not seen:
        what = printable(file) if file else "the default experiment"
        say(f"No display: training {what} and painting its window to {PICTURE}.")
        playground.window.resize(*WINDOW_SIZE)
        train_unseen(playground)
    playground.window.painted.connect(_collect_garbage)
    playground.window.show()
    bell = Bell()
    with ToldToEnd(playground.leave):
        if file and seen:
            playground.documents.open(file)
        code = application.exec()
        bell.silence()
    sys.excepthook = sys.__excepthook__
    # Widgets that outlive the application crash the process at its end.
    playground.window.deleteLater()
    playground.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return code or playground.exit_code


def _collect_garbage() -> None:
    """Look for garbage from now on, but not among what every start makes and keeps."""
    gc.freeze()
    gc.enable()


def _preferences_file() -> Path:
    """Return where the window remembers things."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)) / "settings.json"
