"""Files that are whole or not there."""

from pathlib import Path

import pytest

from linreg_gui.core.experiment import Experiment
from linreg_gui.core.files import MOST_BYTES, SUFFIX, read_experiment, replaced, write_experiment
from linreg_gui.core.wording import Refusal


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
        (b'{"version": 2}', "version must be 1, not 2"),
        (b" " * (MOST_BYTES + 1), "is too large for an experiment"),
    ],
    ids=["binary", "words", "version", "large"],
)
def test_files_that_hold_no_experiment_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Whatever somebody opens by mistake."""
    path = tmp_path / "something"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        read_experiment(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, or nothing at all."""
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Refusal, match="is not a file"):
            read_experiment(path)


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the file and what the system said."""
    path = tmp_path / "reference"
    write_experiment(path, Experiment())

    def refused(_path: Path, **_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(Refusal, match="reference: Permission denied"):
        read_experiment(path)
