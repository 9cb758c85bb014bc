"""What ``train`` tells on the way and at the end."""

import csv
import sys
from typing import IO, Any

import numpy as np
from tqdm import tqdm

from linreg_gui.core.export.epoch_lines import column_names, heading, line
from linreg_gui.core.export.json_values import edits_as_json, epoch_as_json, finite
from linreg_gui.core.record.block import Epoch, MeasuredBlock
from linreg_gui.core.record.events import Course, Event, Failed, Refused, Start
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import Clock
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import DoesNotFit
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.wording import plain
from linreg_gui.process.streams import say


class Bar(tqdm):
    """A progress bar that is updated often, so it needs no thread to look after it."""

    monitor_interval = 0


class Report:
    """Listens to a session until the run ends by itself.

    Parameters
    ----------
    session : Session
        What trains.
    experiment : Experiment
        What the run begins with.
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
        self._recipe = Recipe(experiment)
        self._bar = bar
        self._rows = csv.writer(table) if table else None
        self._quiet = quiet
        self._session = session
        self._epochs: list[Epoch] = []
        self._parameters = np.zeros(experiment.features + 1)
        self._clock = Clock()
        self._began = self._ended = 0.0
        self._names = column_names(experiment.features)

    @property
    def experiment(self) -> Experiment:
        """The settings in force where the run stands."""
        return self._recipe.at(self.updates)

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

    def tell(self, event: Event) -> None:
        """Print what the session tells, and leave when the run has ended."""
        match event:
            case Start():
                self._begin(event)
            case MeasuredBlock():
                self._advance(event)
            case Course():
                self._recipe = event.recipe
            case Status():
                self._stand(event)
            case Refused():
                raise DoesNotFit(event.refusal)
            case Failed(error):
                raise error

    def _begin(self, start: Start) -> None:
        if self._rows:
            self._rows.writerow(["update", "epoch", "batch_loss", "loss", *self._names])
        self._parameters = start.parameters
        w = ", ".join(plain(value) for value in start.experiment.w)
        self._say(f"true parameters: w = {w}; b = {plain(start.experiment.b)}")
        self._say(heading(start.experiment.features))
        self._began = self._ended = self._clock.now()

    def _stand(self, status: Status) -> None:
        self._bar.total = status.horizon
        if status.state in {State.FINISHED, State.DIVERGED}:
            self.end(status.state.value)
            self._session.close()

    def _advance(self, block: MeasuredBlock) -> None:
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

    def say(self, line: str) -> None:
        """Print a line and leave the progress bar below it."""
        with self._bar.external_write_mode(file=sys.stdout):
            say(line)

    def print_result(self) -> None:
        """Print where the run ended."""
        differences = self._parameters - self.experiment.truth
        each = ", ".join(f"{name} {value:+.2g}" for name, value in zip(self._names, differences, strict=True))
        self._say(f"{self.state} after {self.updates} updates, {self._speed():.0f} updates/s")
        self._say(f"distance to the truth: {self._distance():.2g} ({each})")

    def as_json(self) -> dict[str, Any]:
        """Return everything there is to tell as JSON values."""
        return {
            "experiment": self._recipe.experiment.to_json(),
            "edits": edits_as_json(self._recipe),
            "epochs": [epoch_as_json(epoch) for epoch in self._epochs],
            "result": {
                "state": self.state,
                "updates": self.updates,
                "updates_per_second": self._speed(),
                "distance_to_truth": finite(self._distance()),
            },
        }

    def _distance(self) -> float:
        with np.errstate(over="ignore"):
            return float(np.linalg.norm(self._parameters - self.experiment.truth))

    def _speed(self) -> float:
        seconds = self._ended - self._began
        return self.updates / seconds if seconds > 0 else 0.0

    def _say(self, line: str) -> None:
        if not self._quiet:
            self.say(line)
