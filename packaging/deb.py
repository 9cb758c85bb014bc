"""Builds the Debian package in dist from the bundle; make.py starts it."""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

from bundle import DIST, FOLDER, NAME, ROOT, WORK, elf_files, fingerprint, megabytes, system_libraries

from linreg_gui import __version__

SOURCES = Path(__file__).with_name("debian")
TREE = WORK / "deb"
STAMP = WORK / "deb.stamp"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)


def main() -> int:
    """Build the package if it is out of date, check it and return the exit code."""
    architecture = output("dpkg", "--print-architecture")
    package = DIST / f"{NAME}_{__version__}_{architecture}.deb"
    if not (package.is_file() and STAMP.is_file() and STAMP.read_text() == fingerprint()):
        STAMP.unlink(missing_ok=True)
        shutil.rmtree(TREE, ignore_errors=True)
        for older in DIST.glob(f"{NAME}_*.deb"):
            older.unlink()
        os.umask(0o022)
        lay_program()
        lay_desktop_files()
        lay_documents()
        lay_control_files(architecture)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", TREE, package], check=True)
        check(package)
        STAMP.write_text(fingerprint())
    print(f"{package}: {megabytes([package])} MB")
    return 0


def lay_program(tree: Path = TREE) -> None:
    """Put the bundle into /opt, without the libraries that Debian's packages hold."""
    program = tree / "opt" / NAME
    shutil.copytree(FOLDER, program, symlinks=True)
    for library in list(system_libraries(program)):
        library.unlink()
    shutil.rmtree(program / "licenses" / "system", ignore_errors=True)
    link = tree / "usr/bin/linreg-gui"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"/opt/{NAME}/linreg-gui")


def lay_desktop_files(tree: Path = TREE) -> None:
    """Add what the desktop reads: menu entry, icons, file type and the software centre's page."""
    share = tree / "usr/share"
    lay(f"{NAME}.desktop", share / "applications")
    lay(f"{NAME}.xml", share / "mime/packages")
    lay(f"{NAME}.metainfo.xml", share / "metainfo")
    icon = ROOT / "resources/icons" / f"{NAME}.svg"
    hicolor = share / "icons/hicolor"
    (hicolor / "scalable/apps").mkdir(parents=True)
    shutil.copy(icon, hicolor / "scalable/apps")
    for size in SIZES:
        folder = hicolor / f"{size}x{size}/apps"
        folder.mkdir(parents=True)
        draw(icon, size, folder / f"{NAME}.png")


def lay_documents(tree: Path = TREE) -> None:
    """Add the documents that Debian expects."""
    share = tree / "usr/share"
    documents = share / "doc" / NAME
    lay("copyright", documents)
    shutil.copy(ROOT / "resources/screenshot.png", documents)
    (documents / "changelog.gz").write_bytes(packed("changelog"))
    (share / "man/man1").mkdir(parents=True)
    (share / "man/man1/linreg-gui.1.gz").write_bytes(packed("linreg-gui.1"))
    overrides = share / "lintian/overrides"
    overrides.mkdir(parents=True)
    shutil.copy(SOURCES / "lintian-overrides", overrides / NAME)


def lay_control_files(architecture: str, tree: Path = TREE) -> None:
    """Add what the package manager reads."""
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files
    ]
    size = sum(path.stat().st_size for path in files) // 1024
    control = filled("control", ARCHITECTURE=architecture, SIZE=str(size), DEPENDS=dependencies(tree))
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(control)
    (tree / "DEBIAN/md5sums").write_text("".join(sums))


def dependencies(tree: Path) -> str:
    """Return the Debian packages that hold the libraries which the program links to and does not bring along."""
    binaries = elf_files(tree)
    own = sorted({f"-l{path.parent}" for path in binaries})
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "debian").mkdir()
        (Path(folder) / "debian/control").write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
        options = ["-O", "--ignore-missing-info", "--warnings=0", "-xlibgomp1"]  # torch brings its own
        command = ["dpkg-shlibdeps", *options, *own, *map(str, binaries)]
        found = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    match = re.search(r"^shlibs:Depends=(.+)$", found, re.MULTILINE)
    assert match is not None, found
    return match[1]


def draw(svg: Path, size: int, png: Path) -> None:
    """Draw a square picture."""
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    if not image.save(str(png)):
        raise OSError(f"{png} cannot be written")


def lay(name: str, folder: Path) -> None:
    """Put a file of ours into a folder of the package."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(filled(name), encoding="utf-8")


def filled(name: str, **values: str) -> str:
    """Return a file of ours with its blanks filled in."""
    now = time.time()
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    values |= {"VERSION": __version__, "DATE": formatdate(now) if name == "changelog" else day}
    text = (SOURCES / name).read_text(encoding="utf-8")
    return re.sub("@([A-Z]+)@", lambda match: values[match[1]], text)


def packed(name: str) -> bytes:
    """Return a file of ours as Debian packs documents."""
    return gzip.compress(filled(name).encode(), 9, mtime=0)


def check(package: Path) -> None:
    """Let Debian's tools look for errors."""
    share = TREE / "usr/share"
    for command in checks(share, package):
        subprocess.run(command, check=True)


def checks(share: Path, package: Path) -> Iterator[list[str | Path]]:
    """Yield the commands that must find no error."""
    yield ["desktop-file-validate", share / "applications" / f"{NAME}.desktop"]
    yield ["appstreamcli", "validate", "--no-net", share / "metainfo" / f"{NAME}.metainfo.xml"]
    yield ["lintian", "--display-level", "error", "--fail-on", "error", "--allow-root", package]


def output(*command: str) -> str:
    """Return what a command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
