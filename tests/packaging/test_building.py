"""What is decided when the bundle, the Debian package and the wheelhouse are built; nothing is built here."""

import lzma
import re
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import bundle
import contents
import deb
import notices
import pytest
import torch_build
import wheelhouse

from linreg_gui import __version__
from tests.packaging.test_make import Commands, checkout, commands, load, make, said

__all__ = ["checkout", "commands", "make"]

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="other systems pack with tools of their own")


# The commands of make.py


@pytest.fixture
def complete(make: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the commands on a Linux system that has Debian's tools."""
    monkeypatch.setattr(make.sys, "platform", "linux")
    monkeypatch.setattr(make.shutil, "which", lambda program: f"/usr/bin/{program}")
    return commands


def built(commands: Commands) -> list[str]:
    """Return the names of the modules that were run, in their order."""
    return [found[1] for command in commands.seen if (found := re.search(r"packaging[/\\](\w+)\.py", command))]


@pytest.mark.parametrize("command", ["bundle", "deb", "wheelhouse"])
def test_building_takes_no_arguments(
    make: ModuleType, complete: Commands, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """An argument that would be ignored is refused, before anything is installed."""
    assert make.main([command, "--fast"]) == 2
    assert "takes no arguments" in said(capsys)
    assert not complete.seen


@pytest.mark.parametrize(
    ("command", "modules", "extras"),
    [
        ("bundle", ["bundle"], ".[bundle]"),
        ("deb", ["bundle", "deb"], ".[bundle]"),
        ("wheelhouse", ["wheelhouse"], "."),
        ("test-bundle", ["bundle", "deb"], ".[bundle,test]"),
    ],
)
def test_building_installs_what_it_needs(
    make: ModuleType, complete: Commands, command: str, modules: list[str], extras: str
) -> None:
    """Each command runs its modules with its extras."""
    assert make.main([command]) == 0
    assert built(complete) == modules
    assert any(seen.endswith(f"-e {extras}") for seen in complete.seen)


def test_other_systems_build_no_debian_package(
    make: ModuleType, complete: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They prove the bundle alone."""
    monkeypatch.setattr(make.shutil, "which", lambda _program: None)
    assert make.main(["test-bundle"]) == 0
    assert built(complete) == ["bundle"]


def test_arguments_of_the_proof_go_to_pytest(make: ModuleType, complete: Commands) -> None:
    """As those of ``test`` do."""
    assert make.main(["test-bundle", "-k", "small"]) == 0
    assert complete.seen[-1].endswith("pytest tests/bundle -k small")


def test_a_failed_build_is_not_proved(make: ModuleType, complete: Commands) -> None:
    """The exit code is the build's."""
    complete.answers[str(make.ROOT / "packaging" / "bundle.py")] = (3, "")
    assert make.main(["test-bundle"]) == 3
    assert built(complete) == ["bundle"]
    assert not complete.count("pytest tests/bundle")


# What goes into the bundle


def test_what_we_require_is_needed_and_nothing_else() -> None:
    """The libraries and what they need, but not the tools beside them."""
    needed = contents.needed_distributions()
    assert {"linreg-gui", "numpy", "pyqtgraph", "pyside6-essentials", "sympy", "torch"} <= needed
    assert {"pytest", "mypy", "scikit-learn"}.isdisjoint(needed)
    foreign = contents.foreign_modules()
    assert {"pytest", "mypy", "sklearn"} <= set(foreign)
    assert {"linreg_gui", "numpy", "torch"}.isdisjoint(foreign)


def test_a_package_of_which_nothing_is_kept_is_not_in_the_bundle() -> None:
    """So it needs no notice."""
    bundled = contents.bundled_distributions()
    assert {"torch", "typing-extensions"} <= set(bundled)
    assert {"jinja2", "networkx", "setuptools"}.isdisjoint(bundled)


LINKS = {
    "/torch/_C.so": ["libtorch_python.so"],
    "/torch/libtorch_python.so": ["libtorch_cpu.so", "libstdc++.so.6"],
    "/qt/libqxcb.so": ["libQt6Gui.so.6", "libxcb-cursor.so.0"],
    "/qt/libqgtk3.so": ["libgtk-3.so.0"],
}


def test_libraries_are_kept_for_those_that_link_to_them() -> None:
    """Modules, the plugins that we use, and what they need, but what every system has."""
    entries = [
        ("torch/_C.so", "/torch/_C.so", "EXTENSION"),
        ("torch/lib/libtorch_python.so", "/torch/libtorch_python.so", "BINARY"),
        ("torch/lib/libtorch_cpu.so", "/torch/libtorch_cpu.so", "BINARY"),
        ("torch/lib/libtorchbind_test.so", "/torch/libtorchbind_test.so", "BINARY"),
        ("torch/lib/libtorch_global_deps.so", "/torch/libtorch_global_deps.so", "BINARY"),
        ("libstdc++.so.6", "/usr/libstdc++.so.6", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/qt/libqxcb.so", "BINARY"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/qt/libqgtk3.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/qt/libQt6Gui.so.6", "BINARY"),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/qt/libQt6Qml.so.6", "BINARY"),
        ("libxcb-cursor.so.0", "/usr/libxcb-cursor.so.0", "BINARY"),
        ("libgtk-3.so.0", "/usr/libgtk-3.so.0", "BINARY"),
    ]
    kept = contents.wanted_binaries(entries, lambda path: LINKS.get(path, []))
    assert [Path(name).name for name, _, _ in kept] == [
        *("_C.so", "libtorch_python.so", "libtorch_cpu.so", "libtorch_global_deps.so", "libqxcb.so"),
        *("libQt6Gui.so.6", "libxcb-cursor.so.0"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "source", "wanted"),
    [
        ("linreg_gui/resources/icons/a.png", "DATA", "", True),
        ("linreg_gui/resources/translations/a.qm", "DATA", "", True),
        ("linreg_gui/resources/translations/a.ts", "DATA", "", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", "DATA", "", True),
        ("PySide6/Qt/translations/qtbase_de.qm", "DATA", "", False),
        ("torch/_dynamo/config.py", "DATA", "", True),
        ("torch/include/a.h", "DATA", "", False),
        ("torch-2.13.0.dist-info/METADATA", "DATA", "", True),
        ("hypothesis-6.170.15.dist-info/METADATA", "DATA", "", False),
        ("PySide6_Essentials-6.11.3.dist-info/METADATA", "DATA", "", True),
        ("libQt6Gui.so.6", "SYMLINK", "PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("libQt6Qml.so.6", "SYMLINK", "PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("PySide6/Qt/lib/QtGui.framework/Versions/Current", "SYMLINK", "A", True),
        ("PySide6/Qt/lib/QtQml.framework/Versions/Current", "SYMLINK", "A", False),
    ],
)
def test_data_is_kept_by_its_place(name: str, kind: str, source: str, wanted: bool) -> None:
    """What the program reads, and the links to the libraries that were kept."""
    binaries = [
        ("PySide6/Qt/lib/libQt6Gui.so.6", "", "BINARY"),
        ("PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui", "", "BINARY"),
    ]
    assert bool(contents.wanted_data([(name, source, kind)], binaries)) is wanted


# How it is packed


def test_archive_tells_version_and_platform() -> None:
    """The name is that of the issue."""
    assert re.fullmatch(
        rf"linreg-playground-{re.escape(__version__)}-(linux|macos|windows)-\w+\.(tar\.xz|zip)", bundle.archive().name
    )


def test_a_cuda_build_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would make the bundle several GB large."""
    (tmp_path / "torch/lib").mkdir(parents=True)
    (tmp_path / "torch/__init__.py").touch()
    monkeypatch.setattr(
        torch_build, "find_spec", lambda _name: type("Spec", (), {"origin": str(tmp_path / "torch/__init__.py")})
    )
    assert not torch_build.is_for_graphics_cards()
    (tmp_path / "torch/lib/libtorch_cuda.so").touch()
    assert torch_build.is_for_graphics_cards()
    assert (bundle.main(), wheelhouse.main()) == (1, 1)


def test_every_input_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundle is out of date when a file of its inputs changed, came or went."""
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    for name in bundle.INPUTS:
        (tmp_path / name).mkdir() if "." not in name and name != "LICENSE" else (tmp_path / name).touch()
    seen = {bundle.fingerprint()}

    def changed(change: Callable[[], object]) -> bool:
        change()
        fingerprint = bundle.fingerprint()
        is_new = fingerprint not in seen
        seen.add(fingerprint)
        return is_new

    module = tmp_path / "linreg_gui/new.py"
    assert changed(module.touch)
    assert changed(lambda: module.write_text("x = 1"))
    assert changed(lambda: module.rename(module.with_name("other.py")))
    assert changed(lambda: (tmp_path / "pyproject.toml").write_text("[project]"))
    (tmp_path / "linreg_gui/__pycache__").mkdir()
    assert not changed((tmp_path / "linreg_gui/__pycache__/new.pyc").touch)
    assert not changed((tmp_path / "README.md").touch)


@linux_only
def test_packing_keeps_links_and_names_no_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out is what went in, and belongs to whoever unpacks it."""
    folder = tmp_path / "linreg-playground"
    folder.mkdir()
    (folder / "linreg-gui").write_text("program")
    (folder / "linreg-gui").chmod(0o755)
    (folder / "link").symlink_to("linreg-gui")
    monkeypatch.setattr(bundle, "FOLDER", folder)
    bundle.pack_tar(tmp_path / "packed.tar.xz")
    with lzma.open(tmp_path / "packed.tar.xz") as packed, tarfile.open(fileobj=packed) as tar:
        members = {member.name: member for member in tar}
    assert members["linreg-playground/link"].linkname == "linreg-gui"
    assert members["linreg-playground/linreg-gui"].mode == 0o755
    assert {(member.uid, member.uname) for member in members.values()} == {(0, "")}


@linux_only
def test_libraries_of_the_building_system_are_known(tmp_path: Path) -> None:
    """Those that lie beside the packages, but neither Python's nor the links."""
    inside = tmp_path / "_internal"
    (inside / "torch").mkdir(parents=True)
    for name in ("libxcb-cursor.so.0", "libpython3.11.so.1.0", "torch/libc10.so", "base_library.zip"):
        (inside / name).touch()
    (inside / "libc10.so").symlink_to("torch/libc10.so")
    assert [path.name for path in bundle.system_libraries(tmp_path)] == ["libxcb-cursor.so.0"]


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "LICENCE", "LICENSE.txt", "COPYING", "NOTICE", "AUTHORS", "dragon4_LICENSE.txt", "LICENSE.APACHE"],
)
def test_licences_are_recognised(name: str) -> None:
    """Whatever their authors call them."""
    assert notices.LICENCE.fullmatch(name)


@pytest.mark.parametrize("name", ["METADATA", "RECORD", "license_check.py", "unlicensed.txt", "torch.py"])
def test_other_files_are_no_licences(name: str) -> None:
    """They would only fill the folder."""
    assert not notices.LICENCE.fullmatch(name)


def test_python_tells_its_licence() -> None:
    """It is found for the Python that runs."""
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in notices.python_licence().read_text(encoding="utf-8")


# The Debian package and the wheelhouse


@pytest.mark.parametrize("name", sorted(path.name for path in deb.SOURCES.iterdir()))
def test_no_blank_stays_empty(name: str) -> None:
    """What the package contains was filled in."""
    text = deb.filled(name, ARCHITECTURE="amd64", SIZE="1", DEPENDS="libc6")
    assert not re.search("@[A-Z]+@", text)
    assert "@" not in text.replace("nobody@localhost", "") or name == "copyright"


@pytest.mark.parametrize("size", [16, 512])
def test_icon_is_drawn_in_every_size(tmp_path: Path, size: int) -> None:
    """It fills its square, and its corners are round."""
    from PySide6.QtGui import QImage

    deb.draw(bundle.ROOT / "resources/icons/linreg-playground.svg", size, tmp_path / "icon.png")
    icon = QImage(str(tmp_path / "icon.png"))
    assert (icon.width(), icon.height()) == (size, size)
    assert icon.pixelColor(size // 2, 1).alpha() == 255
    assert icon.pixelColor(0, 0).alpha() < 128


def test_wheelhouse_tells_how_to_install_from_it() -> None:
    """With the Python that its wheels are for."""
    readme = wheelhouse.readme()
    assert "--no-index --find-links . linreg-gui" in readme
    assert "{}.{}".format(*sys.version_info) in readme


def test_make_does_not_import_what_only_builds() -> None:
    """make.py must start where nothing is installed yet."""
    before = set(sys.modules)
    load(Path(bundle.__file__).parents[1])
    assert not {"PyInstaller", "piplicenses"} & (set(sys.modules) - before)
