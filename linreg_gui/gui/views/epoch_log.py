"""The table on the right: where each epoch ended."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.trace import Trace
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.style.names import parameter_names

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

_LEFT, _RIGHT = 8, 14
_REDRAW_MILLISECONDS = 200


class EpochLog(QWidget):
    """Epoch, loss and parameters, a row an epoch; rows can be copied into a spreadsheet.

    Parameters
    ----------
    parameters : int
        How many parameters there are at first.
    """

    def __init__(self, parameters: int) -> None:
        super().__init__()
        self._trace: Trace | None = None
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._model = _Epochs(self)
        self.table = QTableView(self)
        self.table.setModel(self._model)
        # Queued, Qt does it by itself: called from here, Python and with it training would wait.
        self._model.rowsInserted.connect(self.table.scrollToBottom, Qt.ConnectionType.QueuedConnection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setMinimumSectionSize(30)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REDRAW_MILLISECONDS)
        self._rest.timeout.connect(self.redraw)
        self._copy = QAction(self.table)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self._on_copy_triggered)
        self._copy_all = QAction(self.table)
        self._copy_all.triggered.connect(self._on_copy_all_triggered)
        self.table.addActions([self._copy, self._copy_all])
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_LEFT, 8, _RIGHT, 4)
        layout.addWidget(self._title)
        layout.addWidget(self.table, 1)
        self._retranslate()
        self._model.begin(parameters)
        self.fit_columns()

    def begin(self, start: Start, trace: Trace) -> None:
        """Show a new run, which has no epochs yet."""
        self._trace = trace
        self._rest.stop()
        self._model.begin(len(start.parameters))
        self.fit_columns()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Stay as it is: what was measured stays measured."""

    def set_horizon(self, updates: int) -> None:
        """Stay as it is."""

    def set_forecast(self, forecast: "Forecast | None") -> None:
        """Stay as it is: here is only what has happened."""

    @Slot()
    def redraw(self) -> None:
        """Show the epochs that have ended since, a few times a second: faster than that nobody can read them."""
        if self._trace and not self._rest.isActive() and self._model.extend(self._trace.epochs):
            self._rest.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.fit_columns()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Be as wide as all columns."""
        columns = sum(self._column_widths())
        frame = self.table.verticalScrollBar().sizeHint().width() + 2 * self.table.frameWidth()
        return QSize(columns + frame + _LEFT + _RIGHT, super().sizeHint().height())

    def fit_columns(self) -> None:
        """Make room for the widest numbers there can be."""
        for column, width in enumerate(self._column_widths()):
            self.table.setColumnWidth(column, width)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)

    def _column_widths(self) -> list[int]:
        widest = ["1000", short(0.00001234), *[short(-9)] * (self._model.columnCount() - 2)]
        header = self.table.horizontalHeader()
        return [
            max(self.fontMetrics().horizontalAdvance(text) + 8, header.sectionSizeHint(column))
            for column, text in enumerate(widest)
        ]

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Epoch log"))
        self.table.setAccessibleName(self.tr("Table of epochs"))
        self._copy.setText(self.tr("Copy"))
        self._copy_all.setText(self.tr("Copy all"))
        self._model.set_titles(self.tr("epoch"), self.tr("loss"))

    @Slot()
    def _on_copy_triggered(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self._model.as_text(rows))

    @Slot()
    def _on_copy_all_triggered(self) -> None:
        if self._trace:
            self._model.extend(self._trace.epochs)
        QGuiApplication.clipboard().setText(self._model.as_text(range(self._model.rowCount())))


class _Epochs(QStandardItemModel):
    """The cells lie in Qt, not in Python: painting them in the middle of training waits for nobody."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._epochs: list[Epoch] = []
        self._titles = ["", ""]
        self._names: list[str] = []
        cell = QStandardItem()
        cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cell.setEditable(False)
        self.setItemPrototype(cell)

    def set_titles(self, *titles: str) -> None:
        self._titles = list(titles)
        self.setHorizontalHeaderLabels(self._titles + self._names)

    def begin(self, parameters: int) -> None:
        self._epochs = []
        self._names = parameter_names(parameters)
        self.setRowCount(0)
        self.setColumnCount(len(self._titles) + parameters)
        self.setHorizontalHeaderLabels(self._titles + self._names)

    def extend(self, epochs: list[Epoch]) -> bool:
        """Add what `epochs` has more; tell whether that was anything."""
        known = len(self._epochs)
        if len(epochs) == known:
            return False
        self._epochs += epochs[known:]
        self.setRowCount(len(epochs))
        for row, epoch in enumerate(epochs[known:], start=known):
            cells = [str(epoch.number), short(epoch.loss), *map(short, epoch.parameters.tolist())]
            for column, text in enumerate(cells):
                self.setData(self.index(row, column), text)
        return True

    def as_text(self, rows: Iterable[int]) -> str:
        """Return rows in full precision, with their titles, as spreadsheets take them."""
        lines = [self._titles + self._names]
        lines += [
            [str(epoch.number), repr(epoch.loss), *map(repr, epoch.parameters.tolist())]
            for epoch in map(self._epochs.__getitem__, rows)
        ]
        return "".join("\t".join(cells) + "\n" for cells in lines)
