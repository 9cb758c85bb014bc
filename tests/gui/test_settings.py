"""What is remembered, and what becomes of a damaged or foreign settings file."""

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from linreg_gui.core.experiment import Experiment
from linreg_gui.core.pace import FULL_SPEED
from linreg_gui.gui.settings import Settings

REMEMBERED = Experiment(w=(-1.5,), b=0, noise=0.5, examples=77, trainer="toolbox", batch_size="all", shuffle=False)


def opened(path: Path) -> Settings:
    """Open a settings file."""
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "settings.ini"


def store(path: Path, key: str, value: object) -> Settings:
    """Put a value into a settings file and open it."""
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    settings.setValue(key, value)
    settings.sync()
    return opened(path)


def test_a_first_start_has_the_reference_settings(path: Path) -> None:
    settings = opened(path)
    assert settings.experiment == Experiment()
    assert settings.pace == 60
    assert settings.language in {"en", "zh_CN"}
    assert settings.projector is False
    assert settings.layout("window").isEmpty()
    assert settings.recent_files == []


def test_everything_comes_back_from_the_file(path: Path) -> None:
    first = opened(path)
    first.experiment = REMEMBERED
    first.pace = FULL_SPEED
    first.language = "zh_CN"
    first.projector = True
    first.recent_files = ["/a, b.linreg", "/ü.linreg"]
    first.set_layout("window", QByteArray(b"\x00\xff;,="))
    QSettings(str(path), QSettings.Format.IniFormat).sync()
    text = path.read_text(encoding="utf-8")
    assert "experiment=" in text
    # What another process will read is what is in the file.
    copy = path.with_name("copy.ini")
    copy.write_text(text, encoding="utf-8")
    second = opened(copy)
    assert second.experiment == REMEMBERED
    assert second.pace == FULL_SPEED
    assert second.language == "zh_CN"
    assert second.projector is True
    assert second.recent_files == ["/a, b.linreg", "/ü.linreg"]
    assert second.layout("window") == QByteArray(b"\x00\xff;,=")
    second.projector = False
    second.pace = 17
    second.recent_files = []
    assert (second.projector, second.pace, second.recent_files) == (False, 17, [])


@pytest.mark.parametrize("files", [[], ["/one.linreg"], ["/one.linreg", "/two.linreg"]])
def test_recent_files_come_back_however_many(path: Path, files: list[str]) -> None:
    opened(path).recent_files = files
    QSettings(str(path), QSettings.Format.IniFormat).sync()
    copy = path.with_name("copy.ini")
    copy.write_bytes(path.read_bytes())
    assert opened(copy).recent_files == files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[1, 2]",
        '{"version": 2}',
        '{"version": 1, "b": 1e9}',
        '{"version": 1, "from_the_future": 1}',
        '{"version": 1, "w": [1, 2, 3]}',
        '{"version": 1, "examples": 100000000}',
        '{"version": 1, "b": NaN}',
        42,
        ["a", "b"],
    ],
)
def test_a_foreign_experiment_is_the_reference_experiment(path: Path, text: object) -> None:
    assert store(path, "experiment", text).experiment == Experiment()


@pytest.mark.parametrize("pace", ["fast", "", "0", "-3", "nan", "-inf", [1, 2]])
def test_a_foreign_pace_is_the_default_pace(path: Path, pace: object) -> None:
    assert store(path, "pace", pace).pace == 60


def test_a_pace_is_kept_as_written(path: Path) -> None:
    assert store(path, "pace", "inf").pace == math.inf
    assert store(path, "pace", "1").pace == 1


@pytest.mark.parametrize("language", ["", "tlh", 3])
def test_a_foreign_language_is_the_system_s(path: Path, language: object) -> None:
    assert store(path, "language", language).language in {"en", "zh_CN"}


@pytest.mark.parametrize("projector", ["", "false", 0])
def test_a_foreign_projector_mode_is_off(path: Path, projector: object) -> None:
    assert store(path, "projector", projector).projector is False


def test_a_foreign_layout_is_none(path: Path) -> None:
    assert store(path, "layout/window", "wide").layout("window").isEmpty()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\xff" * 100, b"[General\nexperiment", b"experiment=@Variant(\x00)\n"]
)
def test_a_damaged_file_is_no_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    settings = opened(path)
    assert settings.experiment == Experiment()
    assert settings.pace == 60
    assert settings.projector is False
    settings.pace = 5
    assert settings.pace == 5


def test_a_file_that_cannot_be_written_is_no_trouble() -> None:
    settings = opened(Path("/dev/null/settings.ini"))
    settings.experiment = REMEMBERED
    settings.pace = 3
    assert settings.experiment in {REMEMBERED, Experiment()}
