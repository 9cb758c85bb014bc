"""Collects the licences of everything in the bundle."""

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import contents

QT = Path(__file__).with_name("licenses")
"""The texts that Qt's packages do not carry, and how to replace Qt."""

OF_COMPILER = "libgcc-s1"
"""The Debian package whose notice covers the libgomp that torch's package carries without one."""

COMMON = Path("/usr/share/common-licenses")

LICENCE = re.compile(r"(.*[-_. ])?(licen[cs]es?|copying|notice|authors|copyright)\b.*", re.IGNORECASE)


def collect(folder: Path, system_libraries: list[Path]) -> None:
    """Put the licences of the packages, of Python and of the system's libraries into a folder.

    Parameters
    ----------
    folder : Path
        Where to put them.
    system_libraries : list of Path
        What the bundle took from the system it was built on.
    """
    shutil.copytree(QT, folder / "Qt", dirs_exist_ok=True)
    packages = [name for name in (*contents.bundled_distributions(), "pyinstaller") if name != contents.PROJECT]
    options = ["--format=markdown", "--with-urls", f"--output-file={folder / 'packages.md'}"]
    command = [sys.executable, "-m", "piplicenses", "--with-system", *options, "--packages", *packages]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for package in packages:
        copy_texts(metadata.distribution(package), folder / package)
    (folder / "python").mkdir()
    shutil.copy(python_licence(), folder / "python" / "LICENSE.txt")
    owners = {debian_package(library.name) for library in system_libraries}
    if sys.platform == "linux":
        owners.add(OF_COMPILER)
    for owner in sorted(owners):
        (folder / "system" / owner).mkdir(parents=True)
        shutil.copy(f"/usr/share/doc/{owner}/copyright", folder / "system" / owner)
    copy_common_texts(folder / "system")


def copy_common_texts(folder: Path) -> None:
    """Add the texts that Debian's notices only point to."""
    notices = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("copyright"))
    for name in sorted(set(re.findall(r"/usr/share/common-licenses/([\w.-]*\w)", notices))):
        shutil.copy(COMMON / name, folder)


def copy_texts(distribution: metadata.Distribution, folder: Path) -> None:
    """Copy every licence, notice and list of authors that a package installed."""
    for file in distribution.files or ():
        if LICENCE.fullmatch(file.name) and file.suffix not in {".py", ".pyc", ".so"}:
            parts = [part for part in file.parts if part not in {"licenses", ".."} and not part.endswith(".dist-info")]
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(distribution.locate_file(file)), target)


def python_licence() -> Path:
    """Return where this Python keeps its licence."""
    places = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)]
    return next(place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file())


def debian_package(library: str) -> str:
    """Return the name of the Debian package that holds a library."""
    search = ["dpkg-query", "--search", f"*/{library}"]
    found = subprocess.run(search, check=True, capture_output=True, text=True).stdout
    return found.partition(":")[0]
