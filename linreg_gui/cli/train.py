"""Training without a screen: epochs as lines or as JSON, every update as CSV."""

import csv
import json
import math
import sys
from contextlib import nullcontext
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
from tqdm import tqdm

from linreg_gui.core.export.epoch_lines import column_names, heading, line
from linreg_gui.core.record.block import Epoch, MeasuredBlock
from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.delivery import Refused
from linreg_gui.core.session.pace import Clock
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import replaced
from linreg_gui.core.spec.memory import is_lack_of_memory
from linreg_gui.core.spec.wording import Refusal, plain, printable
from linreg_gui.process.interruption import INTERRUPTED, ToldToEnd
from linreg_gui.process.streams import Unheard, say

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

EXIT_CODES: Final = {"finished": 0, "diverged": 3, "interrupted": INTERRUPTED}
"""Exit code by how a run ended."""


def train(experiment: Experiment, *, as_json: bool, csv_file: str | None) -> int:
    """Train to the end and tell what happened.

    Parameters
    ----------
    experiment : Experiment
        What to train.
    as_json : bool
        Whether standard output gets one JSON object instead of lines.
    csv_file : str, optional
        Where every update is written. The file appears, whole, when the run has ended by itself.

    Returns
    -------
    int
        Exit code: one of `EXIT_CODES`; 1 for lack of disk; 2 for a file that cannot be made.
    """
    session = Session(experiment)
    total = experiment.epochs * experiment.updates_per_epoch
    bar = _Bar(total=total, unit=" updates", delay=1, disable=None, miniters=1)
    with ToldToEnd(session.close) as interruption:
        try:
            with bar, nullcontext() if csv_file is None else replaced(csv_file) as table:
                report = _Report(session, experiment, bar, table, quiet=as_json)
                report.follow()
        except KeyboardInterrupt:
            report.end("interrupted")
        except Unheard:
            raise
        except Refusal as refusal:
            return _complain(f"--csv: {refusal}", 2)
        except OSError as error:
            if is_lack_of_memory(error):
                raise
            return _complain(f"{csv_file}: {error.strerror}", 1)
        code = _tell(report, experiment, as_json=as_json)
    return INTERRUPTED if interruption.came else code


def _tell(report: "_Report", experiment: Experiment, *, as_json: bool) -> int:
    """Tell how training ended and return the exit code."""
    if as_json:
        report.say(json.dumps(report.as_json(), allow_nan=False))
    else:
        report.print_result()
    if report.state == "diverged":
        _complain(
            f"diverged at update {report.updates}: learning rate {plain(experiment.learning_rate)} is too large", 3
        )
    return EXIT_CODES[report.state]


def predict(experiment: Experiment, *, as_json: bool) -> int:
    """Tell what `train` would do, without training.

    Returns
    -------
    int
        Exit code: 0.
    """
    from linreg_gui.core.problem.dataset import Dataset
    from linreg_gui.core.session.forecaster import Forecaster

    forecast = Forecaster().forecast(Dataset.of(experiment), experiment)
    say(json.dumps(_forecast_as_json(forecast), allow_nan=False) if as_json else _forecast_as_text(forecast))
    return 0


def _forecast_as_json(forecast: "Forecast") -> dict[str, Any]:
    verdict = forecast.verdict
    return {
        "experiment": forecast.experiment.to_json(),
        "verdict": {
            "outcome": verdict.outcome.value,
            "factor": _finite(verdict.factor),
            "limit": verdict.limit,
            "full_batch_limit": verdict.full_batch_limit,
            "resting_point": [_finite(value) for value in verdict.resting_point.tolist()],
        },
        "epochs": [_epoch_as_json(epoch) for epoch in forecast.epochs],
    }


def _forecast_as_text(forecast: "Forecast") -> str:
    verdict, experiment = forecast.verdict, forecast.experiment
    limit = "unknown" if verdict.limit is None else f"{verdict.limit:.4g}"
    epoch = "the first epoch" if forecast.diverged and verdict.factor < 1 else "an epoch"
    lines = [
        f"{verdict.outcome.value}: {epoch} multiplies the error by {verdict.factor:.3g}",
        f"largest learning rate that converges: {limit} (full batches: {verdict.full_batch_limit:.4g})",
        heading(experiment.features),
        *(line(epoch) for epoch in forecast.epochs),
    ]
    if forecast.diverged:
        lines.append(f"diverges at update {forecast.updates}")
    elif len(forecast.epochs) < experiment.epochs:
        lines.append(f"foretold are {forecast.updates} updates of {experiment.epochs * experiment.updates_per_epoch}")
    return "\n".join(lines)


class _Bar(tqdm):
    """A progress bar that is updated often, so it needs no thread to look after it."""

    monitor_interval = 0


