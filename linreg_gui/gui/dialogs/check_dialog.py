"""Help → Check this installation: runs the program's own check and shows what it found."""

import locale
import sys

from PySide6.QtCore import QProcess, Slot
from PySide6.QtWidgets import QWidget

from linreg_gui.gui.dialogs.report_dialog import ReportDialog


class CheckDialog(ReportDialog):
    """Runs ``linreg-gui selfcheck`` as a process of its own, so that the window goes on and nothing is shared."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
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

    def reject(self) -> None:
        """End a check that is still running: in whichever way the dialog is closed, Qt comes by here."""
        self._process.kill()
        self._process.waitForFinished()
        super().reject()

    def _show_words(self) -> None:
        self.setWindowTitle(self.tr("Check this installation"))
        if self._exit_code is None:
            self._message.setText(self.tr("Checking…"))
        elif self._exit_code == 0:
            self._message.setText(self.tr("All is well."))
        else:
            self._message.setText(self.tr("Something does not work here."))

    @Slot()
    def _on_finished(self) -> None:
        self._exit_code = self._process.exitCode()
        told = bytes(self._process.readAllStandardOutput().data())
        self.report.setPlainText(told.decode(locale.getencoding(), errors="replace"))
        self._retranslate()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._exit_code = 1
            self.report.setPlainText(self._process.errorString())
            self._retranslate()
