"""Set up, run and check the Linear Regression Playground with one command.

The standard library is enough, and Python 3.8 can read this file, so that it can say that it is too old.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

NEEDED_PYTHON = (3, 11)
WINDOWS = os.name == "nt"
EXE = ".exe" if WINDOWS else ""
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / f"python{EXE}"
STAMP = VENV / "set-up.stamp"
LOG = VENV / "set-up.log"

# pip reads these in the isolated builds that it starts, too: the first up to 25, the second from 25.3 on.
# It splits them at blanks, so the path is relative to the top folder.
PINS = dict.fromkeys(("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"), "packaging/constraints.txt")

# What Linux must bring along, with the Debian package that holds it: the libraries that Qt's platform plugin
# links to (the rest of them come along as dependencies of these), then what an extra of pyproject.toml or a command
# needs.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TOOLS = {
    "test": {
        "Xvfb": "xvfb",
        "xdotool": "xdotool",
        "import": "imagemagick",
        "NotoSansCJK*": "fonts-noto-cjk",
        "xz": "xz-utils",
        # A screen reader, its libraries, and the bus on which it speaks with programs.
        "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
        "/usr/lib/python3/dist-packages/pyatspi": "python3-pyatspi",
        "dbus-run-session": "dbus-daemon",
    },
    "bundle": {"patchelf": "patchelf", "strip": "binutils", "xz": "xz-utils"},
    "deb": {
        "appstreamcli": "appstream",
        "desktop-file-validate": "desktop-file-utils",
        "dpkg-shlibdeps": "dpkg-dev",
        "lintian": "lintian",
    },
    "test-deb": {
        "dbus-run-session": "dbus-daemon",
        "gio": "libglib2.0-bin",
        "gtk-launch": "libgtk-3-bin",
        "update-mime-database": "shared-mime-info",
    },
}

# What a failed step prints, and what that means. The first that is found counts.
MEANINGS = {
    r"No space left on device|\[Errno (28|122)\]|\[WinError 112\]": "there is not enough disk space",
    r"Read-only file system|Permission denied|\[WinError 5\]": f"{VENV} cannot be written",
    "connection broken by|establish a new connection|Max retries exceeded|Failed to connect|timed out|"
    "Temporary failure|Could not (resolve|connect)|unreachable": "there is no network to fetch packages from",
}


class SetupError(Exception):
    """What is wrong, in one sentence for the user."""


def run(arguments: list[str]) -> int:
    """Set up what is missing and start linreg-gui with the arguments."""
    set_up()
    program = str(BIN / f"linreg-gui{EXE}")
    start = start_and_wait if WINDOWS else os.execv
    return start(program, [program, *arguments])


def start_and_wait(program: str, command: list[str]) -> int:
    """Do what `os.execv` does, for Windows, where the terminal would not wait for the program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the program's to answer
    return subprocess.call(command, executable=program)


