"""``python -m tests.stress.run``: random actions on the window, any number of any seed."""

import argparse
import faulthandler
import os
import sys
import tempfile
import warnings
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QEventLoop, QTimer

from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.model.preferences import Preferences
from tests.stress.hand import Hand
from tests.stress.watch import Size, Watch

_LAST_SHOWN: Final = 25
_FROZEN_SECONDS: Final = 60
_ROUNDS: Final = 4
_MOST_GROWTH: Final = 100.0
_MOST_LOST_REFERENCES: Final = 2000


def main() -> int:
    """Use the window at random, and return 1 if anything went wrong, else 0."""
    parser = argparse.ArgumentParser(prog="stress", description="Use the window at random and look what breaks.")
    today = int(f"{datetime.now(UTC):%Y%m%d}")
    parser.add_argument("--seed", type=int, default=today, help="what the actions follow from (default: today)")
    parser.add_argument("--actions", type=int, default=500, help="how many (default: 500)")
    options = parser.parse_args()
    warnings.simplefilter("error")
    print(f"seed {options.seed}, {options.actions} actions", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # Dialogs may write where they please.
        os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        os.chdir(folder)
        return _use(Path(folder), options.seed, options.actions)


def _use(folder: Path, seed: int, actions: int) -> int:
    application = make_application()
    preferences = Preferences(folder / "settings.json")
    preferences.language = "en"
    playground = Playground(application, preferences)
    watch = Watch(playground)
    playground.window.show()
    last: deque[str] = deque(maxlen=_LAST_SHOWN)
    try:
        _use_at_random(playground, Hand(playground, seed, folder), watch, actions, last)
    finally:
        playground.window.close()
        faulthandler.cancel_dump_traceback_later()
        watch.stop()
        playground.window.deleteLater()
        playground.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    print("\n".join(["the last actions:", *last, *watch.found] if watch.found else ["nothing went wrong"]))
    return 1 if watch.found else 0


def _use_at_random(playground: Playground, hand: Hand, watch: Watch, actions: int, last: deque[str]) -> None:
    """Use the window in rounds, up to the first thing that goes wrong; what stays must not grow from round to round."""
    sizes = []
    for number in range(actions):
        faulthandler.dump_traceback_later(_FROZEN_SECONDS, exit=True)
        last.append(f"{number:6} {hand.act()}")
        _rest(hand.rest())
        watch.look()
        if (number + 1) % max(actions // _ROUNDS, 1) == 0:
            hand.clear()
            _play_reference(playground, watch)
            sizes.append(Size.now())
            print(f"after {number + 1} actions: {sizes[-1]}", flush=True)
        if watch.found:
            return
    first, end = sizes[1], sizes[-1]  # in the first round, libraries are still loaded and room is taken for long runs
    if end.megabytes > first.megabytes + _MOST_GROWTH:
        watch.found.append("memory grows")
    if end.threads > first.threads + 1:
        watch.found.append("threads are left")
    if end.references < first.references - _MOST_LOST_REFERENCES:
        watch.found.append("references to None are lost")


def _play_reference(playground: Playground, watch: Watch) -> None:
    """Open the reference settings and play them to the end; the window must show what a run of its own gives."""
    file = Path("reference.linreg").resolve()
    write_experiment(file, Experiment())
    run = Run(Experiment())
    expected = run.advance(run.updates_until(run.goal)).ended_epochs()
    playground.window.file_chosen.emit(str(file))
    playground.transport.speed.setValue(playground.transport.speed.maximum())
    loop = QEventLoop()
    statuses: list[Status] = []

    def note(status: Status) -> None:
        statuses.append(status)
        if status.state is State.FINISHED and status.updates == run.updates:
            QTimer.singleShot(300, loop.quit)  # until the views have drawn it

    playground.workbench.status_changed.connect(note)
    playground.session.reset()
    playground.session.play()
    QTimer.singleShot(1000 * _FROZEN_SECONDS, loop.quit)
    loop.exec()
    playground.workbench.status_changed.disconnect(note)
    trace = playground.workbench.trace
    played = trace.epochs if trace else []
    told = [(epoch.number, epoch.loss, *epoch.parameters.tolist()) for epoch in played]
    wanted = [(epoch.number, epoch.loss, *epoch.parameters.tolist()) for epoch in expected]
    if playground.panel.experiment != Experiment() or told != wanted:
        last = statuses[-1] if statuses else None
        watch.found.append(f"the reference run gave {told} instead of {wanted}, and {last}")
    shown = playground.epoch_log.table.model().rowCount()
    if shown != len(wanted):
        watch.found.append(f"the epoch log shows {shown} rows instead of {len(wanted)}")


def _rest(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.exit(main())
