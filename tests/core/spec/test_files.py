"""Files that are whole or not there."""

import os
import time
from pathlib import Path

import pytest

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import MOST_BYTES, SUFFIX, read_experiment, replaced, write_experiment
from linreg_gui.core.spec.wording import Refusal


def test_an_experiment_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Over an older file too."""
    path = tmp_path / f"reference{SUFFIX}"
    for e in (Experiment(), Experiment(w=(1.0,), batch_size="all", shuffle=True, seed=2**31 - 1)):
        write_experiment(path, e)
        assert read_experiment(path) == e
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt(), ValueError("a bug")], ids=repr)
@pytest.mark.parametrize("before", [None, "what was there before"])
def test_a_file_that_cannot_be_finished_is_not_begun(tmp_path: Path, error: BaseException, before: str | None) -> None:
    """What was there before is there still, and nothing is left beside it."""
    path = tmp_path / "updates.csv"
    if before is not None:
        path.write_text(before, "utf-8")

    def interrupted() -> None:
        with replaced(path) as file:
            file.write("half of it")
            file.flush()
            raise error

    with pytest.raises(type(error)):
        interrupted()
    assert [entry.read_text("utf-8") for entry in tmp_path.iterdir()] == ([] if before is None else [before])


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Not before."""
    path = tmp_path / "updates.csv"
    with replaced(path) as file:
        file.write("1\r\n√\n")
        assert not path.exists()
    assert path.read_bytes() == "1\r\n√\n".encode()


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    """The file it points to is replaced, not the link."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", "utf-8")
    link.symlink_to(target)
    with replaced(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert target.read_text("utf-8") == "new"


def test_places_where_no_file_can_be_are_refused(tmp_path: Path) -> None:
    """The sentence names the path."""
    for path in (tmp_path, tmp_path / "missing" / "file"):
        with pytest.raises(Refusal, match=str(path)):
            write_experiment(path, Experiment())


@pytest.mark.parametrize("end", ["/", "/.", "//", "/./"])
def test_a_name_that_ends_like_a_folder_s_replaces_no_file(tmp_path: Path, end: str) -> None:
    """Though the file would bear the name that is left of it."""
    path = tmp_path / "run.csv"
    path.write_text("old", "utf-8")
    with pytest.raises(Refusal, match=r"run\.csv is not a file"), replaced(f"{path}{end}") as file:
        file.write("new")
    assert path.read_text("utf-8") == "old"


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file and what the system said."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    path = tmp_path / "reference"
    with pytest.raises(Refusal, match="reference: No space left on device"):
        write_experiment(path, Experiment())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "is not a text file"),
        (b"w = 2", "this is not JSON"),
        (b'{"version": 2}', "a newer version of this program wrote it"),
        (b" " * (MOST_BYTES + 1), "is too large for an experiment"),
        (b'{"version": 1, "seed": ' + b"1" * 5000 + b"}", "numbers this long"),
        (b"[" * 50_000, "nested this deep"),
    ],
    ids=["binary", "words", "version", "large", "long", "deep"],
)
def test_files_that_hold_no_experiment_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Whatever somebody opens by mistake."""
    path = tmp_path / "something"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        read_experiment(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, nothing at all, or a name that nothing can have."""
    not_there = {
        tmp_path: "is not a file",
        tmp_path / "missing": "missing: No such file or directory",
        tmp_path / "a\0b": r"a\\x00b is not a file",
        tmp_path / "\ud800": r"\\ud800 is not a file",
    }
    for path, sentence in not_there.items():
        with pytest.raises(Refusal, match=sentence):
            read_experiment(path)


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file and what the system said."""
    path = tmp_path / "reference"
    write_experiment(path, Experiment())

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(Refusal, match="reference: Permission denied"):
        read_experiment(path)


def test_a_mark_at_the_start_of_a_text_is_no_part_of_it(tmp_path: Path) -> None:
    """Some editors put one there."""
    path = tmp_path / "reference"
    path.write_text(Experiment(seed=3).to_text(), "utf-8-sig")
    assert read_experiment(path) == Experiment(seed=3)


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    """Saving is no reason to show a file to others, or to hide it from them."""
    path = tmp_path / "reference"
    path.touch()
    path.chmod(mode)
    write_experiment(path, Experiment())
    assert path.stat().st_mode & 0o777 == mode


def test_a_file_that_must_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its folder would allow it."""
    path = tmp_path / "reference"
    path.write_text("old", "utf-8")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(Refusal, match="reference: Permission denied"):
        write_experiment(path, Experiment())
    assert path.read_text("utf-8") == "old"


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    """There is room for the name that the file has until it is whole."""
    path = tmp_path / ("x" * 248 + ".linreg")
    write_experiment(path, Experiment())
    assert read_experiment(path) == Experiment()


def test_a_link_that_leads_in_a_circle_bears_to_be_written(tmp_path: Path) -> None:
    """It becomes a file."""
    path = tmp_path / "circle"
    path.symlink_to(path)
    write_experiment(path, Experiment())
    assert read_experiment(path) == Experiment()


def test_remains_of_programs_that_were_killed_go_when_they_are_old(tmp_path: Path) -> None:
    old, new, other, folder = (
        tmp_path / name for name in (f".{'0f' * 8}.part", f".{'1e' * 8}.part", ".mine.part", "x")
    )
    for path in (old, new, other):
        path.write_text("half")
    folder.mkdir()
    (folder / old.name).mkdir()
    day = 24 * 3600
    for path in (old, other, folder / old.name):
        os.utime(path, (time.time() - 2 * day,) * 2)
    write_experiment(tmp_path / "a.linreg", Experiment())
    write_experiment(folder / "a.linreg", Experiment())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, other.name, "a.linreg", "x"])
    assert (folder / old.name).is_dir()


def test_what_is_being_written_stays_however_old(tmp_path: Path) -> None:
    """Rows wait in memory: a run that was stopped for a day has written nothing meanwhile."""
    with replaced(tmp_path / "long.csv") as file:
        (part,) = tmp_path.iterdir()
        os.utime(part, (time.time() - 48 * 3600,) * 2)
        write_experiment(tmp_path / "a.linreg", Experiment())
        file.write("row")
    assert (tmp_path / "long.csv").read_text("utf-8") == "row"


@pytest.mark.parametrize("special", ["/dev/zero", "/dev/stdin", "/dev/full", "/proc/kmsg", "pipe", "folder"])
def test_what_never_ends_is_refused_at_once(tmp_path: Path, special: str) -> None:
    if special == "pipe":
        os.mkfifo(tmp_path / special)
    elif special == "folder":
        (tmp_path / special).mkdir()
    link = tmp_path / "link.linreg"
    link.symlink_to(special)
    with pytest.raises(Refusal):
        read_experiment(link)
