"""Lack of memory is told in one sentence, wherever it shows."""

import errno
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from linreg_gui.cli import main as cli
from linreg_gui.cli import predict, train
from linreg_gui.core.session.checks import make_check
from linreg_gui.core.spec.memory import NOT_ENOUGH, DoesNotFit, fits, is_lack_of_memory
from linreg_gui.core.spec.wording import Refusal
from linreg_gui.process.limits import Lookout
from tests.program import SECONDS, Outcome, run_outside, started

SENTENCE = f"linreg-gui: {NOT_ENOUGH}\n"

COMMANDS = {
    "train": ("train", "--epochs", "1"),
    "predict": ("train", "--predict"),
    "selfcheck": ("selfcheck",),
    "picture": (),
    "examples": ("train", "--epochs", "1", "--examples", "100000000"),
    "batch": ("train", "--epochs", "1", "--examples", "10000000", "--batch-size", "all"),
    "exact": ("train", "--epochs", "1", "--trainer", "exact", "--examples", "10000000"),
    "toolbox": ("train", "--epochs", "1", "--trainer", "toolbox", "--examples", "10000000"),
    "forecast": ("train", "--predict", "--examples", "10000000"),
}


def run_limited(kilobytes: int | str, *arguments: str, folder: Path, before: str = "") -> Outcome:
    """Run the program as a shell does under ``ulimit -v``."""
    script = f'{before} ulimit -v {kilobytes}; exec "$0" -m linreg_gui "$@"'
    return run_outside("sh", "-c", script, sys.executable, *arguments, folder=folder)


def assert_ends_well(outcome: Outcome, folder: Path) -> None:
    """Check that a program did its work, or said one sentence and left nothing."""
    code, _, err = outcome
    if code == 0:
        assert err == ""
        return
    assert code == 1
    assert err == SENTENCE or (err.startswith("linreg-gui: ") and err.endswith(" do not fit into memory\n"))
    assert [path.name for path in folder.iterdir() if path.name != "config"] == []


LACKS = [
    MemoryError(),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    ImportError("libtorch_cpu.so: failed to map segment from shared object"),
    OSError("libgomp.so.1: failed to map segment from shared object"),  # of ctypes: without a number
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes."),
    RuntimeError("std::bad_alloc"),
]


