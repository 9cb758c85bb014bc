"""Training without a screen: epochs as lines or as JSON, every update as CSV."""

import json
import sys
from contextlib import nullcontext
from typing import Final

from linreg_gui.cli.report import Bar, Report
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import replaced
from linreg_gui.core.spec.memory import is_lack_of_memory, is_limited
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.wording import Refusal, plain, printable
from linreg_gui.process.interruption import INTERRUPTED, ToldToEnd
from linreg_gui.process.streams import Unheard

EXIT_CODES: Final = {"finished": 0, "diverged": 3, "interrupted": INTERRUPTED}
"""Exit code by how a run ended."""


def train(recipe: Recipe, *, as_json: bool, csv_file: str | None) -> int:
    """Train to the end and tell what happened.

    Parameters
    ----------
    recipe : Recipe
        What to train, and what to change on the way.
    as_json : bool
        Whether standard output gets one JSON object instead of lines.
    csv_file : str, optional
        Where every update is written. The file appears, whole, when the run has ended by itself.

    Returns
    -------
    int
        Exit code: one of `EXIT_CODES`; 1 for lack of disk; 2 for a file that cannot be made.
    """
    if is_limited():
        _rehearse(recipe.experiment.trainer)
    session = Session(recipe.experiment, plan=recipe.edits)
    bar = Bar(unit=" updates", delay=1, disable=None, miniters=1)
    with ToldToEnd(session.close) as interruption:
        try:
            with bar, nullcontext() if csv_file is None else replaced(csv_file) as table:
                report = Report(session, recipe.experiment, bar, table, quiet=as_json)
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
        code = _tell(report, as_json=as_json)
    return INTERRUPTED if interruption.came else code


def _rehearse(trainer: str) -> None:
    """Make an update before there is half a file: where memory ends, native code ends the process, mostly here."""
    from linreg_gui.core.session.run import Run

    Run(Experiment(trainer=trainer)).advance(1)


def _tell(report: Report, *, as_json: bool) -> int:
    """Tell how training ended and return the exit code."""
    if as_json:
        report.say(json.dumps(report.as_json(), allow_nan=False))
    else:
        report.print_result()
    if report.state == "diverged":
        learning_rate = plain(report.experiment.learning_rate)
        _complain(f"diverged at update {report.updates}: learning rate {learning_rate} is too large", 3)
    return EXIT_CODES[report.state]


def _complain(sentence: str, exit_code: int) -> int:
    print(f"linreg-gui: {printable(sentence)}", file=sys.stderr)
    return exit_code
