"""Says that something broke, with a report to copy. The window goes on."""

import platform
import traceback
from types import TracebackType

import pyqtgraph
from PySide6 import __version__ as pyside_version
from PySide6.QtWidgets import QWidget

from linreg_gui import __version__
from linreg_gui.gui.dialogs.report_dialog import ReportDialog


def fault_report(error: BaseException, trace: TracebackType | None) -> str:
    """Return what a developer needs to know of an error."""
    versions = {
        "Linear Regression Playground": __version__,
        "Python": platform.python_version(),
        "PySide6": pyside_version,
        "pyqtgraph": pyqtgraph.__version__,
        "system": platform.platform(),
    }
    head = "\n".join(f"{name} {version}" for name, version in versions.items())
    return f"{head}\n\n{''.join(traceback.format_exception(type(error), error, trace))}"


class FaultDialog(ReportDialog):
    """Shows the first report; further ones that come while it is open are counted, not piled up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._more = 0
        self._retranslate()

    def show_fault(self, error: BaseException, trace: TracebackType | None) -> None:
        """Show a report, or count it if one is being shown."""
        if self.isVisible():
            self._more += 1
        else:
            self._more = 0
            self.report.setPlainText(fault_report(error, trace))
            self.show()
        self._retranslate()

    def _show_words(self) -> None:
        self.setWindowTitle(self.tr("Something went wrong"))
        words = self.tr(
            "The playground made a mistake. You can go on; please send this report to those who look after it."
        )
        if self._more:
            words += " " + self.tr("Further mistakes since then: {count}").format(count=self._more)
        self._message.setText(words)
