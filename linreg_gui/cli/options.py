"""The options of ``train``: what they are, and the run that they ask for."""

import argparse
import re
from pathlib import Path
from typing import Final

from linreg_gui.cli.edits import CHANGEABLE, recipe_of
from linreg_gui.core.spec.experiment import ALL, Experiment
from linreg_gui.core.spec.files import SUFFIX, read_experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.settings import SETTINGS, Setting, W
from linreg_gui.core.spec.trainers import SCRATCH, TRAINERS
from linreg_gui.core.spec.wording import Refusal, plain, quoted, read_number

_KEYS: Final = (*SETTINGS, "trainer", "shuffle")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Have a parser know what `train` can be told. Settings that are not given are not there afterwards."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar=f"FILE{SUFFIX}",
        help="An experiment to train; settings given beside it count instead of those in it.",
    )
    parser.add_argument(
        "--trainer",
        default=argparse.SUPPRESS,
        help=f"{' or '.join(TRAINERS)} (default: {SCRATCH.key})",
        metavar="NAME",
    )
    for setting in SETTINGS.values():
        _add_setting(parser, setting)
    parser.add_argument(
        "--shuffle",
        action=argparse.BooleanOptionalAction,
        default=argparse.SUPPRESS,
        help="Give each epoch an order of its own (default: as the trainer does)",
    )
    parser.add_argument(
        "--edit",
        action="append",
        default=[],
        metavar="UPDATE:SETTING=VALUE",
        help=f"Change a setting after that many updates, as 100:learning_rate=0.1; again for more. It is one of"
        f" {', '.join(CHANGEABLE)}; w takes numbers with commas between, shuffle true, false or auto. The end of the"
        f" run comes before edits at the same update.",
    )
    parser.add_argument("--predict", action="store_true", help="Tell what training will do, without training.")
    parser.add_argument(
        "--at",
        metavar="UPDATE",
        help="With --predict: tell what is still to come after that many updates, without the edits after that"
        " (default: 0)",
    )
    parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
    parser.add_argument("--csv", metavar="FILE", help="Write every update to a file.")


def asked_recipe(options: argparse.Namespace) -> Recipe:
    """Return the run that is asked for.

    Raises
    ------
    Refusal
        If its file cannot be read, or a setting or an edit is not allowed.
    """
    given = {key: getattr(options, key) for key in _KEYS if hasattr(options, key)}
    base = Experiment() if options.file is None else _experiment_in(options.file)
    try:
        experiment = base.changed(**given)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, **refusal.values | {"key": _option(str(refusal.values["key"]))}) from None
    return recipe_of(experiment, options.edit)


def asked_update(options: argparse.Namespace) -> int:
    """Return after how many updates the prediction is to begin.

    Raises
    ------
    Refusal
        If that is no number of updates.
    """
    if options.at is None:
        return 0
    if not re.fullmatch("[0-9]{1,18}", options.at):
        raise Refusal("--at must be a whole number of updates, not {value}", value=quoted(options.at))
    return int(options.at)


def _experiment_in(file: str) -> Experiment:
    try:
        return read_experiment(Path(file))
    except Refusal as refusal:
        if "path" in refusal.values:
            raise
        raise Refusal("{path}: {reason}", path=file, reason=str(refusal)) from None


def _add_setting(parser: argparse.ArgumentParser, setting: Setting) -> None:
    reference = Experiment()
    default = reference.w if setting is W else (getattr(reference, setting.key),)
    top = setting.maximum if setting.limit is None else setting.limit
    parser.add_argument(
        _option(setting.key),
        type=read_number,
        nargs="+" if setting is W else None,
        default=argparse.SUPPRESS,
        metavar=f"N|{ALL}" if setting.key == "batch_size" else "N",
        help=f"{setting.help} From {plain(setting.minimum)} to {plain(top)}"
        f" (default: {' '.join(plain(value) for value in default)})",
    )


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"
