"""Help → Check this installation: runs the program's own check and shows what it found."""

import sys

from PySide6.QtCore import QEvent, QProcess, Slot
from PySide6.QtGui import QCloseEvent, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget


class CheckDialog(QDialog):
    """Runs ``linreg-gui selfcheck`` as a process of its own, so that the window goes on and nothing is shared."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._message = QLabel(self, wordWrap=True)
        self.report = QPlainTextEdit(self, readOnly=True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy_clicked)
        self._buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._message)
        layout.addWidget(self.report, 1)
        layout.addWidget(self._buttons)
        self.resize(640, 320)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.finished.connect(self._on_finished)
        self._exit_code: int | None = None
        self._retranslate()

    def check(self) -> None:
        """Show the dialog and make the checks."""
        self.show()
        if self._process.state() is QProcess.ProcessState.NotRunning:
            self._exit_code = None
            self.report.clear()
            self._retranslate()
            module = [] if getattr(sys, "frozen", False) else ["-m", "linreg_gui"]
            self._process.start(sys.executable, [*module, "selfcheck"])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End a check that is still running."""
        self._process.kill()
        self._process.waitForFinished()
        super().closeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Check this installation"))
        self.report.setAccessibleName(self.windowTitle())
        if self._exit_code is None:
            self._message.setText(self.tr("Checking…"))
        elif self._exit_code == 0:
            self._message.setText(self.tr("All is well."))
        else:
            self._message.setText(self.tr("Something does not work here."))
        self.copy.setText(self.tr("Copy report"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    @Slot()
    def _on_finished(self) -> None:
        self._exit_code = self._process.exitCode()
        self.report.setPlainText(bytes(self._process.readAllStandardOutput().data()).decode(errors="replace"))
        self._retranslate()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
