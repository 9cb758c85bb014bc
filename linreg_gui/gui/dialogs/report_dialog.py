"""A message and a report below it that can be copied."""

from abc import abstractmethod

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget


class ReportDialog(QDialog):
    """What the dialogs with a report have in common."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._message = QLabel(self, wordWrap=True)
        self.report = QPlainTextEdit(self, readOnly=True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy_clicked)
        self._buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self._message)
        layout.addWidget(self.report, 1)
        layout.addWidget(self._buttons)
        self.resize(680, 420)

    @abstractmethod
    def _show_words(self) -> None:
        """Set title and message in the language of the moment."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._show_words()
        self.report.setAccessibleName(self.windowTitle())
        self.copy.setText(self.tr("Copy report"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(self.tr("Close"))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
