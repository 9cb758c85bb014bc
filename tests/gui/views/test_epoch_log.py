"""The table of epochs: what it shows and what can be copied from it."""

from functools import partial

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.wording import short
from linreg_gui.gui.views.epoch_log import EpochLog
from tests.gui.runs import ShownRun

Rows = list[list[str]]


@pytest.fixture
def log(qtbot: QtBot) -> EpochLog:
    """Return a table that can be seen, with a look at whether its model is sound."""
    log = EpochLog(3)
    qtbot.addWidget(log)
    QAbstractItemModelTester(log.table.model(), QAbstractItemModelTester.FailureReportingMode.Warning, log)
    log.resize(400, 200)
    log.show()
    log.activateWindow()
    qtbot.waitUntil(log.isActiveWindow)
    return log


def titles(log: EpochLog) -> list[str]:
    """Return the words above the columns."""
    model = log.table.model()
    return [str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(model.columnCount())]


def cells(log: EpochLog) -> Rows:
    """Return what the table shows."""
    model = log.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def expected(shown: ShownRun) -> Rows:
    """Return what it should show."""
    return [[str(epoch.number), short(epoch.loss), *map(short, epoch.parameters)] for epoch in shown.trace.epochs]


def clipboard() -> str:
    """Return the text that was copied."""
    return QGuiApplication.clipboard().text()


def test_it_is_empty_until_an_epoch_ends(log: EpochLog) -> None:
    shown = ShownRun(Experiment(), log)
    shown.advance(99)
    assert titles(log) == ["epoch", "loss", "w₁", "w₂", "b"]
    assert cells(log) == []
    shown.advance(1)
    assert len(cells(log)) == 1


def test_every_epoch_is_a_row(log: EpochLog) -> None:
    shown = ShownRun(Experiment(), log)
    shown.finish()
    assert cells(log) == expected(shown)
    assert len(cells(log)) == 3


def test_a_new_run_begins_with_an_empty_table(log: EpochLog) -> None:
    ShownRun(Experiment(), log).finish()
    shown = ShownRun(Experiment(w=(1.0,)), log)
    assert titles(log) == ["epoch", "loss", "w₁", "b"]
    assert cells(log) == []
    shown.finish()
    assert cells(log) == expected(shown)


def test_the_last_epoch_is_in_view(log: EpochLog, qtbot: QtBot) -> None:
    shown = ShownRun(Experiment(epochs=100), log)
    shown.finish()

    def is_in_view() -> bool:
        last = log.table.visualRect(log.table.model().index(99, 0))
        return log.table.viewport().rect().contains(last.center())

    qtbot.waitUntil(is_in_view)


def test_epochs_too_fast_to_be_read_are_shown_together(log: EpochLog, qtbot: QtBot) -> None:
    shown = ShownRun(Experiment(epochs=3), log)
    shown.advance(100)
    shown.advance(100)
    shown.advance(100)
    assert len(cells(log)) == 1
    qtbot.waitUntil(lambda: cells(log) == expected(shown))


def test_what_is_not_shown_yet_is_copied_too(log: EpochLog) -> None:
    shown = ShownRun(Experiment(epochs=2), log)
    shown.advance(100)
    shown.advance(100)
    log.table.actions()[1].trigger()
    assert len(clipboard().splitlines()) == 3


def test_no_number_is_cut_off(log: EpochLog) -> None:
    shown = ShownRun(Experiment(w=(-10, -9.87), b=-9.99, epochs=20), log)
    shown.finish()
    for column in range(5):
        assert log.table.sizeHintForColumn(column) <= log.table.columnWidth(column) + 1


def test_numbers_are_right_aligned(log: EpochLog) -> None:
    ShownRun(Experiment(), log).finish()
    alignment = log.table.model().index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert Qt.AlignmentFlag(alignment) & Qt.AlignmentFlag.AlignRight
    assert log.table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None


def test_rows_that_are_selected_are_copied_in_full_precision(log: EpochLog) -> None:
    shown = ShownRun(Experiment(), log)
    shown.finish()
    selection = log.table.selectionModel()
    kind = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (2, 0):
        selection.select(log.table.model().index(row, 0), kind)
    log.table.setFocus()
    QTest.keyClick(log.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *rows = [line.split("\t") for line in clipboard().splitlines()]
    assert head == ["epoch", "loss", "w₁", "w₂", "b"]
    assert [[float(cell) for cell in row] for row in rows] == [
        [epoch.number, epoch.loss, *epoch.parameters.tolist()] for epoch in shown.trace.epochs[::2]
    ]


def test_all_rows_can_be_copied_from_the_menu(log: EpochLog) -> None:
    ShownRun(Experiment(), log).finish()
    copy, copy_all = log.table.actions()
    assert (copy.text(), copy_all.text()) == ("Copy", "Copy all")
    copy_all.trigger()
    assert len(clipboard().splitlines()) == 4
    assert log.table.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_a_table_of_nothing_has_no_rows_below_its_cells(log: EpochLog) -> None:
    ShownRun(Experiment(), log).finish()
    model = log.table.model()
    inside = model.index(0, 0)
    assert (model.rowCount(inside), model.columnCount(inside)) == (0, 0)
    assert model.rowCount(QModelIndex()) == 3


def test_changes_are_rows_between_the_epochs(log: EpochLog, qtbot: QtBot) -> None:
    """What was measured stays measured."""
    shown = ShownRun(Experiment(), log)
    shown.advance(100)
    shown.configure(Experiment(learning_rate=0.1))
    shown.advance(50)
    shown.configure(Experiment(learning_rate=0.1, b=-2, shuffle=True, batch_size=20))
    shown.advance(41)
    qtbot.waitUntil(lambda: len(cells(log)) == 4)
    assert [row[0] for row in cells(log)] == [
        "1",
        "after update 100: Learning rate 0.03 → 0.1",
        "after update 150: b 4.2 → -2, Batch size 10 → 20, Shuffle as the trainer does → yes",
        "2",
    ]
    assert [log.table.columnSpan(row, 0) for row in range(4)] == [1, 5, 5, 1]
    log.table.actions()[1].trigger()
    assert clipboard().splitlines()[2] == "after update 100: Learning rate 0.03 → 0.1"


def test_a_hand_on_a_slider_is_one_row(log: EpochLog, qtbot: QtBot) -> None:
    """It changes a setting many times."""
    shown = ShownRun(Experiment(), log)
    for update in range(50, 80):
        shown.advance(update - shown.run.updates)
        shown.configure(Experiment(b=update / 10))
    qtbot.waitUntil(lambda: [row[0] for row in cells(log)] == ["after updates 50 to 79: b 4.2 → 7.9"])


def test_a_run_that_branches_off_leaves_no_rows_of_what_lay_beyond(log: EpochLog, qtbot: QtBot) -> None:
    shown = ShownRun(Experiment(), log)
    shown.finish()
    shown.trace.cut(150)
    shown.show()
    qtbot.waitUntil(lambda: cells(log) == expected(shown))
    assert len(cells(log)) == 1


def test_gone_back_the_epoch_that_ended_there_is_selected(log: EpochLog, qtbot: QtBot) -> None:
    shown = ShownRun(Experiment(), log)
    shown.finish()
    for update, rows in ((200, [1]), (150, []), (100, [0])):
        shown.stand_at(update)
        qtbot.waitUntil(partial(is_selected, log, rows))
    shown.cursor = None
    shown.show()
    assert is_selected(log, [])


def is_selected(log: EpochLog, rows: list[int]) -> bool:
    """Tell whether these rows are selected and no others."""
    return [index.row() for index in log.table.selectionModel().selectedRows()] == rows
