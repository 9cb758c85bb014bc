"""The part of Qt that talks to the screen. Where it cannot, Qt ends the process: here with one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from linreg_gui.core.spec.wording import printable

_STANDARD_ERROR: Final = 2
_ASKED_FOR: Final = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")


@contextmanager
def explained() -> Iterator[None]:
    """Say in one sentence why the application cannot be made, and end the process with exit code 1."""
    told: list[str] = []
    # The libraries below Qt have things of their own to say to the terminal.
    terminal, nowhere = os.dup(_STANDARD_ERROR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    os.close(nowhere)

    def take_note(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            tried = ", ".join(f"{name}={os.environ[name]}" for name in _ASKED_FOR if os.environ.get(name))
            reason = f": {told[0].strip()}" if told else ""
            sentence = f"linreg-gui: Qt cannot open a window here ({tried}){reason}"
            os.dup2(terminal, _STANDARD_ERROR)
            print(printable(sentence), file=sys.stderr, flush=True)
            os._exit(1)
        if kind is not QtMsgType.QtInfoMsg:
            told.append(message)

    before = qInstallMessageHandler(take_note)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        os.dup2(terminal, _STANDARD_ERROR)
        os.close(terminal)
    for message in told:
        qWarning(message)