@pytest.mark.parametrize("error", LACKS, ids=repr)
@pytest.mark.parametrize("options", [[], ["--predict"]])
def test_each_way_of_lacking_memory_is_one_sentence(
    error: Exception, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lack(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(*((predict, "predict") if options else (train, "train")), lack)
    assert cli.main(["train", *options]) == 1
    assert capsys.readouterr().err == "linreg-gui: there is not enough memory for this\n"


@pytest.mark.parametrize(
    ("command", "kilobytes"),
    [
        ("train", 17_000),  # the standard library does not fit
        ("train", 100_000),  # NumPy does not: OpenBLAS speaks
        ("train", 140_000),  # and sends signals
        ("train", 620_000),  # torch does not: C++ aborts
        ("selfcheck", 22_000),  # PySide does not, and speaks
        ("selfcheck", 740_000),
        ("selfcheck", 910_000),  # a thread of Qt does not, and is waited for
        ("picture", 30_000),
        ("picture", 340_000),
        ("picture", 490_000),
        ("predict", 640_000),
        ("examples", 1_500_000),
        ("batch", 1_100_000),
        ("forecast", 1_000_000),
    ],
)
def test_under_a_limit_there_is_one_sentence(tmp_path: Path, command: str, kilobytes: int) -> None:
    outcome = run_limited(kilobytes, *COMMANDS[command], folder=tmp_path)
    assert outcome.code == 1
    assert_ends_well(outcome, tmp_path)


def test_from_its_first_statement_on_the_program_says_one_sentence_and_its_libraries_nothing(tmp_path: Path) -> None:
    """Python itself needs some memory, too: where it lacks, it is Python that speaks, and only Python."""
    told = {run_limited(kilobytes, "--version", folder=tmp_path).err for kilobytes in range(12_600, 21_000, 150)}
    assert told >= {SENTENCE, ""}
    assert [err for err in told - {SENTENCE, ""} if "linreg-gui: " in err or "/linreg_gui/" in err] == []


DRAWN = random.Random(8)
ANY = [(command, int(16_000 * (3_000 / 16) ** DRAWN.random())) for command in (*COMMANDS, "selfcheck", "picture")]


@pytest.mark.parametrize(("command", "kilobytes"), ANY)
def test_under_any_limit_a_program_works_or_says_one_sentence(tmp_path: Path, command: str, kilobytes: int) -> None:
    assert_ends_well(run_limited(kilobytes, *COMMANDS[command], folder=tmp_path), tmp_path)


@pytest.fixture
def waiting(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that waits in the given way, and yield it when it does."""
    code, where = request.param
    with started(sys.executable, "-c", code, folder=tmp_path) as process:
        wchan = Path(f"/proc/{process.pid}/wchan")
        deadline = time.monotonic() + SECONDS
        while where not in wchan.read_text():
            assert time.monotonic() < deadline
        yield process
        process.kill()


def look_at(process: "subprocess.Popen[str]", left: int) -> None:
    """Look often at a process that has some bytes left."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[0])
    lookout = Lookout(process.pid, pages * resource.getpagesize() + left)
    for _ in range(10):
        lookout.look()


WAITS_FOR_ITSELF = ("import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()", "futex")
WAITS_FOR_OTHERS = ("import select; select.poll().poll()", "poll")


@pytest.mark.parametrize("waiting", [WAITS_FOR_ITSELF], indirect=True)
def test_who_waits_at_the_end_of_memory_for_what_cannot_begin_is_ended(waiting: "subprocess.Popen[str]") -> None:
    look_at(waiting, 4 << 20)
    assert waiting.wait(SECONDS) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("waiting", "left"), [(WAITS_FOR_ITSELF, 64 << 20), (WAITS_FOR_OTHERS, 4 << 20)], indirect=["waiting"]
)
def test_who_waits_for_others_or_has_room_is_left_alone(waiting: "subprocess.Popen[str]", left: int) -> None:
    look_at(waiting, left)
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.01)


@pytest.mark.parametrize("kilobytes", [340_000, 520_000, 580_000, 620_000])
def test_where_native_code_ends_it_no_half_table_is_left(tmp_path: Path, kilobytes: int) -> None:
    assert run_limited(kilobytes, "train", "--csv", "run.csv", folder=tmp_path) == (1, "", SENTENCE)
    assert list(tmp_path.iterdir()) == []


THREADLESS = """
from linreg_gui.cli.main import run
from linreg_gui.gui.app.worker import TrainingThread

TrainingThread.start = lambda thread: None
run()
"""


def test_a_thread_that_has_no_room_is_not_waited_for(tmp_path: Path) -> None:
    code, _, err = run_outside(sys.executable, "-c", THREADLESS, folder=tmp_path)
    assert (code, err) == (1, SENTENCE)


def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    err = run_limited(1_500_000, *COMMANDS["examples"], folder=tmp_path).err
    assert err == "linreg-gui: 100000000 examples do not fit into memory\n"


@pytest.mark.parametrize("kilobytes", ["3000000", "unlimited"])
@pytest.mark.parametrize("options", [[], ["--predict"]])
def test_twenty_thousand_weights_are_one_sentence_at_once(tmp_path: Path, kilobytes: str, options: list[str]) -> None:
    weights = ["1"] * 20_000
    code, _, err = run_limited(kilobytes, "train", "--epochs", "1", *options, "--w", *weights, folder=tmp_path)
    assert (code, err) == (1, "linreg-gui: 20000 features do not fit: there can be at most 1000\n")


def test_under_a_limit_that_is_large_enough_nothing_is_different(tmp_path: Path) -> None:
    limited = run_limited(8_000_000, "train", "--learning-rate", "3", "--json", folder=tmp_path)
    assert (limited.code, len(limited.err.splitlines())) == (3, 1)
    assert limited.err.startswith("linreg-gui: diverged at update ")
    assert run_limited(8_000_000, "train", "--epochs", "0", folder=tmp_path).code == 2
    code, out, err = run_limited(8_000_000, "--version", folder=tmp_path)
    assert (code, out.split()[0], err) == (0, "linreg-gui", "")


def test_under_a_limit_a_display_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, _, err = run_limited(8_000_000, folder=tmp_path, before="export DISPLAY=:999;")
    assert code == 1
    assert err.startswith("linreg-gui: Qt cannot open a window here (DISPLAY=:999)")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_under_a_limit_it_can_be_told_to_end(tmp_path: Path, told: signal.Signals) -> None:
    script = 'ulimit -v 8000000; exec "$0" -m linreg_gui train --epochs 1000 --examples 100000'
    with started("sh", "-c", script, sys.executable, folder=tmp_path, PYTHONUNBUFFERED="1") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("true parameters")
        process.send_signal(told)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (130, "")


def test_under_a_limit_it_ends_with_the_process_that_watches(tmp_path: Path) -> None:
    script = 'ulimit -v 8000000; exec "$0" -m linreg_gui train --epochs 1000 --examples 100000'
    with started("sh", "-c", script, sys.executable, folder=tmp_path, PYTHONUNBUFFERED="1") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
        process.communicate(timeout=60)  # until nobody is left who could write


def test_a_sentence_is_kept_for_whatever_lacks_memory_inside() -> None:
    for lack in LACKS:
        with pytest.raises(DoesNotFit, match="7 things"), fits(Refusal("{count} things", count=7)):
            raise lack
    with pytest.raises(ZeroDivisionError), fits(Refusal("things")):
        raise ZeroDivisionError


def test_whatever_is_raised_while_loading_at_the_end_of_memory_is_lack_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaks_when_loaded.py").write_text("raise SystemError('no error set')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SystemError) as caught:
        __import__("breaks_when_loaded")
    sizes = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(sizes["VmPeak"].split()[0]) << 10
    for limit, lacked in ((resource.RLIM_INFINITY, False), (peak + (1 << 30), False), (peak + (1 << 20), True)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        assert is_lack_of_memory(caught.value) is lacked
        assert not is_lack_of_memory(SystemError())


def test_under_a_limit_a_broken_installation_is_no_lack_of_memory(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6/__init__.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')")
    code, out, err = run_limited(8_000_000, "selfcheck", folder=tmp_path)
    assert (code, err) == (1, "Something does not work here.\n")
    assert "libEGL.so.1: cannot open shared object file" in out.splitlines()[-1]
    code, _, err = run_limited(8_000_000, folder=tmp_path)
    assert code == 1
    assert err.endswith("ImportError: libEGL.so.1: cannot open shared object file\n")


def test_lack_of_memory_is_no_finding_about_the_installation() -> None:
    def find() -> tuple[bool, str]:
        raise MemoryError

    with pytest.raises(MemoryError):
        make_check("anything", find)


def test_other_errors_are_no_lack_of_memory() -> None:
    assert not is_lack_of_memory(RuntimeError("shapes differ"))
    assert not is_lack_of_memory(OSError(errno.ENOSPC, "No space left on device"))
