"""Colours of the light and the dark scheme, and the projector's larger sizes."""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

PROJECTOR_SCALE: Final = 1.4
"""How much larger fonts and lines are in projector mode."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """How things look.

    The colours of curves are from the set of Okabe & Ito (2008), which people with colour-blindness can tell apart.

    Attributes
    ----------
    window, base, button, text, muted, accent, error : str
        Colours of the controls.
    loss, batch_loss, predicted : str
        Colours of the loss curves.
    parameters : tuple of str
        Colours of w1, w2, … and, last, of b.
    scale : float
        Factor on fonts and lines.
    """

    window: str
    base: str
    button: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    error: str
    loss: str
    batch_loss: str
    predicted: str
    parameters: tuple[str, ...]
    scale: float = 1.0

    def parameter_color(self, index: int, count: int) -> str:
        """Return the colour of a parameter out of `count`; b is the last one and always has the same."""
        return self.parameters[-1] if index == count - 1 else self.parameters[index % (len(self.parameters) - 1)]

    def scaled(self, scale: float) -> "Appearance":
        """Return the same colours with other sizes."""
        return replace(self, scale=scale)

    def palette(self) -> QPalette:
        """Return the colours as Qt wants them."""
        roles = {
            QPalette.ColorRole.Window: self.window,
            QPalette.ColorRole.WindowText: self.text,
            QPalette.ColorRole.Base: self.base,
            QPalette.ColorRole.AlternateBase: self.window,
            QPalette.ColorRole.Text: self.text,
            QPalette.ColorRole.PlaceholderText: self.muted,
            QPalette.ColorRole.Button: self.button,
            QPalette.ColorRole.ButtonText: self.text,
            QPalette.ColorRole.BrightText: self.error,
            QPalette.ColorRole.Mid: self.border,
            QPalette.ColorRole.ToolTipBase: self.base,
            QPalette.ColorRole.ToolTipText: self.text,
            QPalette.ColorRole.Highlight: self.accent,
            QPalette.ColorRole.HighlightedText: self.accent_text,
            QPalette.ColorRole.Accent: self.accent,
            QPalette.ColorRole.Link: self.accent,
        }
        palette = QPalette(QColor(self.button), QColor(self.window))
        for role, color in roles.items():
            palette.setColor(role, QColor(color))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(self.muted))
        return palette


LIGHT: Final = Appearance(
    window="#f3f4f6",
    base="#ffffff",
    button="#e9ebef",
    border="#c9cdd4",
    text="#1b1e23",
    muted="#767c87",
    accent="#0072b2",
    accent_text="#ffffff",
    error="#b3261e",
    loss="#0072b2",
    batch_loss="#8fbcd8",
    predicted="#b04a00",
    parameters=("#0072b2", "#d55e00", "#cc79a7", "#e69f00", "#009e73"),
)
DARK: Final = Appearance(
    window="#202328",
    base="#17191d",
    button="#30343b",
    border="#474c55",
    text="#e8eaed",
    muted="#8f96a1",
    accent="#56b4e9",
    accent_text="#10151a",
    error="#ff8a80",
    loss="#56b4e9",
    batch_loss="#35617c",
    predicted="#e69f00",
    parameters=("#56b4e9", "#e69f00", "#cc79a7", "#f0e442", "#1fbf92"),
)


def system_appearance() -> Appearance:
    """Return the appearance that goes with the system's light or dark scheme."""
    return DARK if QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
