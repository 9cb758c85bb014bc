"""What is inside, so that nothing comes back that was left out, and nothing is missing that must be there."""

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from contents import UNUSED_MODULES
from PyInstaller.archive.readers import CArchiveReader

from tests.bundle.built import EXE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lists are those of Linux")

MOST_PACKED = 160e6
MOST_UNPACKED = 560e6

QT = {"Core", "DBus", "Gui", "OpenGL", "OpenGLWidgets", "Svg", "WaylandClient", "Widgets", "XcbQpa"}
PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qico", "qsvg"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platforms": {"qoffscreen", "qwayland", "qxcb"},
    "platformthemes": {"qxdgdesktopportal"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
}
PACKAGES = {"PySide6", "linreg_gui", "numpy", "numpy.libs", "pyqtgraph", "shiboken6", "torch"}
MODULES = {
    *("PySide6", "colorama", "linreg_gui", "mpmath", "numpy", "pyqtgraph", "shiboken6", "sympy", "torch", "torchgen"),
    *("tqdm", "typing_extensions"),
}
UNWANTED_FILES = [
    "*.a",
    "*.c",
    "*.cmake",
    "*.cpp",
    "*.h",
    "*.hpp",
    "*.pyi",
    "*.ts",
    "*/include/*",
    "*/test*/*",
    "*protoc*",
]


def files(folder: Path) -> list[Path]:
    """Return all files in a folder, links left out."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def program(unpacked: Path) -> CArchiveReader:
    """Return what lies inside the program file."""
    return CArchiveReader(str(unpacked / EXE.get(sys.platform, "linreg-gui")))


def modules(unpacked: Path) -> set[str]:
    """Return the names of the modules inside the program file."""
    return set(program(unpacked).open_embedded_archive("PYZ.pyz").toc)


def test_archive_is_small(archive: Path) -> None:
    """It fits on any stick and is copied in seconds."""
    assert archive.stat().st_size <= MOST_PACKED


def test_folder_is_small(unpacked: Path) -> None:
    """Thirty old laptops have that much room."""
    assert sum(path.stat().st_size for path in files(unpacked)) <= MOST_UNPACKED


def test_qt_is_what_the_window_needs(unpacked: Path) -> None:
    """No other library of Qt, no other plugin, no other translation."""
    qt = unpacked / "_internal/PySide6/Qt"
    libraries = {match[1] for path in (qt / "lib").iterdir() if (match := re.match(r"libQt6(\w+)\.", path.name))}
    assert libraries == QT
    plugins = {
        folder.name: {path.stem.removeprefix("lib") for path in folder.iterdir()}
        for folder in (qt / "plugins").iterdir()
    }
    assert plugins == PLUGINS
    assert [path.name for path in (qt / "translations").iterdir()] == ["qtbase_zh_CN.qm"]
    assert {path.name for path in qt.iterdir()} == {"lib", "plugins", "translations"}


def test_no_other_package_has_files(unpacked: Path) -> None:
    """What is installed beside the program to test and to build it stays out."""
    folders = {path.name for path in (unpacked / "_internal").iterdir() if path.is_dir()}
    described = {name.partition("-")[0].lower() for name in folders if name.endswith(".dist-info")}
    assert described <= {name.lower() for name in PACKAGES | MODULES} | {"pyside6_essentials"}
    assert {name for name in folders if not name.startswith("python3") and not name.endswith(".dist-info")} == PACKAGES
    ours = {path.name for path in (unpacked / "_internal/linreg_gui/resources").iterdir()}
    assert ours == {"icons", "translations"}


def test_no_other_package_has_modules(unpacked: Path) -> None:
    """The same for what lies inside the program file, apart from Python's own."""
    found = modules(unpacked)
    top = {name.partition(".")[0] for name in found} - sys.stdlib_module_names
    assert {name for name in top if not name.startswith(("pyi", "_pyi", "_sysconfigdata"))} == MODULES
    back = {name for name in found for unwanted in UNUSED_MODULES if f"{name}.".startswith(f"{unwanted}.")}
    assert not back
    assert not [name for name in found if {"test", "tests"} & set(name.split("."))]


def test_it_can_be_told_to_end_before_anything_else(unpacked: Path) -> None:
    """Our first statements come before those with which PyInstaller prepares for Qt."""
    statements = [name for name in program(unpacked).toc if name in {"answers", "__main__"} or "pyi_rth" in name]
    assert statements[0] == "answers"
    assert statements[-1] == "__main__"
    assert len(statements) > 2


def test_nothing_is_for_developers(unpacked: Path) -> None:
    """No headers, tests, compilers or stubs."""
    names = [path.relative_to(unpacked).as_posix() for path in files(unpacked)]
    names = [name for name in names if not name.startswith("licenses/")]
    back = [name for name in names if any(fnmatch(name, pattern) for pattern in UNWANTED_FILES)]
    assert not back
    programs = [path.name for path in files(unpacked) if path.stat().st_mode & 0o111]
    assert sorted(programs) == ["linreg-gui", "torch_shm_manager"]


def test_libraries_have_no_symbols_for_debuggers(unpacked: Path) -> None:
    """All but numpy's, which do not load any more without."""
    with_symbols = []
    for path in files(unpacked / "_internal"):
        if ".so" in path.suffixes and not path.relative_to(unpacked / "_internal").parts[0].startswith("numpy"):
            sections = subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=True).stdout
            if re.search(r"\.(symtab|debug_info)\b", sections):
                with_symbols.append(path.name)
    assert with_symbols == []


def test_places_of_the_build_are_not_told(unpacked: Path) -> None:
    """No library is looked for where the bundle was built."""
    for path in files(unpacked / "_internal"):
        if ".so" in path.suffixes:
            dynamic = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
            paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.*)\]", dynamic)
            assert all(part.startswith("$ORIGIN") for line in paths for part in line.split(":")), path


def test_notices_are_complete(unpacked: Path) -> None:
    """Everything inside has its licence, and there is word on how to replace Qt."""
    licenses = unpacked / "licenses"
    table = (licenses / "packages.md").read_text(encoding="utf-8")
    for name in ("PySide6_Essentials", "numpy", "pyinstaller", "pyqtgraph", "shiboken6", "sympy", "torch", "tqdm"):
        assert f"| {name} " in table
    assert "UNKNOWN" not in table
    for name in ("numpy", "pyinstaller", "pyqtgraph", "python", "sympy", "torch", "tqdm", "typing-extensions"):
        assert files(licenses / name), name
    assert {path.name for path in (licenses / "Qt").iterdir()} >= {"README.md", "LGPL-3.0.txt", "GPL-3.0.txt"}
    assert "Runtime Library Exception" in (licenses / "system/libgcc-s1/copyright").read_text(encoding="utf-8")
    assert (licenses / "system/LGPL-2.1").is_file(), "GLib's licence"
    assert (licenses / "system/libxcb-cursor0/copyright").is_file()
    assert "MIT" in (unpacked / "LICENSE").read_text(encoding="utf-8")


def test_everybody_may_read_it(unpacked: Path) -> None:
    """An administrator unpacks it for all."""
    closed = [path for path in unpacked.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o044 != 0o044]
    assert not closed