class _Report:
    """Listens to a session until the run ends by itself.

    Parameters
    ----------
    session : Session
        What trains.
    experiment : Experiment
        What is trained.
    bar : tqdm
        Shows how far training is.
    table : file, optional
        Gets a row of CSV per update.
    quiet : bool
        Whether to print nothing on the way.
    """

    def __init__(
        self, session: Session, experiment: Experiment, bar: Any, table: IO[str] | None, *, quiet: bool
    ) -> None:
        self.state = "interrupted"
        self.updates = 0
        self._experiment = experiment
        self._bar = bar
        self._rows = csv.writer(table) if table else None
        self._quiet = quiet
        self._session = session
        self._epochs: list[Epoch] = []
        self._parameters = np.zeros(experiment.features + 1)
        self._clock = Clock()
        self._began = self._ended = 0.0
        self._names = column_names(experiment.features)

    def follow(self) -> None:
        """Train.

        Raises
        ------
        KeyboardInterrupt
            If the session was closed before the run had ended.
        """
        self._session.play()
        self._session.run(self)
        if self.state == "interrupted":
            raise KeyboardInterrupt

    def end(self, state: str) -> None:
        """Take note of how the run ended."""
        self.state = state
        self._ended = self._clock.now()

    def started(self, start: Start) -> None:
        """Print the head of the table."""
        if self._rows:
            self._rows.writerow(["update", "epoch", "batch_loss", "loss", *self._names])
        self._parameters = start.parameters
        w = ", ".join(plain(value) for value in self._experiment.w)
        self._say(f"true parameters: w = {w}; b = {plain(self._experiment.b)}")
        self._say(heading(self._experiment.features))
        self._began = self._ended = self._clock.now()

    def surroundings_changed(self, surroundings: Surroundings) -> None:
        """Nothing bends the data here."""

    def advanced(self, block: MeasuredBlock) -> None:
        """Write the updates and print the epochs."""
        if self._rows:
            numbers = range(block.first, block.first + len(block))
            columns = (block.epochs, block.batch_loss, block.loss, *block.parameters.T)
            self._rows.writerows(zip(numbers, *(column.tolist() for column in columns), strict=True))
        self._parameters = block.parameters[-1]
        self.updates += len(block)
        for epoch in block.ended_epochs():
            self._epochs.append(epoch)
            self._say(line(epoch))
        self._bar.update(len(block))
        self._session.acknowledge()

    def status_changed(self, status: Status) -> None:
        """Leave when the run has ended."""
        if status.state in {State.FINISHED, State.DIVERGED}:
            self.end(status.state.value)
            self._session.close()

    def foretold(self, forecast: "Forecast") -> None:
        """Nothing is foretold here."""

    def not_foretold(self, experiment: Experiment) -> None:
        """Nothing is foretold here."""

    def refused(self, refused: Refused) -> None:
        """Nobody asks for other settings here."""

    def failed(self, error: Exception) -> None:
        """Leave the error to the caller."""
        raise error

    def say(self, line: str) -> None:
        """Print a line and leave the progress bar below it."""
        with self._bar.external_write_mode(file=sys.stdout):
            say(line)

    def print_result(self) -> None:
        """Print where the run ended."""
        differences = self._parameters - self._experiment.truth
        each = ", ".join(f"{name} {value:+.2g}" for name, value in zip(self._names, differences, strict=True))
        self._say(f"{self.state} after {self.updates} updates, {self._speed():.0f} updates/s")
        self._say(f"distance to the truth: {self._distance():.2g} ({each})")

    def as_json(self) -> dict[str, Any]:
        """Return everything there is to tell as JSON values."""
        return {
            "experiment": self._experiment.to_json(),
            "epochs": [_epoch_as_json(epoch) for epoch in self._epochs],
            "result": {
                "state": self.state,
                "updates": self.updates,
                "updates_per_second": self._speed(),
                "distance_to_truth": _finite(self._distance()),
            },
        }

    def _distance(self) -> float:
        with np.errstate(over="ignore"):
            return float(np.linalg.norm(self._parameters - self._experiment.truth))

    def _speed(self) -> float:
        seconds = self._ended - self._began
        return self.updates / seconds if seconds > 0 else 0.0

    def _say(self, line: str) -> None:
        if not self._quiet:
            self.say(line)


def _epoch_as_json(epoch: Epoch) -> dict[str, Any]:
    w, b = epoch.parameters[:-1].tolist(), float(epoch.parameters[-1])
    return {"epoch": epoch.number, "loss": epoch.loss, "w": w, "b": b}


def _finite(value: float) -> float | None:
    """Return a number as JSON can have it."""
    return value if math.isfinite(value) else None


def _complain(sentence: str, exit_code: int) -> int:
    print(f"linreg-gui: {printable(sentence)}", file=sys.stderr)
    return exit_code