def test(arguments: list[str]) -> int:
    """Set up what is missing and check it, with --all also what takes long; other arguments go to pytest."""
    set_up("test")
    quick = [] if "--all" in arguments else ["-m", "not long"]
    arguments = [argument for argument in arguments if argument != "--all"]
    steps = [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"], ["pytest", *(arguments or quick)]]
    if not arguments:
        steps[-1] += ["--cov", "--cov-report="]
        report = ["coverage", "report", "--skip-covered", "--show-missing"]
        steps += [
            [*report, "--include=linreg_gui/core/*", "--fail-under=95"],
            [*report, "--include=linreg_gui/gui/*", "--fail-under=85"],
        ]
    for step in steps:
        say("== " + " ".join(step))
        code, _ = call(PYTHON, "-P", "-m", *step)
        if code != 0:
            say("make.py: this step failed: " + " ".join(step))
            return code
    return 0


def setup(arguments: list[str]) -> int:
    """Set up everything that running and testing need."""
    if arguments:
        say("make.py: setup takes no arguments")
        return 2
    set_up("test")
    return 0


def bench(arguments: list[str]) -> int:
    """Measure speed, memory and start, each as a ratio beside its goal: [--json FILE] [names…]."""
    set_up("test")
    return subprocess.call([PYTHON, "-P", "-m", "tests.benchmarks.run", *arguments])


def stress(arguments: list[str]) -> int:
    """Use the window at random and look what breaks: [--seed N] [--actions N]."""
    set_up("test")
    return subprocess.call([PYTHON, "-P", "-m", "tests.stress.run", *arguments])


def bundle(arguments: list[str]) -> int:
    """Build the self-contained program in dist and pack it into one file."""
    return build("bundle", arguments, "bundle")


def deb(arguments: list[str]) -> int:
    """Build the Debian package in dist, from the bundle."""
    provide_system_parts(missing_system_parts(["deb"]))
    return bundle(arguments) or build("deb", arguments, "bundle")


def wheelhouse(arguments: list[str]) -> int:
    """Put the project and all that it needs into dist/wheelhouse, to be installed without a network."""
    return build("wheelhouse", arguments)


def test_bundle(arguments: list[str]) -> int:
    """Build what is out of date, and check the built thing; the arguments, if any, go to pytest."""
    set_up("bundle", "test")
    has_packages = sys.platform == "linux" and shutil.which("dpkg-deb") is not None
    if has_packages:
        provide_system_parts(missing_system_parts(["test-deb"]))
    made = deb([]) if has_packages else bundle([])
    return made or call(PYTHON, "-P", "-m", "pytest", "tests/bundle", *arguments)[0]


def build(what: str, arguments: list[str], *extras: str) -> int:
    """Run a module beside this file, in an environment with the extras."""
    if arguments:
        say(f"make.py: {what} takes no arguments")
        return 2
    set_up(*extras)
    return call(PYTHON, ROOT / "packaging" / f"{what}.py")[0]


COMMANDS = {
    "run": run,
    "test": test,
    "setup": setup,
    "bench": bench,
    "stress": stress,
    "bundle": bundle,
    "deb": deb,
    "test-bundle": test_bundle,
    "wheelhouse": wheelhouse,
}


def set_up(*extras: str) -> None:
    """Install the project with the extras into .venv; return at once if that has been done.

    Parameters
    ----------
    *extras
        Names of optional dependencies in pyproject.toml. Those installed before stay.

    Raises
    ------
    SetupError
        If something is missing that cannot be installed from here.
    """
    installed = stamped_extras()
    if installed is not None and installed.issuperset(extras) and PYTHON.exists():
        return
    wanted = sorted({*extras, *(installed or ())})
    VENV.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    LOG.write_text("")
    provide_system_parts(missing_system_parts(wanted))
    if not is_venv_usable():
        quietly("making .venv", sys.executable, "-m", "venv", "--clear", VENV)
    say("Installing the playground and its libraries into .venv (the first time takes a few minutes) ...")
    project = f".[{','.join(wanted)}]" if wanted else "."
    quietly("installing", PYTHON, "-m", "pip", "install", "--no-input", "-e", project)
    # The table of libraries is ours; only Qt's plugin itself can tell that it is complete.
    for plugin in VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"):
        quietly("loading Qt", PYTHON, "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", plugin)
    STAMP.write_text("\n".join([fingerprint(), *wanted]))


def stamped_extras() -> set[str] | None:
    """Return the extras that the last complete set-up installed, None if that is out of date."""
    try:
        stamp, *extras = STAMP.read_text().split()
    except (OSError, ValueError):
        return None
    return set(extras) if stamp == fingerprint() else None


def fingerprint() -> str:
    """Return a hash of what the contents of .venv depend on."""
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "packaging/constraints.txt")]
    return hashlib.sha256(repr((files, sys.version_info[:2], ROOT)).encode()).hexdigest()


def is_venv_usable() -> bool:
    """Tell whether .venv holds pip and runs on this version of Python."""
    probe = "import pip, sys; print(sys.version_info[:2])"
    return PYTHON.exists() and call(PYTHON, "-c", probe, capture=True)[1].strip() == str(sys.version_info[:2])


