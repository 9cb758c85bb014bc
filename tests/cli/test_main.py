"""The front door: what the program makes of its arguments, and of having no display."""

import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from linreg_gui import __version__
from linreg_gui.cli.main import run
from linreg_gui.core.export.epoch_lines import heading, line
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from linreg_gui.core.spec.settings import SETTINGS
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.spec.wording import plain
from tests.core.oracles import whole_run
from tests.program import COMMAND, Outcome, run_here, run_outside


def epoch_lines(experiment: Experiment) -> list[str]:
    """Return what is printed of the epochs of an experiment."""
    return [heading(experiment.features), *map(line, whole_run(experiment).ended_epochs())]


# What it says.


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_here(capsys, "--version") == (0, f"linreg-gui {__version__}\n", "")


def test_its_help_names_every_option_with_range_and_default(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "train", "--help")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    for parameter in SETTINGS.values():
        option = f"--{parameter.key.replace('_', '-')}"
        top = parameter.limit if parameter.limit is not None else parameter.maximum
        described = words[words.index(f"{option} N") :]
        assert f"{parameter.help} From {plain(parameter.minimum)} to {plain(top)} (default: " in described
    assert all(trainer in words for trainer in TRAINERS)


# Options become an experiment.


@pytest.mark.parametrize("trainer", TRAINERS)
def test_the_default_run_is_the_reference_run(capsys: pytest.CaptureFixture[str], trainer: str) -> None:
    code, out, err = run_here(capsys, "train", "--trainer", trainer)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "true parameters: w = 2, -3.4; b = 4.2"
    assert lines[1:5] == epoch_lines(Experiment(trainer=trainer))
    assert re.fullmatch(r"finished after 300 updates, \d+ updates/s", lines[5])
    assert re.fullmatch(r"distance to the truth: 0\.\d+ \(w1 \S+, w2 \S+, b \S+\)", lines[6])
    assert len(lines) == 7


