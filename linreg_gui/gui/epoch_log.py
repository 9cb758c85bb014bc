"""The table on the right: where each epoch ended."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from linreg_gui.core.block import Epoch
from linreg_gui.core.run import Start, Surroundings
from linreg_gui.core.trace import Trace
from linreg_gui.core.wording import short
from linreg_gui.gui.names import parameter_names

if TYPE_CHECKING:
    from linreg_gui.core.forecast import Forecast

Index = QModelIndex | QPersistentModelIndex

_LEFT, _RIGHT = 8, 14


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
        self._fit_columns()

    def begin(self, start: Start, trace: Trace) -> None:
        """Show a new run, which has no epochs yet."""
        self._trace = trace
        self._model.begin(len(start.parameters))
        self._fit_columns()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Stay as it is: what was measured stays measured."""

    def set_horizon(self, updates: int) -> None:
        """Stay as it is."""

    def set_forecast(self, forecast: "Forecast") -> None:
        """Stay as it is: here is only what has happened."""

    def redraw(self) -> None:
        """Show the epochs that have ended since."""
        if self._trace and self._model.extend(self._trace.epochs):
            self.table.scrollToBottom()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() is QEvent.Type.FontChange:
            self._fit_columns()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Be as wide as all columns."""
        columns = sum(self.table.columnWidth(column) for column in range(self._model.columnCount()))
        frame = self.table.verticalScrollBar().sizeHint().width() + 2 * self.table.frameWidth()
        return QSize(columns + frame + _LEFT + _RIGHT, super().sizeHint().height())

    def _fit_columns(self) -> None:
        """Make room for the widest numbers there can be."""
        widest = ["1000", short(0.00001234), *[short(-9)] * (self._model.columnCount() - 2)]
        for column, text in enumerate(widest):
            self.table.setColumnWidth(column, self.fontMetrics().horizontalAdvance(text) + 12)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)

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
        QGuiApplication.clipboard().setText(self._model.as_text(range(self._model.rowCount())))


class _Epochs(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._epochs: list[Epoch] = []
        self._titles = ["", ""]
        self._names: list[str] = []

    def set_titles(self, *titles: str) -> None:
        self._titles = list(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 1)

    def begin(self, parameters: int) -> None:
        self.beginResetModel()
        self._epochs = []
        self._names = parameter_names(parameters)
        self.endResetModel()

    def extend(self, epochs: list[Epoch]) -> bool:
        """Add what `epochs` has more; tell whether that was anything."""
        known = len(self._epochs)
        if len(epochs) == known:
            return False
        self.beginInsertRows(QModelIndex(), known, len(epochs) - 1)
        self._epochs += epochs[known:]
        self.endInsertRows()
        return True

    def as_text(self, rows: Any) -> str:
        """Return rows in full precision, with their titles, as spreadsheets take them."""
        lines = [self._titles + self._names]
        lines += [
            [str(epoch.number), repr(epoch.loss), *map(repr, epoch.parameters.tolist())]
            for epoch in map(self._epochs.__getitem__, rows)
        ]
        return "".join("\t".join(cells) + "\n" for cells in lines)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._epochs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles) + len(self._names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self._titles + self._names)[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        epoch = self._epochs[index.row()]
        column = index.column()
        if column == 0:
            return str(epoch.number)
        return short(epoch.loss if column == 1 else float(epoch.parameters[column - 2]))
