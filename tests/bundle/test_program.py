"""The built program works where there is nothing else: no Python, no network, no variables, no place to write."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.process.interruption import INTERRUPTED
from tests.bundle.built import Built, train
from tests.listener import listener, play_a_run, session_bus
from tests.moments import assert_all_end_well
from tests.planted import KEYS, plant, remembers
from tests.program import SECONDS
from tests.screen import Guest, Screen, guest, new_screen
from tests.stress.outside import OutsideHand

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs namespaces and an X server")


def test_selfcheck_finds_nothing_wrong(built: Built) -> None:
    """Both trainers agree with the closed form, the window is painted, a file is written and read back."""
    code, out, err = built.run("selfcheck", "--json")
    assert code == 0, out + err
    report = json.loads(out)
    assert report["passed"]
    assert {"trainer scratch", "trainer toolbox", "window", "file"} <= {check["name"] for check in report["checks"]}
    assert "bundle" in out


@linux_only
@pytest.mark.parametrize("trainer", TRAINERS)
def test_trains_without_a_screen(built: Built, trainer: str) -> None:
    """The three epochs of the reference settings, and not one warning."""
    code, out, err = built.run("train", "--trainer", trainer, "--json", LANG="C.UTF-8")
    assert (code, err) == (0, "")
    epochs = json.loads(out)["epochs"]
    assert len(epochs) == 3
    assert epochs[-1]["w"] == pytest.approx([2, -3.4], abs=0.01)
    assert epochs[-1]["b"] == pytest.approx(4.2, abs=0.01)


@linux_only
@pytest.mark.parametrize("trainer", TRAINERS)
def test_trains_in_its_window(built: Built, screen: Screen, trainer: str) -> None:
    """Space starts training, the plots fill, and it closes well."""
    with built.opened(screen, built.experiment(trainer), LANG="C.UTF-8") as visitor:
        train(visitor.screen)
        assert visitor.screen.xdotool("getwindowname", visitor.window).startswith(f"{trainer}.linreg")
        assert visitor.quit() == (0, "")


@linux_only
def test_qt_can_be_replaced(built: Built, screen: Screen, tmp_path: Path) -> None:
    """Nothing checks that a library of Qt is the very one that came with the program: here one with more at its end."""
    changed = tmp_path / "changed"
    shutil.copytree(built.folder, changed, symlinks=True, copy_function=os.link)
    library = changed / "_internal/PySide6/Qt/lib/libQt6Widgets.so.6"
    other = library.read_bytes() + b"changed"
    library.unlink()
    library.write_bytes(other)
    with Built(changed, built.home).opened(screen, LANG="C.UTF-8") as visitor:
        train(visitor.screen)
        assert visitor.quit() == (0, "")


@linux_only
def test_starts_from_a_folder_with_chinese_and_a_blank(built: Built, screen: Screen, tmp_path: Path) -> None:
    """The folder has the name that a teacher gives it."""
    moved = tmp_path / "线性 回归"
    shutil.copytree(built.folder, moved, symlinks=True, copy_function=os.link)
    elsewhere = Built(moved, built.home)
    assert elsewhere.run("selfcheck").code == 0
    with elsewhere.opened(screen, elsewhere.experiment("toolbox"), LANG="C.UTF-8") as visitor:
        train(visitor.screen)
        assert visitor.quit() == (0, "")


@linux_only
@pytest.mark.skipif(os.geteuid() != 0 if os.name == "posix" else True, reason="only root can mount")
@pytest.mark.parametrize("which", ["folder", "home", "both"])
def test_starts_where_nothing_can_be_written(built: Built, screen: Screen, which: str) -> None:
    """Neither the program's folder nor the home needs to be writable."""
    experiment = built.experiment("scratch")
    built.read_only = {"folder": (built.folder,), "home": (built.home,), "both": (built.folder, built.home)}[which]
    code, out, err = built.run("selfcheck")
    assert code == 0, out + err
    before = sorted(built.home.rglob("*"))
    with built.opened(screen, experiment, LANG="C.UTF-8") as visitor:
        train(visitor.screen)
        code, _ = visitor.quit()
    assert code == 0
    assert which == "folder" or sorted(built.home.rglob("*")) == before


@linux_only
@pytest.mark.parametrize(
    ("language", "title"), [("zh_CN.UTF-8", "线性回归游乐场"), ("C", "Linear Regression Playground"), ("", "Linear")]
)
def test_speaks_the_language_of_the_system(built: Built, screen: Screen, language: str, title: str) -> None:
    """Chinese where the system is, else English, with or without such a locale on the machine."""
    with built.opened(screen, **({"LANG": language} if language else {})) as visitor:
        assert title in visitor.screen.xdotool("getwindowname", visitor.window)
        train(visitor.screen)
        assert visitor.quit()[0] == 0


@linux_only
def test_two_run_at_the_same_time(built: Built, screen: Screen) -> None:
    """They do not get in each other's way, though they share a home."""
    with new_screen() as other, built.opened(screen) as one, built.opened(other) as two:
        for visitor in (one, two):
            train(visitor.screen)
        assert [visitor.quit()[0] for visitor in (one, two)] == [0, 0]


