"""Wakes Python up while Qt waits, so that the process can be told to end."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Slot


class Bell(QObject):
    """Rings in Qt's loop when a signal has come; Python then calls what answers it. To be silenced in the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def silence(self) -> None:
        """Ring no more."""
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_activated(self) -> None:
        self._reader.recv(64)
