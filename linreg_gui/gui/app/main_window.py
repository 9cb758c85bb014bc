"""The one window: its layout, and whose key it is."""

import os
import sys
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGridLayout,
    QMainWindow,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.core.spec.wording import printable
from linreg_gui.gui.controls.control_panel import ControlPanel
from linreg_gui.gui.controls.slider import Slider
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.style.resource import resource
from linreg_gui.gui.views.epoch_log import EpochLog
from linreg_gui.gui.views.plot import Plot

WINDOW_SIZE: Final = (1280, 800)
_TITLE_BAR: Final = 40
_LEAST_FOR_PLOTS: Final = 0.3

_KEYS_OF = {
    Slider: {Qt.Key.Key_Left, Qt.Key.Key_Right},
    QComboBox: {Qt.Key.Key_Space},
    QAbstractButton: {Qt.Key.Key_Space},
    QTableView: {Qt.Key.Key_Left, Qt.Key.Key_Right},
}


class MainWindow(QMainWindow):
    """Controls on the left, plots in the middle, epochs on the right, the transport bar below."""

    file_chosen = Signal(object)  # a text; Qt's texts cannot hold every name
    painted = Signal()
    closed = Signal()

    def __init__(
        self,
        panel: ControlPanel,
        plots: Sequence[Plot],
        epoch_log: EpochLog,
        transport: TransportBar,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._panel = panel
        self._epoch_log = epoch_log
        self._preferences = preferences
        self._file = ""
        # A paint event comes in the middle of the painting; this timer after all of it.
        self._after_painting = QTimer(self)
        self._after_painting.setSingleShot(True)
        self._after_painting.timeout.connect(self.painted)
        self.setAcceptDrops(True)
        self.setWindowIcon(QIcon(str(resource("icons/linreg-playground.png"))))
        self._centre = centre = QWidget()
        centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        grid = QGridLayout(centre)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for row, plot in enumerate(plots):
            grid.addWidget(plot, row, 0)
            grid.setRowStretch(row, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for index, (widget, stretch) in enumerate(((panel, 0), (centre, 1), (epoch_log, 0))):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(index, stretch)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(transport)
        self.setCentralWidget(whole)
        self._retranslate()
        self._restore_layout()
        centre.setFocus()  # else the first control would have it, and keep the space bar from playing
        whole.installEventFilter(self)
        self._splitter.installEventFilter(self)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        for widget in self.findChildren(QWidget):
            if _keys_of(widget):
                widget.installEventFilter(self)

    def _retranslate(self) -> None:
        self._show_title()
        self._centre.setAccessibleName(self.tr("Plots"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave keys to a focused control that needs them, notice the first painting, and divide another width."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain_key = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if plain_key and event.key() in _keys_of(watched):
                event.accept()
                return True
        elif event.type() is QEvent.Type.Paint and watched is self.centralWidget():
            watched.removeEventFilter(self)
            self._after_painting.start(0)
        elif event.type() is QEvent.Type.Resize and watched is self._splitter and not self._divided_by_hand:
            self._divide()
        return super().eventFilter(watched, event)

    def show_file(self, name: str) -> None:
        """Show the name of the file that the experiment came from."""
        self._file = name
        self._show_title()

    def _show_title(self) -> None:
        title = self.tr("Linear Regression Playground")
        name = printable(self._file).replace("[*]", "[*][*]")  # twice means itself, once where Qt puts its mark
        self.setWindowTitle(f"{name}[*] – {title}" if name else title)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file dropped."""
        files = [_path_of(url) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.file_chosen.emit(files[0])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout."""
        place = self.normalGeometry()
        self._preferences.set_layout(
            "window", [place.x(), place.y(), place.width(), place.height(), int(self.isMaximized())]
        )
        self._preferences.set_layout("splitter", self._splitter.sizes() if self._divided_by_hand else [])
        super().closeEvent(event)
        self._after_painting.stop()
        self.hide()  # what is left to do takes a moment, and nobody has to watch it
        self.closed.emit()

    def arrange(self) -> None:
        """Divide the width anew, whatever was done by hand."""
        self._divided_by_hand = False
        self._epoch_log.fit_columns()
        self._divide()

    def _divide(self) -> None:
        """Give the controls and the epochs what they need and the plots the rest, which is never too little."""
        whole, left = self._splitter.width(), self._panel.minimumSizeHint().width()
        plots = max(whole - left - self._epoch_log.sizeHint().width(), int(_LEAST_FOR_PLOTS * whole))
        self._splitter.setSizes([left, plots, whole - left - plots])

    @Slot()
    def _on_splitter_moved(self) -> None:
        self._divided_by_hand = True

    def _restore_layout(self) -> None:
        room = self.screen().availableSize() - QSize(0, _TITLE_BAR)
        self.resize(QSize(*WINDOW_SIZE).boundedTo(room))
        match self._preferences.layout("window"):
            case [x, y, width, height, maximized]:
                self._move(QRect(x, y, width, height))
                self.setWindowState(Qt.WindowState.WindowMaximized if maximized else Qt.WindowState.WindowNoState)
        sizes = self._preferences.layout("splitter")
        self._divided_by_hand = len(sizes) == self._splitter.count() and min(sizes) > 0
        if self._divided_by_hand:
            self._splitter.setSizes(sizes)

    def _move(self, place: QRect) -> None:
        """Move to a place, or near it where the screens of today can show the whole window."""
        screen = QGuiApplication.screenAt(place.center()) or self.screen()
        room = screen.availableGeometry().adjusted(0, _TITLE_BAR, 0, 0)
        place.setSize(place.size().boundedTo(room.size()).expandedTo(self.minimumSizeHint()))
        place.moveRight(min(place.right(), room.right()))
        place.moveBottom(min(place.bottom(), room.bottom()))
        place.moveLeft(max(place.left(), room.left()))
        place.moveTop(max(place.top(), room.top()))
        self.setGeometry(place)


def _path_of(url: QUrl) -> str:
    """Return the path of a local file, whose name need not be in UTF-8."""
    if sys.platform == "win32":
        return url.toLocalFile()
    return os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))


def _keys_of(widget: QObject) -> set[Qt.Key]:
    """Return the keys that a control needs for itself although they are shortcuts of the window."""
    return set().union(*(keys for kind, keys in _KEYS_OF.items() if isinstance(widget, kind)))
