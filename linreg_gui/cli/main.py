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
from linreg_gui.cli.options import add_options, asked_recipe, asked_update
from linreg_gui.core.spec.files import SUFFIX
from linreg_gui.core.spec.memory import NOT_ENOUGH, DoesNotFit, is_lack_of_memory, loading
from linreg_gui.core.spec.wording import Refusal, printable
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
            return _train(options, parser)
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
    train = commands.add_parser(
        "train",
        usage=f"linreg-gui train [-h] [FILE{SUFFIX}] [OPTION …]",
        help="train without a screen",
        allow_abbrev=False,
    )
    add_options(train)
    return parser


def _train(options: argparse.Namespace, parser: _Parser) -> int:
    """Train, or tell what training would do."""
    from linreg_gui.cli.predict import predict
    from linreg_gui.cli.train import train

    if options.predict and options.csv is not None:
        parser.error("--csv needs training: leave out --predict")
    if options.at is not None and not options.predict:
        parser.error("--at is for what is predicted: add --predict")
    try:
        recipe, update = asked_recipe(options), asked_update(options)
    except Refusal as refusal:
        parser.error(str(refusal))
    if options.predict:
        return predict(recipe, update, as_json=options.json)
    return train(recipe, as_json=options.json, csv_file=options.csv)
