"""The table on the right: where each epoch ended, and what was changed."""

from bisect import bisect_left
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from linreg_gui.core.record.block import Epoch
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.style.names import changes_in_words, parameter_names

_LEFT, _RIGHT = 8, 14
_REDRAW_MILLISECONDS = 200
_MOST_CHANGES = 12


class EpochLog(QWidget):
    """Epoch, loss and parameters, a row an epoch; rows can be copied into a spreadsheet.

    Parameters
    ----------
    parameters : int
        How many parameters there are at first.
    """

    def __init__(self, parameters: int) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._was_rewound = False
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
        self._rest.timeout.connect(self._show_rows)
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

    def show_scene(self, scene: Scene) -> None:
        """Show the epochs that have ended, and what was changed between them."""
        if self._scene is None or self._scene.start is not scene.start:
            self._rest.stop()
            self._model.begin(len(scene.start.parameters))
            self.fit_columns()
        self._scene = scene
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        """Show them a few times a second: faster than that nobody can read them."""
        if self._scene is None or self._rest.isActive():
            return
        if self._model.show_rows(log_rows(self._scene)):
            self._rest.start()
            self.table.clearSpans()
            for row in self._model.rows_of_changes():
                self.table.setSpan(row, 0, 1, self._model.columnCount())
        if self._scene.is_rewound:
            self._select(self._model.row_that_ended(self._scene.cursor.update))
        elif self._was_rewound:
            self._select(-1)
        self._was_rewound = self._scene.is_rewound

    def _select(self, row: int) -> None:
        if row < 0:
            self.table.clearSelection()
        else:
            self.table.selectRow(row)

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
        if self._scene:
            self._model.show_rows(log_rows(self._scene))
        QGuiApplication.clipboard().setText(self._model.as_text(range(self._model.rowCount())))


Row = Epoch | str
"""The end of an epoch, or words about what was changed."""


def log_rows(scene: Scene) -> list[Row]:
    """Return what there is to read, in the order in which it happened; many changes within an epoch in one row."""
    recipe = scene.course.recipe
    rows: list[Row] = []
    edits = [edit.update for edit in recipe.edits]
    for epoch in (*scene.epochs, None):
        count = bisect_left(edits, epoch.update) if epoch else len(edits)
        if count > _MOST_CHANGES:
            rows.append(changes_in_words(recipe, edits[0], edits[count - 1]))
        else:
            rows += [changes_in_words(recipe, update, update) for update in edits[:count]]
        edits = edits[count:]
        if epoch:
            rows.append(epoch)
    return rows


class _Epochs(QStandardItemModel):
    """The cells lie in Qt, not in Python: painting them in the middle of training waits for nobody."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
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
        self._rows = []
        self._names = parameter_names(parameters)
        self.setRowCount(0)
        self.setColumnCount(len(self._titles) + parameters)
        self.setHorizontalHeaderLabels(self._titles + self._names)

    def show_rows(self, rows: list[Row]) -> bool:
        """Show these; tell whether they are other ones than before."""
        known = next(
            (index for index, (one, other) in enumerate(zip(self._rows, rows, strict=False)) if not _same(one, other)),
            min(len(self._rows), len(rows)),
        )
        if known == len(rows) == len(self._rows):
            return False
        self._rows = rows
        self.setRowCount(known)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows[known:], start=known):
            for column, text in enumerate(_cells(row, short)):
                self.setData(self.index(number, column), text)
            if isinstance(row, str):
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                self.setData(self.index(number, 0), left, Qt.ItemDataRole.TextAlignmentRole)
                self.setData(self.index(number, 0), row, Qt.ItemDataRole.ToolTipRole)
        return True

    def rows_of_changes(self) -> list[int]:
        return [number for number, row in enumerate(self._rows) if isinstance(row, str)]

    def row_that_ended(self, update: int) -> int:
        """Return the row of the epoch that ended with an update; -1 if none did."""
        return next((i for i, row in enumerate(self._rows) if isinstance(row, Epoch) and row.update == update), -1)

    def as_text(self, numbers: Iterable[int]) -> str:
        """Return rows in full precision, with their titles, as spreadsheets take them."""
        lines = [self._titles + self._names, *(_cells(self._rows[number], repr) for number in numbers)]
        return "".join("\t".join(cells) + "\n" for cells in lines)


def _cells(row: Row, write: Callable[[float], str]) -> list[str]:
    if isinstance(row, str):
        return [row]
    return [str(row.number), write(row.loss), *map(write, row.parameters.tolist())]


def _same(one: Row, other: Row) -> bool:
    return one is other or (isinstance(one, str) and one == other)
