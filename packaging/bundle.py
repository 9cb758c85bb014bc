"""Builds the self-contained program into dist and packs it into one file; make.py starts it."""

import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import notices
import torch_build

from linreg_gui import __version__

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"
NAME = "linreg-playground"
FOLDER = DIST / NAME
APP = "Linear Regression Playground.app"
STAMP = WORK / "bundle.stamp"
INPUTS = ("linreg_gui", "packaging", "resources", "pyproject.toml", "LICENSE")
"""What the bundle depends on; .ci/run asks git about the same."""


def main() -> int:
    """Build what is out of date and return the exit code."""
    if torch_build.is_for_graphics_cards():
        return torch_build.refuse("bundle")
    if not is_up_to_date():
        STAMP.unlink(missing_ok=True)
        build()
        pack()
        STAMP.write_text(fingerprint())
    print(f"{archive()}: {megabytes([archive()])} MB, unpacked {megabytes(FOLDER.rglob('*'))} MB")
    return 0


def is_up_to_date() -> bool:
    """Tell whether the bundle in dist was built from what is here."""
    return STAMP.is_file() and archive().is_file() and FOLDER.is_dir() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """Return a hash of what the bundle is built from."""
    digest = hashlib.sha256(repr((sys.version, sys.prefix)).encode())
    for path in sorted(inputs()):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def inputs() -> Iterator[Path]:
    """Yield the files that the bundle is built from."""
    for name in INPUTS:
        found = [ROOT / name, *(ROOT / name).rglob("*")]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def build() -> None:
    """Let PyInstaller build the folder, and add the licences."""
    spec = Path(__file__).with_name(f"{NAME}.spec")
    options = ["--noconfirm", "--log-level", "WARN", "--workpath", str(WORK), "--distpath", str(DIST)]
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(spec)], cwd=ROOT, check=True)
    if sys.platform == "darwin":
        shutil.rmtree(FOLDER)
        FOLDER.mkdir()
        shutil.move(DIST / APP, FOLDER)
    if sys.platform == "linux":
        slim(FOLDER / "_internal")
    inside = FOLDER / APP / "Contents/Resources" if sys.platform == "darwin" else FOLDER
    notices.collect(inside / "licenses", list(system_libraries()))
    shutil.copy(ROOT / "LICENSE", inside)
    if sys.platform == "linux":
        open_to_all(FOLDER)


def slim(folder: Path) -> None:
    """Take from the libraries what only a debugger reads, and the places where they were built.

    numpy's were changed after they had been linked, and do not load any more once they are stripped.
    """
    for path in elf_files(folder):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("numpy"):
            subprocess.run(["strip", "--strip-unneeded", path], check=True)
        if name.startswith(("libpython", "python3")):
            subprocess.run(["patchelf", "--remove-rpath", path], check=True)
        path.chmod(0o755 if "bin" in path.parts else 0o644)


def open_to_all(folder: Path) -> None:
    """Let everybody read what is in a folder, however careful the one who builds it is with files of theirs."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def elf_files(folder: Path) -> list[Path]:
    """Return the programs and libraries in a folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [path for path in files if is_elf(path)]


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def system_libraries(folder: Path = FOLDER) -> Iterator[Path]:
    """Yield the libraries in a bundle that are neither a package's nor Python's, but the building system's."""
    if sys.platform == "linux":
        yield from (path for path in sorted((folder / "_internal").glob("lib*.so*")) if is_taken_from_system(path))


def is_taken_from_system(path: Path) -> bool:
    """Tell whether a library beside the packages was taken from the system."""
    return not path.is_symlink() and not path.name.startswith("libpython")


def archive() -> Path:
    """Return where the packed bundle lies."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    suffix = "tar.xz" if system == "linux" else "zip"
    return DIST / f"{NAME}-{__version__}-{system}-{platform.machine().lower()}.{suffix}"


def pack() -> None:
    """Pack the folder of the bundle into one file that unpacks into one folder."""
    target = archive()
    for older in DIST.glob(f"{NAME}-*.*"):
        older.unlink()
    if sys.platform == "darwin":  # keeps the links inside the .app
        subprocess.run(["ditto", "-c", "-k", "--keepParent", FOLDER, target], check=True)
    elif sys.platform == "win32":
        shutil.make_archive(str(target.with_suffix("")), "zip", DIST, NAME)
    else:
        pack_tar(target)


def pack_tar(target: Path) -> None:
    """Pack with all cores; machine code packs tighter when its jumps are rewritten first."""
    rewriting = ["--x86"] if platform.machine() == "x86_64" else []
    command = ["xz", "--threads=0", *rewriting, "--lzma2=preset=6", "--stdout"]
    with (
        target.open("wb") as packed,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=packed) as packer,
        tarfile.open(fileobj=packer.stdin, mode="w|") as tar,
    ):
        tar.add(FOLDER, NAME, filter=without_owner)
    if packer.returncode != 0:
        raise subprocess.CalledProcessError(packer.returncode, command)


def without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Let a file belong to whoever unpacks it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def megabytes(files: Iterator[Path] | list[Path]) -> int:
    """Return how much files hold."""
    return round(sum(path.stat().st_size for path in files if path.is_file() and not path.is_symlink()) / 1e6)


if __name__ == "__main__":
    sys.exit(main())
