"""The languages of the window, changed while it is open."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from linreg_gui.gui.style.resource import resource

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文"}
"""Code and own name of each language."""


def system_language() -> str:
    """Return the code of the language that suits the system: Chinese for Chinese systems, else English."""
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


class Translations(QObject):
    """Installs the translations of one language at a time, those of Qt's own dialogs included."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []

    def use(self, language: str) -> None:
        """Show the window in a language of `LANGUAGES`."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        if language == "en":
            return
        folders = {
            f"qtbase_{language}": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath),
            f"linreg-playground_{language}": str(resource("translations")),
        }
        for name, folder in folders.items():
            translator = QTranslator(self)
            if translator.load(name, folder):
                self._installed.append(translator)
                QCoreApplication.installTranslator(translator)
