"""The Debian package, really installed: needs root on a Debian system, and leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linreg_gui import __version__
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from tests.bundle.built import NAME, ROOT, train
from tests.program import SECONDS
from tests.screen import TITLE, Screen

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dpkg-deb") is None or os.geteuid() != 0,
    reason="only root can install packages, and only on Debian",
)

PLACES = ("/opt", "/usr/bin", "/usr/share", "/etc", "/var/lib/dpkg/info")
CACHES = ("/usr/share/applications/mimeinfo.cache", "/usr/share/mime/globals2")


def sh(*command: str | Path, **environment: str) -> str:
    """Run a command and return what it prints."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def traces() -> list[str]:
    """Return whatever on the system bears the name of the program."""
    found = [str(path) for place in PLACES for path in Path(place).rglob("*") if re.search("linreg", path.name)]
    return found + [cache for cache in CACHES if Path(cache).is_file() and "linreg" in Path(cache).read_text()]


@contextmanager
def launched(screen: Screen, home: Path, *files: Path) -> Iterator[int]:
    """Start the program through its menu entry, and end it in any case; yield its process."""
    environment = {"PATH": os.environ["PATH"], "DISPLAY": screen.name, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    command = ["dbus-run-session", "--", "gtk-launch", NAME, *map(str, files)]
    subprocess.run(command, env=environment, timeout=SECONDS, check=True)
    window = screen.xdotool("search", "--sync", "--onlyvisible", "--name", TITLE)
    pid = int(screen.xdotool("getwindowpid", window))
    try:
        screen.xdotool("windowfocus", "--sync", window)
        yield pid
    finally:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def ended(pid: int) -> None:
    """Wait for the end of a process that somebody else started."""
    deadline = time.monotonic() + SECONDS
    while is_running(pid):
        assert time.monotonic() < deadline, "the program did not end"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and does something."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def package() -> Path:
    """Return the package."""
    (found,) = (ROOT / "dist").glob(f"{NAME}_{__version__}_*.deb")
    return found


@pytest.fixture(scope="module")
def newer(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same package as the next version of itself, in which one file has another name."""
    tree = tmp_path_factory.mktemp("newer")
    sh("dpkg-deb", "--raw-extract", package, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub("(?m)^Version: .*$", f"Version: {__version__}+next", control.read_text()))
    (tree / f"opt/{NAME}/LICENSE").rename(tree / f"opt/{NAME}/LICENCE")
    path = tree.with_suffix(".deb")
    sh("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, path)
    shutil.rmtree(tree)
    return path


@pytest.fixture
def installed(package: Path) -> Iterator[None]:
    """Install the package, and purge it in any case."""
    assert traces() == [], "the package is installed here already"
    sh("apt-get", "install", "-y", "--no-install-recommends", package)
    yield
    sh("dpkg", "--purge", NAME)
    assert traces() == []


def test_asks_for_what_qt_needs_of_the_system(package: Path) -> None:
    """The libraries of Qt's X11 and Wayland plugins, and nothing of Python, Qt or torch."""
    depends = {part.split()[0] for part in sh("dpkg-deb", "--field", package, "Depends").split(",")}
    assert {"libc6", "libx11-6", "libxcb-cursor0", "libxkbcommon-x11-0", "libwayland-client0", "libegl1"} <= depends
    assert not [name for name in depends if re.search("python|qt6|torch|gtk|ssl|sqlite|readline|gomp", name)]


def test_screenshot_of_the_software_centre_is_in_the_package(package: Path) -> None:
    """It is named in the metainfo by a path that the package fills."""
    metainfo = (ROOT / f"packaging/debian/{NAME}.metainfo.xml").read_text(encoding="utf-8")
    match = re.search("<image>https://[^/]+(/.+)</image>", metainfo)
    assert match is not None
    assert f".{match[1]}\n" in sh("dpkg-deb", "--contents", package)


@pytest.mark.usefixtures("installed")
def test_starts_from_the_menu(screen: Screen, tmp_path: Path) -> None:
    """The menu entry opens the window, alone and with a file, and it trains and closes."""
    file = tmp_path / "lesson.linreg"
    write_experiment(file, Experiment(trainer="toolbox"))
    for arguments in ([], [file]):
        with launched(screen, tmp_path, *arguments) as pid:
            picture = train(screen)
            title = screen.xdotool("search", "--onlyvisible", "--name", TITLE, "getwindowname")
            assert title == (f"{file.name} – {TITLE}" if arguments else TITLE)
            screen.xdotool("key", "ctrl+q")
            ended(pid)
    assert picture.save(str(ROOT / "build/installed.png"))


@pytest.mark.usefixtures("installed")
def test_desktop_knows_it(tmp_path: Path) -> None:
    """Its files have a type, the type has a program, and the program has an icon in every size."""
    assert json.loads(sh("linreg-gui", "selfcheck", "--json"))["passed"]
    file = tmp_path / "lesson.linreg"
    write_experiment(file, Experiment())
    assert "application/x-linreg+json" in sh("gio", "info", "-a", "standard::content-type", file)
    assert f"{NAME}.desktop" in sh("gio", "mime", "application/x-linreg+json")
    icons = Path("/usr/share/icons/hicolor")
    assert len(list(icons.glob(f"*x*/apps/{NAME}.png"))) == 10
    assert (icons / f"scalable/apps/{NAME}.svg").is_file()


@pytest.mark.usefixtures("installed")
def test_upgrades(newer: Path) -> None:
    """The new version replaces the old one, with what had another name."""
    sh("dpkg", "--install", newer)
    assert sh("dpkg-query", "--show", "--showformat", "${Version}", NAME) == f"{__version__}+next"
    program = Path("/opt") / NAME
    assert (program / "LICENCE").is_file()
    assert not (program / "LICENSE").exists()
    assert json.loads(sh("linreg-gui", "selfcheck", "--json"))["passed"]


def test_removing_leaves_nothing(package: Path) -> None:
    """Remove and purge both, after the program has run."""
    sh("apt-get", "install", "-y", "--no-install-recommends", package)
    try:
        sh("linreg-gui", "train", "--epochs", "1")
        sh("dpkg", "--remove", NAME)
        assert traces() == []
    finally:
        sh("dpkg", "--purge", NAME)
