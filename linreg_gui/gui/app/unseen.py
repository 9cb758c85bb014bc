"""What the program does where nobody can see a window: it trains once and leaves a picture."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Final, NoReturn

from PySide6.QtCore import QBuffer, QSaveFile, QTimer

from linreg_gui.core.export.epoch_lines import heading, line
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.memory import NOT_ENOUGH
from linreg_gui.core.spec.wording import plain
from linreg_gui.process.streams import Unheard, give_up, say

if TYPE_CHECKING:
    from linreg_gui.gui.app.playground import Playground

PICTURE: Final = "linreg-playground.png"
"""What the program writes where there is no display."""

_SETTLED_MILLISECONDS: Final = 500
"""After that, every view shows how the run ended."""


def train_unseen(playground: "Playground") -> None:
    """Train at full speed, print the epochs, paint the window and close it."""

    def conclude(status: Status) -> None:
        if status.state is State.OUT_OF_MEMORY:
            _end_for_lack_of_memory()
        if status.state is State.FAILED:
            playground.exit_code = 1
            playground.window.close()
        if status.state not in {State.FINISHED, State.DIVERGED} or playground.workbench.trace is None:
            return
        lines = [heading(len(playground.panel.experiment.w)), *map(line, playground.workbench.trace.epochs)]
        if status.state is State.DIVERGED:
            learning_rate = plain(status.learning_rate)
            lines.append(f"diverged at update {status.updates}: learning rate {learning_rate} is too large")
            playground.exit_code = 3
        try:
            say("\n".join(lines))
        except Unheard as unheard:
            playground.exit_code = give_up(unheard)
        settled.start()

    def leave_picture() -> None:
        picture = QBuffer()
        picture.open(QBuffer.OpenModeFlag.WriteOnly)
        playground.window.grab().save(picture, "PNG")
        file = QSaveFile(PICTURE)  # is there when it is whole
        file.open(QSaveFile.OpenModeFlag.WriteOnly)
        if file.write(picture.data()) < picture.size():
            file.cancelWriting()
        if not file.commit():
            print(f"{PICTURE} cannot be written here.", file=sys.stderr)
            playground.exit_code = 1
        playground.window.close()

    settled = QTimer(playground)
    settled.setSingleShot(True)
    settled.setInterval(_SETTLED_MILLISECONDS)
    settled.timeout.connect(leave_picture)
    playground.window.painted.connect(partial(_see_whether_it_begins, playground))
    playground.workbench.status_changed.connect(conclude)
    playground.session.set_pace(FULL_SPEED)
    playground.session.play()


def _see_whether_it_begins(playground: "Playground") -> None:
    if not playground.training.isRunning():  # there was no room for the thread's stack: it would be waited for
        _end_for_lack_of_memory()


def _end_for_lack_of_memory() -> NoReturn:
    print(f"linreg-gui: {NOT_ENOUGH}", file=sys.stderr, flush=True)
    os._exit(1)  # taking the window apart might need memory, too, and nothing is left to save
