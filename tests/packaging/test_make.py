"""The one-command set-up: what it installs, what it starts and what it says when it cannot."""

import ast
import importlib.util
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "packaging" / "make.py"
LIBRARY, FONT, PROGRAM = "libxcb-cursor.so.0", "NotoSansCJK*", "xdotool"

posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves libraries to the system")


def load(root: Path) -> ModuleType:
    """Import the make.py of a checkout; by its file, since "packaging" is somebody else's package."""
    spec = importlib.util.spec_from_file_location("linreg_make", root / "packaging" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout with the files that the set-up reads, in a path with a blank."""
    root = tmp_path / "a checkout"
    (root / "packaging").mkdir(parents=True)
    (root / "packaging" / "make.py").write_bytes(SOURCE.read_bytes())
    (root / "packaging" / "constraints.txt").write_text("torch==2.13.0\n")
    (root / "pyproject.toml").write_text("[project]\n")
    return root


@pytest.fixture
def make(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the make.py of the checkout, on a system that lacks nothing."""
    module = load(checkout)
    monkeypatch.setattr(module, "is_present", lambda _part: True)
    return module


class Commands:
    """Stands in for every command: notes it, and answers with what was put in for a word of it."""

    def __init__(self, make: ModuleType) -> None:
        self.make = make
        self.seen: list[str] = []
        self.answers: dict[str, tuple[int, str]] = {}
        self.python_of_venv = str(sys.version_info[:2])

    def __call__(self, *command: str | Path, capture: bool = False) -> tuple[int, str]:
        """Note the command; making .venv makes its Python."""
        words = [str(word) for word in command]
        self.seen.append(" ".join(words))
        if "venv" in words:
            self.make.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.make.PYTHON.touch()
        if any("import pip" in word for word in words):
            return 0, self.python_of_venv
        assert capture or "-P" in words or words[1].endswith(".py"), "only checks and builds may print on their own"
        return next((answer for word, answer in self.answers.items() if word in words), (0, ""))

    def count(self, part: str) -> int:
        """Return how many commands contain this text."""
        return sum(part in command for command in self.seen)


@pytest.fixture
def commands(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Let no command run."""
    stand_in = Commands(make)
    monkeypatch.setattr(make, "call", stand_in)
    return stand_in


@pytest.fixture
def lacking(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that takes parts from the system, for root or not, with or without apt-get."""

    def take(*parts: str, root: bool = True, apt: bool = True) -> None:
        monkeypatch.setattr(make, "is_present", lambda part: part not in parts)
        monkeypatch.setattr(make.shutil, "which", lambda program: f"/usr/bin/{program}" if apt else None)
        monkeypatch.setattr(make.os, "geteuid", lambda: 0 if root else 1000)

    return take


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence on standard error, and check that nothing else was said."""
    out, err = capsys.readouterr()
    sentences = [line for line in err.splitlines() if not line.endswith(" ...")]
    assert out == ""
    assert len(sentences) == 1
    return sentences[0].removeprefix("make.py: ")


# Which commands there are


def test_help_lists_every_command(make: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """The usage comes from the table of commands."""
    assert make.main(["--help"]) == 0
    err = capsys.readouterr().err
    assert all(name in err for name in make.COMMANDS)
    assert "None" not in err


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_unknown_command_is_refused(make: ModuleType, arguments: list[str]) -> None:
    """Exit code 2, as usual for wrong usage."""
    assert make.main(arguments) == 2


def test_setup_takes_no_arguments(make: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument that would be ignored is refused."""
    assert make.main(["setup", "--fast"]) == 2
    assert said(capsys) == "setup takes no arguments"


# Wrong Python


def test_old_python_can_read_the_script() -> None:
    """Python 3.8 must get as far as saying that it is too old."""
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_old_python_is_told_so(make: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names both versions and the interpreter, and nothing is made."""
    assert make.main(["run"], version=(3, 8)) == 1
    assert said(capsys) == f"Python 3.11 or newer is needed, this is 3.8 ({sys.executable})"
    assert not make.VENV.exists()


# When it installs


def test_setup_installs_the_test_extra_once(make: ModuleType, commands: Commands) -> None:
    """The second call, and a run after it, do nothing."""
    assert make.main(["setup"]) == 0
    assert commands.count("-m venv") == 1
    assert commands.count("pip install") == 1
    assert commands.seen[-1].endswith("-e .[test]")
    before = list(commands.seen)
    assert make.main(["setup"]) == 0
    make.set_up()
    assert commands.seen == before


def test_a_run_installs_no_extra(make: ModuleType, commands: Commands) -> None:
    """A learner does not wait for the tools of the developers."""
    make.set_up()
    assert commands.seen[-1].endswith("-e .")


def test_another_extra_is_added(make: ModuleType, commands: Commands) -> None:
    """Extras add up, so that two commands do not undo each other's set-up."""
    make.set_up()
    make.set_up("test")
    make.set_up("bundle")
    assert commands.seen[-1].endswith("-e .[bundle,test]")
    installs = commands.count("pip install")
    make.set_up("test")
    make.set_up()
    assert commands.count("pip install") == installs


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_change_installs_again(make: ModuleType, commands: Commands, name: str) -> None:
    """What decides on the packages decides on the set-up; .venv itself stays."""
    make.set_up()
    (make.ROOT / name).write_text("changed\n")
    make.set_up()
    assert commands.count("pip install") == 2
    assert commands.count("-m venv") == 1


def test_a_moved_checkout_installs_again(make: ModuleType, commands: Commands) -> None:
    """The editable install and the scripts hold absolute paths."""
    make.set_up()
    before = make.fingerprint()
    moved = make.ROOT.rename(make.ROOT.with_name("moved"))
    assert load(moved).stamped_extras() is None
    assert load(moved).fingerprint() != before
    assert commands.count("pip install") == 1


def test_another_python_makes_a_new_venv(make: ModuleType, commands: Commands) -> None:
    """Packages of another Python cannot be used."""
    make.set_up()
    make.STAMP.unlink()
    commands.python_of_venv = "(3, 10)"
    make.set_up()
    assert commands.count("-m venv --clear") == 2


def test_a_removed_interpreter_makes_a_new_venv(make: ModuleType, commands: Commands) -> None:
    """A stamp alone starts nothing."""
    make.set_up()
    make.PYTHON.unlink()
    make.set_up()
    assert commands.count("-m venv --clear") == 2


def test_a_damaged_stamp_installs_again(make: ModuleType, commands: Commands) -> None:
    """An empty or binary stamp is no stamp."""
    for content in (b"", b"\xff\xfe\x00"):
        make.set_up()
        make.STAMP.write_bytes(content)
    make.set_up()
    assert commands.count("pip install") == 3


def test_an_interrupted_install_leaves_no_stamp(
    make: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl+C ends with 130 and without a traceback; the next call installs again."""
    make.set_up()
    (make.ROOT / "pyproject.toml").write_text("changed\n")

    def interrupted(*command: str | Path, capture: bool = False) -> tuple[int, str]:
        if "install" in command:
            raise KeyboardInterrupt
        return commands(*command, capture=capture)

    monkeypatch.setattr(make, "call", interrupted)
    capsys.readouterr()
    assert make.main(["setup"]) == 130
    assert said(capsys) == "interrupted"
    assert not make.STAMP.exists()


# When it cannot install

NO_NETWORK = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': Failed to establish "
    "a new connection: [Errno -3] Temporary failure in name resolution')': /simple/torch/\n"
    "ERROR: Could not find a version that satisfies the requirement torch (from versions: none)\n"
    "ERROR: No matching distribution found for torch\n"
)
NO_VERSION = (
    "ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: 2.2.2)\n"
    "ERROR: No matching distribution found for torch==2.13.0\n\n[notice] A new release of pip is available\n"
)
NO_SPACE = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
NO_BUILD = "      FileNotFoundError: Forced include not found\n      [end of output]\nnote: see above\n"


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (NO_NETWORK, "there is no network to fetch packages from"),
        ("E: Failed to fetch x  Temporary failure resolving 'host'\n", "there is no network to fetch packages from"),
        (NO_NETWORK + NO_SPACE, "there is not enough disk space"),
        ("OSError: [Errno 122] Disk quota exceeded", "there is not enough disk space"),
        (NO_VERSION, "ERROR: No matching distribution found for torch==2.13.0"),
        (NO_BUILD, "FileNotFoundError: Forced include not found"),
        ("something\nelse\n", "else"),
        ("", "it said nothing"),
    ],
)
def test_a_failed_install_says_why(
    make: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str], output: str, sentence: str
) -> None:
    """One sentence, exit code 1, no stamp, and all of pip's output in the log that is named."""
    commands.answers["pip"] = (1, output)
    assert make.main(["run"]) == 1
    assert said(capsys) == f"installing failed: {sentence} (all it said is in {make.LOG})"
    assert make.LOG.read_text() == output
    assert not make.STAMP.exists()


def test_a_log_that_cannot_be_written_is_not_named(
    make: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a full disk the log fails as well, and tells more than `venv` does."""

    class FullDisk:
        def write_text(self, _text: str) -> None:
            """Let the set-up begin."""

        def open(self, _mode: str, encoding: str) -> None:
            raise OSError(28, "No space left on device", encoding)

    monkeypatch.setattr(make, "LOG", FullDisk())
    commands.answers["venv"] = (1, "Error: Command 'ensurepip' returned non-zero exit status 1.\n")
    assert make.main(["run"]) == 1
    assert said(capsys) == "making .venv failed: there is not enough disk space"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")])
def test_a_checkout_that_cannot_be_written_is_told(
    make: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
) -> None:
    """A read-only checkout, or another user's."""

    def refuse(_folder: Path, **_options: object) -> None:
        raise error

    monkeypatch.setattr(make.Path, "mkdir", refuse)
    assert make.main(["setup"]) == 1
    assert said(capsys) == f"{make.VENV} cannot be written"


def test_a_set_up_checkout_may_be_read_only(make: ModuleType, commands: Commands) -> None:
    """The teacher sets up, and thirty learners run."""
    make.set_up()
    before = {path: path.stat().st_mtime_ns for path in make.ROOT.rglob("*")}
    make.set_up()
    assert {path: path.stat().st_mtime_ns for path in make.ROOT.rglob("*")} == before
    assert commands.count("pip install") == 1


# What the system must bring along


@linux_only
def test_root_on_debian_installs_what_is_missing(
    make: ModuleType, commands: Commands, lacking: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """All of it at once, before anything is fetched for .venv, and the message names it."""
    lacking(LIBRARY, FONT, PROGRAM)
    assert make.main(["setup"]) == 0
    script = commands.seen[0]
    assert script.startswith("sh -c export DEBIAN_FRONTEND=noninteractive; apt-get update; ")
    packages = "fonts-noto-cjk libxcb-cursor0 xdotool"
    assert script.endswith(f"apt-get install -y --no-install-recommends {packages}")
    assert f"Installing system packages: {packages} ..." in capsys.readouterr().err


@linux_only
def test_others_on_debian_get_the_command(
    make: ModuleType, commands: Commands, lacking: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Told at once, not after minutes of installing."""
    lacking(LIBRARY, PROGRAM, root=False)
    assert make.main(["setup"]) == 1
    assert said(capsys).endswith("sudo apt-get install -y --no-install-recommends libxcb-cursor0 xdotool")
    assert commands.seen == []


@linux_only
def test_other_systems_get_the_names(
    make: ModuleType, commands: Commands, lacking: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Their packages have names that we do not know."""
    lacking(LIBRARY, "libEGL.so.1", apt=False)
    assert make.main(["run"]) == 1
    assert said(capsys).startswith("the system lacks libEGL.so.1, libxcb-cursor.so.0: ")
    assert commands.seen == []


@linux_only
def test_a_failed_system_install_says_why(
    make: ModuleType, commands: Commands, lacking: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The line of apt-get that tells most."""
    lacking(LIBRARY)
    commands.answers["sh"] = (100, "Reading package lists...\nE: Unable to locate package libxcb-cursor0\n")
    assert make.main(["run"]) == 1
    assert "E: Unable to locate package libxcb-cursor0" in said(capsys)


@linux_only
def test_debian_without_venv(
    make: ModuleType, commands: Commands, lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's Python comes without ensurepip; the package is that of this Python."""
    monkeypatch.setattr(make.importlib.util, "find_spec", lambda _name: None)
    package = f"python3.{sys.version_info.minor}-venv"
    lacking(root=False)
    with pytest.raises(make.SetupError, match=f"sudo apt-get install .* {package}$"):
        make.set_up()
    lacking(root=True)
    make.set_up()
    assert commands.seen[0].endswith(f" {package}")


@linux_only
def test_debian_without_the_library_of_python(
    make: ModuleType, lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle packs that library, where this Python has one."""
    package = f"libpython3.{sys.version_info.minor}"
    for library, extra, needed in (
        ("libpython.so.1.0", "bundle", True),
        ("libpython.so.1.0", "test", False),
        ("libpython.a", "bundle", False),
    ):
        monkeypatch.setattr(make.sysconfig, "get_config_var", {"INSTSONAME": library}.get)
        lacking(library)
        assert (package in make.missing_system_parts([extra]).values()) is needed


@linux_only
def test_a_run_needs_no_test_tools(make: ModuleType, commands: Commands, lacking: Callable[..., None]) -> None:
    """They are asked for when the test extra is."""
    lacking(PROGRAM, FONT, root=False)
    make.set_up()
    assert commands.count("pip install") == 1
    with pytest.raises(make.SetupError, match="fonts-noto-cjk xdotool"):
        make.set_up("test")


def test_a_library_that_the_table_forgot_is_named(
    make: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    """Qt's plugin has the last word, and without it nothing is stamped."""
    plugin = make.VENV / "lib/python3.11/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    commands.answers[str(plugin)] = (1, "Traceback:\nOSError: libnew.so.7: cannot open shared object file\n")
    assert make.main(["run"]) == 1
    assert said(capsys).startswith("loading Qt failed: OSError: libnew.so.7: cannot open shared object file (")
    assert not make.STAMP.exists()


@linux_only
@pytest.mark.parametrize(
    ("part", "present"),
    [("libc.so.6", True), ("libnowhere.so.7", False), ("sh", True), ("nowhere", False), ("NoSuchFont*", False)],
)
def test_parts_are_looked_for(checkout: Path, part: str, *, present: bool) -> None:
    """Libraries by loading them, programs on the path, fonts by their file."""
    assert load(checkout).is_present(part) is present


# What it starts


def script(path: Path, text: str) -> None:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def start(checkout: Path, *arguments: str, **python: str) -> subprocess.CompletedProcess[str]:
    """Call make.py as a user does, in a checkout that is set up, from another folder."""
    make = load(checkout)
    for name, text in python.items():
        script(make.BIN / name.replace("_", "-"), text)
    make.STAMP.write_text(f"{make.fingerprint()}\ntest")
    elsewhere = checkout.parent / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, str(checkout / "packaging" / "make.py"), *arguments]
    return subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)


@posix_only
def test_run_becomes_the_program(checkout: Path) -> None:
    """Arguments, folder and exit code are the program's, and nothing else is printed."""
    program = 'pwd; for argument in "$@"; do echo "<$argument>"; done; exit 7'
    done = start(checkout, "run", "train", "--help", "a b", "", python="", linreg_gui=program)
    assert done.stdout.splitlines()[1:] == ["<train>", "<--help>", "<a b>", "<>"]
    assert Path(done.stdout.splitlines()[0]).name == "elsewhere"
    assert (done.returncode, done.stderr) == (7, "")


@posix_only
def test_ctrl_c_ends_without_a_traceback(checkout: Path) -> None:
    """The step that was running is interrupted, and the exit code says so."""
    done = start(checkout, "test", python="kill -INT $PPID")
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr.splitlines()[1:] == ["make.py: interrupted"]


@posix_only
def test_checks_run_in_order_in_the_checkout(checkout: Path) -> None:
    """Format, linter, types, tests, then the coverage of core and of gui."""
    done = start(checkout, "test", python='pwd; shift 2; echo "$@"')
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert {Path(line) for line in lines[::2]} == {checkout.resolve()}
    coverage = "coverage report --skip-covered --show-missing --include=linreg_gui"
    assert lines[1::2] == [
        "ruff format --check .",
        "ruff check .",
        "mypy",
        "pytest -m not long --cov --cov-report=",
        f"{coverage}/core/* --fail-under=95",
        f"{coverage}/gui/* --fail-under=85",
    ]
    assert done.stderr.splitlines() == [f"== {line}" for line in lines[1::2]]


@posix_only
def test_all_checks_are_those_that_take_long_too(checkout: Path) -> None:
    """Asked for, they are not left out."""
    done = start(checkout, "test", "--all", python='shift 2; echo "$@"')
    assert "pytest --cov --cov-report=" in done.stdout.splitlines()


@posix_only
def test_pytest_gets_the_arguments(checkout: Path) -> None:
    """Part of the tests says nothing about coverage."""
    done = start(checkout, "test", "-k", "a or b", "--lf", python='shift 2; echo "$@"')
    assert done.stdout.splitlines()[-1] == "pytest -k a or b --lf"


@posix_only
def test_the_first_failure_ends_the_checks(checkout: Path) -> None:
    """It is named, and its exit code handed on."""
    done = start(checkout, "test", python='shift 2; echo "$@"; [ "$1" != mypy ] || exit 5')
    assert done.returncode == 5
    assert done.stdout.splitlines()[-1] == "mypy"
    assert done.stderr.splitlines()[-1] == "make.py: this step failed: mypy"


def test_captured_commands_hold_pip_to_the_pins(make: ModuleType) -> None:
    """Also in the builds that pip isolates; the path is relative, since pip splits at blanks."""
    show = "import os, sys; print(os.environ['PIP_CONSTRAINT'], os.environ['PIP_BUILD_CONSTRAINT'])"
    code, output = make.call(sys.executable, "-c", f"{show}; sys.exit(4)", capture=True)
    assert (code, output.split()) == (4, ["packaging/constraints.txt"] * 2)


def test_windows_waits_for_the_program(make: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    """There `execv` would return to the terminal at once."""
    before = signal.getsignal(signal.SIGINT)
    try:
        code = make.start_and_wait(sys.executable, [sys.executable, "-c", "import sys; print(1); sys.exit(3)"])
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, capfd.readouterr().out.strip()) == (3, "1")


# What is pinned


def test_everything_is_pinned_exactly_once() -> None:
    """A line that is no exact pin would let versions drift."""
    lines = (SOURCE.parent / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(pin) == 2 and pin[1][0].isdigit() and "+" not in pin[1] for pin in pins)
    names = [name.lower().replace("_", "-") for name, _ in pins]
    assert len(names) == len(set(names))
    assert {"torch", "pyside6-essentials", "shiboken6", "hatchling", "pytest"} <= set(names)
