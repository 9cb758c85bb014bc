"""The Debian package, really installed: needs root on a Debian system, and leaves nothing behind."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linreg_gui import __version__
from tests.bundle.built import NAME, ROOT
from tests.bundle.test_program import train
from tests.program import SECONDS
from tests.screen import TITLE, Guest, Screen

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
    assert not [name for name in depends if re.search("python|qt6|torch|gtk|ssl|sqlite|readline", name)]


def test_screenshot_of_the_software_centre_is_in_the_package(package: Path) -> None:
    """It is named in the metainfo by a path that the package fills."""
    metainfo = (ROOT / f"packaging/debian/{NAME}.metainfo.xml").read_text(encoding="utf-8")
    match = re.search("<image>https://[^/]+(/.+)</image>", metainfo)
    assert match is not None
    assert f".{match[1]}\n" in sh("dpkg-deb", "--contents", package)


@pytest.mark.usefixtures("installed")
def test_starts_from_the_menu(screen: Screen, tmp_path: Path) -> None:
    """The menu entry opens the window, also with a file, and the icon and the file type are known."""
    report = json.loads(sh("linreg-gui", "selfcheck", "--json"))
    assert report["passed"]
    file = tmp_path / "lesson.linreg"
    shutil.copy(experiment(tmp_path), file)
    assert "application/x-linreg+json" in sh("gio", "info", "-a", "standard::content-type", file)
    assert f"{NAME}.desktop" in sh("gio", "mime", "application/x-linreg+json")
    assert Path(f"/usr/share/icons/hicolor/16x16/apps/{NAME}.png").is_file()
    for arguments in ([], [file]):
        environment = {**os.environ, "DISPLAY": screen.name, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        command = ["dbus-run-session", "--", "gtk-launch", NAME, *arguments]
        subprocess.run(command, env=environment, timeout=SECONDS, check=True)
        visitor = launched(screen)
        if arguments:
            train(visitor)
            visitor.screen.picture().save(str(ROOT / "build/installed.png"))
        visitor.press("ctrl+q")
        visitor.process.wait(SECONDS)


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
