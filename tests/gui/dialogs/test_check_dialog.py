"""Help → Check this installation."""

import shutil
import sys

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.gui.visit import Visit, visible_texts


def process(visit: Visit) -> QProcess:
    """Return the process that checks."""
    found = visit.playground.checks.findChild(QProcess)
    assert found is not None
    return found


def test_it_checks_and_shows_what_it_found(visit: Visit) -> None:
    visit.playground.menus.check_asked.emit()
    dialog = visit.playground.checks
    assert dialog.isVisible()
    assert "Checking…" in visible_texts(dialog)
    visit.until(lambda: process(visit).state() is QProcess.ProcessState.NotRunning)
    assert "All is well." in visible_texts(dialog)
    assert "ok" in dialog.report.toPlainText()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()
    dialog.close()


@pytest.mark.skipif(not shutil.which("false"), reason="needs a program that does nothing but fail")
def test_a_check_that_fails_is_told(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    visit.playground.checks.check()
    visit.until(lambda: process(visit).state() is QProcess.ProcessState.NotRunning)
    assert "Something does not work here." in visible_texts(visit.playground.checks)
    visit.playground.checks.close()


def test_a_program_that_is_no_longer_there_is_told(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick was pulled out."""
    monkeypatch.setattr(sys, "executable", "/missing/linreg-gui")
    visit.playground.checks.check()
    visit.until(lambda: "Something does not work here." in visible_texts(visit.playground.checks))
    assert visit.playground.checks.report.toPlainText()
    visit.playground.checks.close()


def test_closing_it_ends_the_check(visit: Visit) -> None:
    visit.playground.checks.check()
    visit.playground.checks.close()
    assert process(visit).state() is QProcess.ProcessState.NotRunning


def test_escape_ends_the_check(visit: Visit) -> None:
    visit.playground.checks.check()
    QTest.keyClick(visit.playground.checks, Qt.Key.Key_Escape)
    assert not visit.playground.checks.isVisible()
    assert process(visit).state() is QProcess.ProcessState.NotRunning


def test_closing_the_window_ends_the_check(visit: Visit) -> None:
    # The fixture lets go of the window; Qt would complain about a process that still runs.
    visit.playground.checks.check()
    visit.window.close()
