"""The menus of the window, and the shortcuts in them."""

from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox

from linreg_gui import __version__
from linreg_gui.core.spec.wording import printable
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.style.language import LANGUAGES
from linreg_gui.gui.views.across import Across


class Menus(QObject):
    """Fills the menu bar of a window.

    Parameters
    ----------
    window : QMainWindow
        The window.
    transport : TransportBar
        Whose buttons the *Run* menu presses.
    preferences : Preferences
        What is ticked at first.
    """

    open_asked = Signal()
    back_asked = Signal()
    epoch_back_asked = Signal()
    save_asked = Signal()
    save_as_asked = Signal()
    file_chosen = Signal(object)  # a text; Qt's texts cannot hold every name
    check_asked = Signal()
    language_chosen = Signal(str)
    projector_switched = Signal(bool)
    across_chosen = Signal(object)
    logarithmic_chosen = Signal(bool)

    def __init__(self, window: QMainWindow, transport: TransportBar, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._recent: list[str] = []
        bar = window.menuBar()
        self._file_menu = bar.addMenu("")
        self._open = self._file_menu.addAction("", QKeySequence.StandardKey.Open, self.open_asked.emit)
        self._recent_menu = self._file_menu.addMenu("")
        self._recent_menu.setToolTipsVisible(True)
        self._recent_menu.triggered.connect(self._on_recent_triggered)
        self._save = self._file_menu.addAction("", QKeySequence.StandardKey.Save, self.save_asked.emit)
        self._save_as = self._file_menu.addAction("", QKeySequence("Ctrl+Shift+S"), self.save_as_asked.emit)
        self._file_menu.addSeparator()
        self._quit = self._file_menu.addAction("", QKeySequence("Ctrl+Q"), window.close)
        self._run_menu = bar.addMenu("")
        self._play = self._run_menu.addAction("", QKeySequence(Qt.Key.Key_Space), transport.play.click)
        self._update = self._run_menu.addAction("", QKeySequence(Qt.Key.Key_Right), transport.update_step.click)
        self._epoch = self._run_menu.addAction("", QKeySequence("Shift+Right"), transport.epoch_step.click)
        self._back = self._run_menu.addAction("", QKeySequence(Qt.Key.Key_Left), self.back_asked.emit)
        self._epoch_back = self._run_menu.addAction("", QKeySequence("Shift+Left"), self.epoch_back_asked.emit)
        self._reset = self._run_menu.addAction("", QKeySequence(Qt.Key.Key_R), transport.reset.click)
        self._view_menu = bar.addMenu("")
        self._projector = self._view_menu.addAction("")
        self._projector.setCheckable(True)
        self._projector.setShortcut("F9")
        self._projector.setChecked(preferences.projector)
        self._projector.toggled.connect(self.projector_switched)
        self._across_menu, self._across = self._add_choice(Across, self.across_chosen)
        self._loss_menu, self._logarithmic = self._add_choice((True, False), self.logarithmic_chosen)
        # In both languages, so that whoever cannot read the window finds the way back.
        self._language_menu = self._view_menu.addMenu("&Language · 语言")
        self._languages = QActionGroup(self)
        for code, name in LANGUAGES.items():
            action = self._language_menu.addAction(name)
            action.setCheckable(True)
            action.setData(code)
            action.setChecked(code == preferences.language)
            self._languages.addAction(action)
        self._languages.triggered.connect(self._on_language_triggered)
        self._help_menu = bar.addMenu("")
        self._check = self._help_menu.addAction("", self.check_asked.emit)
        self._about = self._help_menu.addAction("", self._on_about_triggered)
        window.installEventFilter(self)
        self._retranslate()

    def _add_choice(self, values: Iterable[object], chosen: SignalInstance) -> tuple[QMenu, list[QAction]]:
        """Add a menu of which one entry is ticked, the first one at first."""
        menu, group = self._view_menu.addMenu(""), QActionGroup(self)
        for value in values:
            action = menu.addAction("", partial(chosen.emit, value))
            action.setCheckable(True)
            group.addAction(action)
        group.actions()[0].setChecked(True)
        return menu, group.actions()

    def offer(self, recent: Sequence[str]) -> None:
        """Offer the files opened last."""
        self._recent = list(recent)
        self._recent_menu.clear()
        self._recent_menu.setEnabled(bool(recent))
        for index, path in enumerate(recent):
            action = self._recent_menu.addAction(printable(Path(path).name).replace("&", "&&"))
            action.setData(index)
            action.setToolTip(f"<span>{escape(printable(path))}</span>")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language of the window."""
        if event.type() is QEvent.Type.LanguageChange and watched is self._window:
            self._retranslate()
        return super().eventFilter(watched, event)

    def _retranslate(self) -> None:
        self._file_menu.setTitle(self.tr("&File"))
        self._open.setText(self.tr("&Open…"))
        self._recent_menu.setTitle(self.tr("Open &recent"))
        self._save.setText(self.tr("&Save"))
        self._save_as.setText(self.tr("Save &as…"))
        self._quit.setText(self.tr("&Quit"))
        self._run_menu.setTitle(self.tr("&Run"))
        self._play.setText(self.tr("&Play or pause"))
        self._update.setText(self.tr("One &update"))
        self._epoch.setText(self.tr("One &epoch"))
        self._back.setText(self.tr("Back by an u&pdate"))
        self._epoch_back.setText(self.tr("Back by an ep&och"))
        self._reset.setText(self.tr("&Reset"))
        self._view_menu.setTitle(self.tr("&View"))
        self._projector.setText(self.tr("&Projector mode"))
        self._across_menu.setTitle(self.tr("&Updates axis"))
        words = (self.tr("&Linear"), self.tr("Lo&garithmic"), self.tr("&Newest 300"))
        for action, text in zip(self._across, words, strict=True):
            action.setText(text)
        self._loss_menu.setTitle(self.tr("L&oss axis"))
        for action, text in zip(self._logarithmic, (self.tr("Lo&garithmic"), self.tr("&Linear")), strict=True):
            action.setText(text)
        self._help_menu.setTitle(self.tr("&Help"))
        self._check.setText(self.tr("&Check this installation"))
        self._about.setText(self.tr("&About"))

    @Slot(QAction)
    def _on_recent_triggered(self, action: QAction) -> None:
        self.file_chosen.emit(self._recent[action.data()])

    @Slot(QAction)
    def _on_language_triggered(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())

    @Slot()
    def _on_about_triggered(self) -> None:
        QMessageBox.about(
            self._window,
            self.tr("About the Linear Regression Playground"),
            self.tr(
                "Linear Regression Playground {version}\n\nSee how a model learns by mini-batch gradient descent."
            ).format(version=__version__),
        )
