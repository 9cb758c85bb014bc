"""The front door: no command opens the window, ``train`` works without a screen."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from linreg_gui import __version__
from linreg_gui.core.spec.experiment import ALL, Experiment
from linreg_gui.core.spec.files import SUFFIX
from linreg_gui.core.spec.memory import NOT_ENOUGH, DoesNotFit, is_lack_of_memory, loading
from linreg_gui.core.spec.settings import SETTINGS, Setting, W
from linreg_gui.core.spec.trainers import SCRATCH, TRAINERS
from linreg_gui.core.spec.wording import Refusal, plain, printable, read_number
from linreg_gui.process.interruption import INTERRUPTED
from linreg_gui.process.streams import Unheard, give_up, provide_streams, say

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = _parser()
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    # A file stands where a command does; nothing that ends like an experiment is a command.
    file = arguments.pop(0) if len(arguments) == 1 and arguments[0].lower().endswith(SUFFIX) else None
    try:
        options = parser.parse_args(arguments)
        if options.command == "train":
            from linreg_gui.cli.predict import predict
            from linreg_gui.cli.train import train

            if options.predict and options.csv is not None:
                parser.error("--csv needs training: leave out --predict")
            experiment, as_json = _experiment(options, parser), options.json
            return (
                predict(experiment, as_json=as_json)
                if options.predict
                else train(experiment, as_json=as_json, csv_file=options.csv)
            )
        if options.command == "selfcheck":
            from linreg_gui.cli.selfcheck import selfcheck

            return selfcheck(as_json=options.json)
        # A sixth of the time until the window is there would go into looking for garbage where there is none.
        gc.disable()
        with loading():
            from linreg_gui.gui.app.start import main as open_window

        return open_window(file)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Unheard as unheard:
        return give_up(unheard)
    except Exception as error:
        if not is_lack_of_memory(error):
            raise
        print(f"linreg-gui: {error if isinstance(error, DoesNotFit) else NOT_ENOUGH}", file=sys.stderr)
        return 1


def run() -> NoReturn:
    """Run the program and end the process with its exit code.

    Nothing is left to save by then, so the half second is spared that Python takes to take torch and Qt apart.
    """
    provide_streams()
    _leave_folder_that_is_gone()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # one sign that a terminal lacks is no reason to say nothing
    code = main()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _leave_folder_that_is_gone() -> None:
    """Go where no file can be made if the working folder is gone: torch, when it is loaded, would end the process.

    So what is to be read or written in a folder that is gone is refused as ever.
    """
    if sys.platform == "linux":
        try:
            Path.cwd()
        except FileNotFoundError:
            os.chdir("/proc/self/task")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"linreg-gui: {printable(message)}\n")

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        if file is sys.stderr:
            print(message, end="", file=file)
        else:
            say(message.rstrip("\n"))


def _parser() -> _Parser:
    parser = _Parser(
        prog="linreg-gui",
        usage="%(prog)s [-h] [--version] [FILE.linreg | COMMAND …]",
        description="See how linear regression is learnt by mini-batch gradient descent. No command opens the window.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND", parser_class=_Parser)
    check = commands.add_parser("selfcheck", help="check whether this installation works", allow_abbrev=False)
    check.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
    train = commands.add_parser("train", help="train without a screen", allow_abbrev=False)
    train.add_argument(
        "--trainer", default=SCRATCH.key, help=f"{' or '.join(TRAINERS)} (default: {SCRATCH.key})", metavar="NAME"
    )
    for setting in SETTINGS.values():
        _add_option(train, setting)
    train.add_argument(
        "--shuffle",
        action=argparse.BooleanOptionalAction,
        help="Give each epoch an order of its own (default: as the trainer does)",
    )
    train.add_argument("--predict", action="store_true", help="Tell what training will do, without training.")
    train.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
    train.add_argument("--csv", metavar="FILE", help="Write every update to a file.")
    return parser


def _add_option(parser: argparse.ArgumentParser, setting: Setting) -> None:
    reference = Experiment()
    default = reference.w if setting is W else (getattr(reference, setting.key),)
    top = setting.maximum if setting.limit is None else setting.limit
    parser.add_argument(
        _option(setting.key),
        type=read_number,
        nargs="+" if setting is W else None,
        default=list(default) if setting is W else default[0],
        metavar=f"N|{ALL}" if setting.key == "batch_size" else "N",
        help=f"{setting.help} From {plain(setting.minimum)} to {plain(top)}"
        f" (default: {' '.join(plain(value) for value in default)})",
    )


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _experiment(options: argparse.Namespace, parser: _Parser) -> Experiment:
    keys = (*SETTINGS, "trainer", "shuffle")
    try:
        return Experiment(**{key: getattr(options, key) for key in keys})
    except Refusal as refusal:
        values = {**refusal.values, "key": _option(str(refusal.values["key"]))}
        parser.error(refusal.sentence.format(**values))
