"""Looks for what must not happen while somebody uses the window."""

import ctypes
import gc
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from linreg_gui.gui.app.playground import Playground

_OF_THE_TESTS = ("This plugin does not support ", "Mouse event at ")  # no screen, and drags that leave the window


class Watch:
    """Takes note of exceptions, messages of Qt and dialogs of faults.

    Attributes
    ----------
    found : list of str
        What went wrong, in order.

    Parameters
    ----------
    playground : Playground
        The program.
    """

    def __init__(self, playground: Playground) -> None:
        self.found: list[str] = []
        self._playground = playground
        playground.workbench.failed.connect(self._on_failed)
        sys.excepthook = self._on_exception
        qInstallMessageHandler(self._on_message)

    def look(self) -> None:
        """Look whether the window says that something broke."""
        # The dialog is made when there is a first fault.
        if "faults" in vars(self._playground) and self._playground.faults.isVisible():
            self.found.append(f"the window reports a fault:\n{self._playground.faults.report.toPlainText()}")
            self._playground.faults.close()

    def stop(self) -> None:
        """Leave exceptions and messages to others again."""
        sys.excepthook = sys.__excepthook__
        qInstallMessageHandler(None)

    def _on_failed(self, error: Exception) -> None:
        self.found.append("in the worker thread:\n" + "".join(traceback.format_exception(error)))

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.found.append("".join(traceback.format_exception(kind, error, trace)))

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if not message.startswith(_OF_THE_TESTS):
            self.found.append(f"Qt says: {message}")


class Size(NamedTuple):
    """What a process must not have more and more of, or less and less."""

    megabytes: float
    threads: int
    references: int

    @classmethod
    def now(cls) -> "Size":
        """Return memory that is in use, threads, and references to None of this process."""
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # what was given back counts as free
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        megabytes = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return cls(megabytes, len(list(Path("/proc/self/task").iterdir())), sys.getrefcount(None))

    def __str__(self) -> str:
        return f"{self.megabytes:.0f} MB, {self.threads} threads, {self.references} references to None"
