"""The dialog that tells of a mistake of the program."""

import platform
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from linreg_gui import __version__
from linreg_gui.gui.dialogs.fault_dialog import FaultDialog, fault_report
from tests.gui.visit import visible_texts


def fault(text: str) -> Exception:
    """Return an error as it comes out of the depths."""
    with pytest.raises(ArithmeticError) as caught:
        raise ArithmeticError(text)
    return caught.value


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[FaultDialog]:
    """Return the dialog of a window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield FaultDialog(window)
    window.close()


def test_a_report_says_what_where_and_with_which_versions() -> None:
    error = fault("two and two is five")
    report = fault_report(error, error.__traceback__)
    assert f"Linear Regression Playground {__version__}\n" in report
    assert f"Python {platform.python_version()}\n" in report
    assert "PySide6 6." in report
    assert "pyqtgraph 0." in report
    assert report.endswith("ArithmeticError: two and two is five\n")
    assert "test_fault_dialog.py" in report


def test_it_shows_the_report_and_copies_it(dialog: FaultDialog) -> None:
    error = fault("two and two is five")
    dialog.show_fault(error, error.__traceback__)
    assert dialog.isVisible()
    assert dialog.report.toPlainText() == fault_report(error, error.__traceback__)
    assert dialog.report.isReadOnly()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()


def test_further_faults_are_counted_and_do_not_pile_up(dialog: FaultDialog) -> None:
    first = fault("first")
    dialog.show_fault(first, None)
    for _ in range(3):
        dialog.show_fault(fault("later"), None)
    assert "first" in dialog.report.toPlainText()
    assert "later" not in dialog.report.toPlainText()
    assert any("Further mistakes since then: 3" in text for text in visible_texts(dialog))


def test_escape_closes_it_and_the_next_fault_is_a_first_one(dialog: FaultDialog) -> None:
    dialog.show_fault(fault("first"), None)
    dialog.show_fault(fault("second"), None)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show_fault(fault("third"), None)
    assert "third" in dialog.report.toPlainText()
    assert not any("Further" in text for text in visible_texts(dialog))
