"""The bundle in dist, unpacked as a teacher would."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle.built import NAME, ROOT, Built
from tests.screen import Screen, new_screen


@pytest.fixture(scope="session")
def archive() -> Path:
    """Return the packed bundle."""
    found = [path for path in (ROOT / "dist").glob(f"{NAME}-*") if path.name.endswith((".tar.xz", ".zip"))]
    assert len(found) == 1, "dist holds no bundle or several: remove it and run make.py bundle"
    return found[0]


@pytest.fixture(scope="session")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that comes out of it; on macOS, where unpacking takes another tool, the one it was made of."""
    if sys.platform == "darwin":
        return ROOT / "dist" / NAME
    folder = tmp_path_factory.mktemp("unpacked")
    if archive.suffix == ".xz":
        subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
    else:
        shutil.unpack_archive(archive, folder)
    assert [path.name for path in folder.iterdir()] == [NAME]
    return folder / NAME


@pytest.fixture
def built(unpacked: Path, tmp_path: Path) -> Built:
    """Return the bundle for somebody with an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return Built(unpacked, home)


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """Return a screen."""
    with new_screen() as screen:
        yield screen