def missing_system_parts(extras: list[str]) -> dict[str, str]:
    """Return what the system lacks, with the Debian packages that hold it."""
    parts = dict(LIBRARIES)
    for extra in extras:
        parts.update(TOOLS.get(extra, {}))
    python = str(sysconfig.get_config_var("INSTSONAME"))
    if "bundle" in extras and ".so" in python:  # Debian leaves it out, and PyInstaller packs it
        parts[python] = "libpython{}.{}".format(*sys.version_info)
    missing = {p: parts[p] for p in parts if sys.platform == "linux" and not is_present(p)}
    if importlib.util.find_spec("ensurepip") is None:
        missing["Python's ensurepip"] = "python{}.{}-venv".format(*sys.version_info)
    return missing


def is_present(part: str) -> bool:
    """Tell whether the system has a file (`/…`), a library (`lib….so.1`), a font (a pattern with `*`) or a program."""
    if part.startswith("/"):
        return Path(part).exists()
    if ".so" in part:
        try:
            ctypes.CDLL(part)
        except OSError:
            return False
        return True
    if "*" in part:
        return any(Path("/usr/share/fonts").rglob(part))
    return shutil.which(part) is not None


def provide_system_parts(missing: dict[str, str]) -> None:
    """Install the Debian packages that are missing, or say how to."""
    if not missing:
        return
    packages = " ".join(sorted(set(missing.values())))
    install = f"apt-get install -y --no-install-recommends {packages}"
    if sys.platform != "linux" or shutil.which("apt-get") is None:
        parts = ", ".join(sorted(missing))
        raise SetupError(f"the system lacks {parts}: install what holds them and try again")
    if os.geteuid() != 0:
        raise SetupError(f"system packages are missing, run this and try again: sudo {install}")
    say(f"Installing system packages: {packages} ...")
    script = f"export DEBIAN_FRONTEND=noninteractive; apt-get update; {install}"
    quietly("installing system packages", "sh", "-c", script)


def quietly(what: str, *command: str | Path) -> None:
    """Run a command with its output in the log only; if it fails, say in one sentence why."""
    code, output = call(*command, capture=True)
    try:
        with LOG.open("a", encoding="utf-8") as log:
            log.write(output)
        where = f" (all it said is in {LOG})"
    except OSError as error:  # a full disk, most likely: that explains the failure, too
        output += f"\n{error}"
        where = ""
    if code != 0:
        raise SetupError(f"{what} failed: {meaning(output)}{where}")


def meaning(output: str) -> str:
    """Return what an error output means, or its most telling line."""
    for pattern, sentence in MEANINGS.items():
        if re.search(pattern, output):
            return sentence
    lines = output.strip().splitlines() or ["it said nothing"]
    errors = [line for line in lines if re.match(r"\s*(E|ERROR|\w*Error):", line)]
    return (errors or lines)[-1].strip()


def call(*command: str | Path, capture: bool = False) -> tuple[int, str]:
    """Run a command in the top folder and return its exit code and, if captured, all its output."""
    pipe, merge = (subprocess.PIPE, subprocess.STDOUT) if capture else (None, None)
    env = {**os.environ, **PINS} if capture else None
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=merge, errors="replace") as child:
        try:
            output, _ = child.communicate()
        except KeyboardInterrupt:
            # The terminal has interrupted the child as well: let it tidy up.
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.communicate(timeout=10)
            child.terminate()
            raise
    return child.returncode, output or ""


def say(message: str) -> None:
    """Tell the user something, beside the standard output that belongs to the program."""
    print(message, file=sys.stderr, flush=True)


def main(arguments: list[str], version: tuple[int, ...] = sys.version_info[:2]) -> int:
    """Run one command and return the exit code; what the user can help is said in one sentence."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        say("usage: make.py COMMAND [arguments]\n")
        for name, function in COMMANDS.items():
            say(f"  {name:13}{function.__doc__}")
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    if version < NEEDED_PYTHON:
        needed, found = (".".join(map(str, numbers)) for numbers in (NEEDED_PYTHON, version))
        say(f"make.py: Python {needed} or newer is needed, this is {found} ({sys.executable})")
        return 1
    try:
        return command(arguments[1:])
    except SetupError as error:
        say(f"make.py: {error}")
    except OSError as error:
        say(f"make.py: {meaning(str(error))}")
    except KeyboardInterrupt:
        say("make.py: interrupted")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