@pytest.mark.parametrize(
    ("options", "experiment"),
    [
        (["--w", "1.5"], Experiment(w=(1.5,))),
        (["--w", "-2", "0.5", "3"], Experiment(w=(-2, 0.5, 3))),
        (["--b", "-1", "--noise", "0"], Experiment(b=-1, noise=0)),
        (["--examples", "25", "--epochs", "2"], Experiment(examples=25, epochs=2)),
        (["--learning-rate", "0.5", "--batch-size", "all"], Experiment(learning_rate=0.5, batch_size="all")),
        (["--batch-size", "7", "--seed", "3"], Experiment(batch_size=7, seed=3)),
        (["--shuffle"], Experiment(shuffle=True)),
        (["--trainer", "toolbox", "--no-shuffle"], Experiment(trainer="toolbox", shuffle=False)),
        (["--learning-rate=1e-2"], Experiment(learning_rate=0.01)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_option_arrives(capsys: pytest.CaptureFixture[str], options: list[str], experiment: Experiment) -> None:
    code, out, _ = run_here(capsys, "train", *options)
    assert code == 0
    expected = epoch_lines(experiment)
    assert out.splitlines()[1 : 1 + len(expected)] == expected


# Wrong input: one line, what is allowed, exit code 2.

WRONG = {
    "--w=11": "--w must be from -10 to 10, and 11 is not",
    "--w=red": "--w must be a number from -10 to 10, not 'red'",
    "--w=nan": "--w must be a number from -10 to 10, not nan",
    "--b=inf": "--b must be a number from -10 to 10, not inf",
    "--noise=-1": "--noise must be from 0 to 10, and -1 is not",
    "--examples=9": "--examples must be from 10 to 100000000, and 9 is not",
    "--examples=10.5": "--examples must be a whole number from 10 to 100000000, not 10.5",
    "--learning-rate=0": "--learning-rate must be from 0.00001 to 10, and 0 is not",
    "--batch-size=0": "--batch-size must be from 1 to 1000, and 0 is not",
    "--batch-size=1001": "--batch-size must be from 1 to 1000, and 1001 is not",
    "--batch-size=half": "--batch-size must be a whole number from 1 to 1000 or all, not 'half'",
    "--epochs=1001": "--epochs must be from 1 to 1000, and 1001 is not",
    "--seed=2147483648": "--seed must be from 0 to 2147483647, and 2147483648 is not",
    "--seed=": "--seed must be a number from 0 to 2147483647, not ''",
    "--trainer=magic": f"--trainer must be one of {', '.join(TRAINERS)}, not 'magic'",
    "--epoch=3": "unrecognized arguments: --epoch=3",
    "--epochs": "argument --epochs: expected one argument",
    "--csv=/dev/full": "--csv: /dev/full is not a file",
    "--csv=.": "--csv: {folder} is not a file",
    "--csv=new/": "--csv: {folder}/new is not a file",
    "--csv=new/.": "--csv: {folder}/new is not a file",
    "--csv=missing/run.csv": "--csv: {folder}/missing/run.csv: No such file or directory",
}


@pytest.mark.parametrize("argument", WRONG)
def test_wrong_input_gets_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    sentence = WRONG[argument].format(folder=tmp_path)
    assert run_here(capsys, "train", argument) == (2, "", f"linreg-gui: {sentence}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_too_long_is_wrong_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for length in (256, 300):
        code, out, err = run_here(capsys, "train", "--csv", str(tmp_path / ("a" * length)))
        assert (code, out) == (2, "")
        assert err.startswith("linreg-gui: --csv: ")
        assert err.endswith(": File name too long\n")


def test_an_unknown_command_is_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run_here(capsys, "learn")
    assert (code, out) == (2, "")
    assert re.fullmatch(r"linreg-gui: .*'learn'.*train.*\n", err)


def test_wrong_input_needs_no_torch(tmp_path: Path) -> None:
    script = (
        "import sys; from linreg_gui.cli.main import main\n"
        "try: main(['train', '--b', '99'])\n"
        "finally: print([name for name in ('torch', 'PySide6') if name in sys.modules])"
    )
    outcome = run_outside(sys.executable, "-c", script, folder=tmp_path)
    assert outcome == (2, "[]\n", "linreg-gui: --b must be from -10 to 10, and 99 is not\n")


def test_wrong_input_as_a_user_sees_it(tmp_path: Path) -> None:
    outcome = run_outside(*COMMAND, "train", "--epochs", "many", folder=tmp_path)
    assert outcome == (2, "", "linreg-gui: --epochs must be a number from 1 to 1000, not 'many'\n")


# A working folder that is gone.


def run_in_folder_that_is_gone(folder: Path, *arguments: str) -> Outcome:
    """Run the program where somebody has removed its folder."""
    script = 'mkdir gone; cd gone; rmdir ../gone; exec "$0" "$@"'
    return run_outside("sh", "-c", script, *COMMAND, *arguments, folder=folder)


@pytest.mark.parametrize("command", ["train --epochs 1 --csv {folder}/run.csv", "train --predict", "selfcheck"])
def test_in_a_folder_that_is_gone_it_does_its_work(tmp_path: Path, command: str) -> None:
    code, _, err = run_in_folder_that_is_gone(tmp_path, *command.format(folder=tmp_path).split())
    assert (code, err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == (["run.csv"] if "csv" in command else [])


@pytest.mark.parametrize("command", ["train --csv run.csv", "train --csv ../run.csv", "run.linreg"])
def test_in_a_folder_that_is_gone_there_are_no_files(tmp_path: Path, command: str) -> None:
    code, out, err = run_in_folder_that_is_gone(tmp_path, *command.split())
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.endswith(": No such file or directory\n")


def test_in_a_folder_that_is_gone_there_is_no_picture(tmp_path: Path) -> None:
    code, out, err = run_in_folder_that_is_gone(tmp_path)
    assert (code, err) == (1, "linreg-playground.png cannot be written here.\n")
    assert out.splitlines()[1:] == epoch_lines(Experiment())


# Standard output that takes nothing more.


@pytest.mark.parametrize("command", ["", "train", "train --json", "train --predict", "selfcheck", "selfcheck --json"])
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, command: str) -> None:
    outcome = run_outside("sh", "-c", f'exec "$0" "$@" {command} > /dev/full', *COMMAND, folder=tmp_path)
    assert outcome == (1, "", "linreg-gui: standard output: No space left on device\n")


def test_a_reader_who_leaves_does_not_keep_a_run_without_display(tmp_path: Path) -> None:
    """Nobody could close its window."""
    outcome = run_outside("sh", "-c", '"$0" "$@" | head -n 1', *COMMAND, folder=tmp_path)
    assert outcome.code == 0
    assert outcome.out.startswith("No display")
    assert outcome.err == ""
    assert (tmp_path / "linreg-playground.png").exists()


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    outcome = run_outside("sh", "-c", '"$0" "$@" train | head -n 1', *COMMAND, folder=tmp_path)
    assert outcome == (0, "true parameters: w = 2, -3.4; b = 4.2\n", "")


def test_ctrl_c_before_the_run_begins_exits_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **options: object) -> int:
        raise KeyboardInterrupt(options)

    monkeypatch.setattr("linreg_gui.cli.train.train", interrupted)
    assert run_here(capsys, "train") == (130, "", "")


def test_the_process_ends_with_the_exit_code_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(sys, "argv", ["linreg-gui", "train", "--epochs", "1"])
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    monkeypatch.setattr(os, "_exit", codes.append)
    run()
    assert codes == [0]


def test_a_program_without_a_console_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Double-clicked on Windows, it has nowhere to print."""
    codes: list[int] = []
    monkeypatch.setattr(sys, "argv", ["linreg-gui", "train", "--epochs", "1"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(os, "_exit", codes.append)
    run()
    assert codes == [0]
    for stream in (sys.stdout, sys.stderr):
        stream.close()


# No display.


def assert_is_the_picture_of_a_trained_window(picture: Path) -> None:
    """Check the size of a picture and that curves, controls and words are on it."""
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)
    colors = Counter(image.pixel(x, y) for x in range(0, 1280, 2) for y in range(0, 800, 2))
    assert len(colors) > 100
    assert max(colors.values()) < 0.8 * colors.total()
    # The middle holds the plots: the curve of w2 and that of b have their own colours.
    middle = [QColor(rgb) for rgb in {image.pixel(x, y) for x in range(350, 900, 2) for y in range(400, 700)}]
    for wanted in (QColor("#d55e00"), QColor("#009e73")):
        assert any(
            max(abs(c.red() - wanted.red()), abs(c.green() - wanted.green()), abs(c.blue() - wanted.blue())) <= 2
            for c in middle
        )


def test_without_a_display_it_trains_and_paints_its_window(tmp_path: Path) -> None:
    code, out, err = run_outside(*COMMAND, folder=tmp_path)
    assert (code, err) == (0, "")
    first, *rest = out.splitlines()
    assert "display" in first
    assert "linreg-playground.png" in first
    assert rest == epoch_lines(Experiment())
    assert_is_the_picture_of_a_trained_window(tmp_path / "linreg-playground.png")
    assert [path.name for path in tmp_path.iterdir()] == ["linreg-playground.png"]


def test_without_a_display_the_experiment_of_a_file_is_trained(tmp_path: Path) -> None:
    for name, e, code in (
        ("good.linreg", Experiment(b=1, epochs=2), 0),
        ("WILD.LINREG", Experiment(learning_rate=5.0), 3),
    ):
        write_experiment(tmp_path / name, e)
        done = run_outside(*COMMAND, name, folder=tmp_path)
        assert (done.code, done.err) == (code, "")
        assert name in done.out.splitlines()[0]
        picture = tmp_path / "linreg-playground.png"
        if code:
            assert done.out.splitlines()[-1].startswith("diverged at update ")
            assert picture.exists()
        else:
            assert done.out.splitlines()[1:] == epoch_lines(e)
            assert_is_the_picture_of_a_trained_window(picture)
        picture.unlink()


@pytest.mark.parametrize("content", [None, "{", '{"format": 99}'])
def test_without_a_display_a_file_that_is_none_is_refused_in_one_line(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "broken.linreg").write_text(content)
    done = run_outside(*COMMAND, "broken.linreg", folder=tmp_path)
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert not (tmp_path / "linreg-playground.png").exists()


def test_without_a_display_and_a_place_for_the_picture_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "linreg-playground.png").mkdir()
    code, out, err = run_outside(*COMMAND, folder=tmp_path)
    assert err == "linreg-playground.png cannot be written here.\n"
    assert out.splitlines()[1:] == epoch_lines(Experiment())
    assert code == 1


def test_an_outcome_is_what_it_says(tmp_path: Path) -> None:
    outcome = run_outside("sh", "-c", "echo out; echo err >&2; exit 7", folder=tmp_path)
    assert outcome == Outcome(7, "out\n", "err\n")


def test_a_full_disk_leaves_no_half_picture(tmp_path: Path) -> None:
    # A limit on the size of files fails in the same call as a full disk does.
    code, _, err = run_outside("sh", "-c", 'ulimit -f 8; exec "$0" "$@"', *COMMAND, folder=tmp_path)
    assert (code, err) == (1, "linreg-playground.png cannot be written here.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("bad\x1b[31m.linreg",), ("train", "--csv", "\x1b[31m/x"), ("train", "--\x1b[31m")]
)
def test_no_name_commands_the_terminal(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run_outside(*COMMAND, *command, folder=tmp_path)
    assert done.code == 2
    assert "\x1b" not in done.out + done.err
    assert r"\x1b[31m" in done.err
