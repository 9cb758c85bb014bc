"""The sentence below a control that says why something was refused."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from linreg_gui.core.spec.wording import Refusal


class Message(QLabel):
    """Says it from a refusal on until it is withdrawn, in the language of the moment.

    Attributes
    ----------
    refusal : Refusal, optional
        What it says.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, wordWrap=True)
        self.refusal: Refusal | None = None
        self._name = ""
        self.setProperty("role", "error")
        self.setTextFormat(Qt.TextFormat.PlainText)  # it quotes what was typed
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.hide()

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why something was refused."""
        self.refusal = refusal.with_traceback(None)  # its frames would keep the window alive
        values = {**refusal.values, "key": self._name}
        self.setText("⚠ " + QCoreApplication.translate("", refusal.sentence).format(**values))
        self.show()

    def withdraw(self) -> None:
        """Say nothing."""
        self.refusal = None
        self.hide()

    def retranslate(self, name: str) -> None:
        """Follow the language, in which the control has this name."""
        self._name = name
        if self.refusal:
            self.show_refusal(self.refusal)