@linux_only
def test_window_is_there_as_soon_as_from_source(built: Built, screen: Screen, tmp_path: Path) -> None:
    """At most 1.3 times what the source tree takes, the best of some starts each."""

    def from_bundle() -> AbstractContextManager[Guest]:
        return built.opened(screen, LANG="C.UTF-8")

    def from_source() -> AbstractContextManager[Guest]:
        return guest(screen, tmp_path)

    times: dict[Callable[[], AbstractContextManager[Guest]], list[float]] = {from_bundle: [], from_source: []}
    for _ in range(10):
        for start, taken in times.items():
            begin = time.monotonic()
            with start() as visitor:
                taken.append(time.monotonic() - begin)
                assert visitor.quit()[0] == 0
    bundle, source = (min(taken) for taken in times.values())
    print(f"first window: bundle {bundle:.2f} s, source {source:.2f} s")
    assert bundle <= 1.3 * source


@linux_only
@pytest.mark.parametrize("desktop", ["", "KDE"])
def test_nothing_planted_in_a_settings_file_is_executed(built: Built, screen: Screen, desktop: str) -> None:
    """Neither the window nor its file dialog runs what somebody has put where the program or Qt looks."""
    config = built.home / ".config"
    executed = plant(config, *KEYS)
    with built.opened(screen, LANG="C.UTF-8", XDG_CURRENT_DESKTOP=desktop, KDE_SESSION_VERSION="5") as visitor:
        visitor.until_it_rests()
        visitor.press("ctrl+o")
        (dialog,) = screen.xdotool("search", "--sync", "--onlyvisible", "--name", "^Open experiment$").split()
        screen.xdotool("windowfocus", "--sync", dialog, "key", "Escape")
        visitor.until(lambda _: not screen.windows("--name", "^Open experiment$"))
        screen.xdotool("windowfocus", visitor.window)
        assert visitor.quit()[0] == 0
    assert not executed.exists()
    assert remembers(config)


@linux_only
def test_a_run_is_played_by_the_ear(built: Built, screen: Screen, tmp_path: Path) -> None:
    """A screen reader finds its way: the bus is a socket with a path, which having no network does not take away."""
    with (
        session_bus(tmp_path) as bus,
        listener(tmp_path, bus, screen.name) as ear,
        built.opened(screen, LANG="C.UTF-8", DBUS_SESSION_BUS_ADDRESS=bus) as visitor,
    ):
        play_a_run(ear)
        assert visitor.quit() == (0, "")


@linux_only
@pytest.mark.parametrize("arguments", [(), ("selfcheck", "--json")], ids=["window", "selfcheck"])
@pytest.mark.parametrize(
    ("name", "value"), [("DISPLAY", ":999"), ("QT_QPA_PLATFORM", "nonsense")], ids=["display", "platform"]
)
def test_a_display_that_is_not_there_is_named(built: Built, arguments: tuple[str, ...], name: str, value: str) -> None:
    """One sentence says what was tried."""
    code, _, err = built.run(*arguments, LANG="C.UTF-8", **{name: value})
    assert (code, len(err.splitlines())) == (1, 1)
    assert err.startswith(f"linreg-gui: Qt cannot open a window here ({name}={value}): ")


@linux_only
def test_at_a_random_moment_it_ends_at_once_and_leaves_nothing(built: Built, tmp_path: Path) -> None:
    """From the first statement on; before that, PyInstaller and Python start, and the system's own answer holds."""

    def start(folder: Path, arguments: tuple[str, ...]) -> AbstractContextManager["subprocess.Popen[str]"]:
        other = Built(built.folder, built.home)
        other.place = folder
        return other.started(*arguments, LANG="C.UTF-8", TMPDIR=str(folder))

    assert_all_end_well(start, 16, 3, tmp_path / "moments")
    assert list(built.home.rglob("*.part")) == []


@linux_only
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_window_closes_and_remembers_when_it_is_told_to_end(
    built: Built, screen: Screen, told: signal.Signals
) -> None:
    """As if it had been closed by hand, but for the exit code."""
    with built.opened(screen, LANG="C.UTF-8") as visitor:
        visitor.until_it_rests()
        visitor.process.send_signal(told)
        _, err = visitor.process.communicate(timeout=SECONDS)
        assert (visitor.process.returncode, err) == (INTERRUPTED, "")
    assert remembers(built.home / ".config")


@linux_only
def test_three_hundred_random_actions_break_nothing(built: Built, screen: Screen) -> None:
    """With mouse and keyboard, and looked at from outside."""
    built.seconds = 5 * SECONDS
    with built.opened(screen, LANG="C.UTF-8") as visitor:
        hand = OutsideHand(visitor, 1, built.home / "reference.linreg")
        hand.use(300)
        assert hand.found == []
        assert visitor.quit() == (0, "")
