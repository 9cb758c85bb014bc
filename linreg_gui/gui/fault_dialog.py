"""Says that something broke, with a report to copy. The window goes on."""

import platform
import traceback
from types import TracebackType

import pyqtgraph
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from linreg_gui import __version__


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


class FaultDialog(QDialog):
    """Shows the first report; further ones that come while it is open are counted, not piled up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._more = 0
        self._message = QLabel(self, wordWrap=True)
        self.report = QPlainTextEdit(self, readOnly=True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy_clicked)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._message)
        layout.addWidget(self.report, 1)
        layout.addWidget(self._buttons)
        self.resize(680, 420)
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

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Something went wrong"))
        self.report.setAccessibleName(self.windowTitle())
        words = self.tr(
            "The playground made a mistake. You can go on; please send this report to those who look after it."
        )
        if self._more:
            words += " " + self.tr("Further mistakes since then: {count}").format(count=self._more)
        self._message.setText(words)
        self.copy.setText(self.tr("Copy report"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
