"""What goes into the bundle, and what stays out of it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from importlib import metadata
from pathlib import PurePath

from packaging.requirements import Requirement

Entry = tuple[str, str, str]
"""A file of the bundle as PyInstaller lists it: where it goes, where it comes from, and what it is."""

PROJECT = "linreg-gui"

# Modules of what we need that nothing needs at run time. PyInstaller leaves out what lies below them, too.
UNUSED_MODULES = [
    # Of Python: networking, terminals, databases, the tools of developers and what a machine's owner adds. readline
    # and gdbm would put the whole under the GPL.
    *("_curses", "_dbm", "_gdbm", "_hashlib", "_sqlite3", "_ssl", "_tkinter", "curses", "ensurepip", "idlelib"),
    *("lib2to3", "pydoc_data", "readline", "sitecustomize", "sqlite3", "ssl", "test", "tkinter"),
    *("turtle", "turtledemo", "usercustomize", "venv"),
    # Of torch: compilers, exporters, clusters, benchmarks and its own tests. More cannot go: its optimisers import
    # torch._dynamo, and that imports sympy and much of torch._inductor, torch.distributed and torch.onnx.
    *("functorch", "torch.ao.ns", "torch.ao.pruning", "torch.ao.quantization.fx", "torch.backends._nnapi"),
    *("torch.contrib", "torch.distributed._tools", "torch.distributed.benchmarks", "torch.distributed.checkpoint"),
    *("torch.distributed.debug", "torch.distributed.elastic", "torch.distributed.flight_recorder"),
    *("torch.distributed.launcher", "torch.distributed.optim", "torch.distributed.pipelining"),
    *("torch._export.db", "torch._export.passes", "torch._export.serde", "torch._inductor.autoheuristic"),
    *("torch._inductor.codegen", "torch._inductor.fx_passes", "torch._inductor.ir", "torch._inductor.kernel"),
    *("torch._inductor.lowering", "torch._inductor.scheduler", "torch._inductor.select_algorithm"),
    *("torch.fx.passes.tests", "torch.onnx._internal.fx", "torch.testing._internal.common_methods_invocations"),
    *("torch.testing._internal.common_modules", "torch.testing._internal.common_nn"),
    *("torch.testing._internal.common_quantization", "torch.testing._internal.common_utils"),
    *("torch.testing._internal.distributed.distributed_test", "torch.testing._internal.distributed.rpc"),
    *("torch.testing._internal.generated", "torch.testing._internal.opinfo", "torch.utils.benchmark"),
    *("torch.utils.cpp_extension", "torch.utils.hipify", "torch.utils.tensorboard", "torch._vendor.quack"),
    *("torchgen.api", "torchgen.dest", "torchgen.executorch", "torchgen.gen", "torchgen.packaged"),
    # Of what torch imports only for some of its features.
    *("filelock", "fsspec", "jinja2", "markupsafe", "networkx", "setuptools", "_distutils_hack", "pkg_resources"),
    # Of the others.
    *("mpmath.tests", "numpy._core.tests", "numpy.distutils", "numpy.f2py", "numpy.tests"),
    *("sympy.physics", "sympy.vector"),
    *("pyqtgraph.canvas", "pyqtgraph.console", "pyqtgraph.dockarea", "pyqtgraph.examples", "pyqtgraph.flowchart"),
    *("pyqtgraph.jupyter", "pyqtgraph.opengl", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtTest"),
]

# torch reads the source of these when it imports them.
READ_MODULES = [
    *("torch._dynamo.config", "torch._export.config", "torch._functorch.config", "torch._inductor.config"),
    *("torch._inductor.config_comms", "torch.compiler.config", "torch.distributed.config"),
    *("torch.functional", "torch.fx.experimental._config", "torch.nn.functional", "torch.nn.modules.rnn"),
    "torch.utils.serialization.config",
]

# What every Linux desktop has, and what must fit its other parts: the Debian package names them as dependencies.
SYSTEM_LIBRARIES = [
    *("libX11.so.*", "libX11-xcb.so.*", "libdbus-1.so.*", "libexpat.so.*", "libfontconfig.so.*", "libfreetype.so.*"),
    *("libgcc_s.so.*", "libstdc++.so.*", "libuuid.so.*", "libz.so.*"),
]

# Of Qt's plugins: a window on each system and none, input methods, icons, and the look that the desktop asks for.
PLUGINS = [
    *("platforms/*qxcb.*", "platforms/*qwayland.*", "platforms/*qoffscreen.*"),
    *("platforms/*qwindows.*", "platforms/*qcocoa.*"),
    *("platforminputcontexts/*compose*", "platforminputcontexts/*ibus*", "platformthemes/*qxdgdesktopportal.*"),
    *("wayland-shell-integration/*xdg-shell.*", "wayland-decoration-client/*"),
    *("iconengines/*qsvgicon.*", "imageformats/*qsvg.*", "imageformats/*qico.*"),
]
TRANSLATIONS = ["qtbase_zh_CN.qm"]

# Data files that the libraries bring along and the program reads; without a pattern here, a library's stay out.
DATA = ["linreg_gui/*", "torch/*.py", "pyqtgraph/icons/*", "pyqtgraph/colors/*", "base_library.zip"]

# Found by no import: torch loads the one by its name and looks for the other before it starts.
LOADED_BY_NAME = ["torch/lib/*torch_global_deps.*", "torch/bin/torch_shm_manager*", "torch/lib/*torch_shm*"]


def needed_distributions(project: str = PROJECT) -> set[str]:
    """Return the names of a project's distribution and of all that it requires, here and without extras."""
    names: set[str] = set()
    waiting = [project]
    while waiting:
        name = _normal(waiting.pop())
        if name in names:
            continue
        names.add(name)
        requirements = [Requirement(line) for line in metadata.requires(name) or ()]
        waiting += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    return names


def bundled_distributions() -> list[str]:
    """Return the names of the distributions that the bundle carries at least a part of."""
    kept = {_normal(name) for module, names in _owners() if module not in UNUSED_MODULES for name in names}
    return sorted(needed_distributions() & kept)


def foreign_modules() -> list[str]:
    """Return the modules of what is installed beside the project: the tools that test and build it."""
    needed = needed_distributions()
    return sorted(module for module, names in _owners() if needed.isdisjoint(map(_normal, names)))


def wanted_data(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the data files that belong into the bundle beside its binaries, and the links to these."""
    kept = {PurePath(entry[0]) for entry in binaries}
    frameworks = {part for name in kept for part in name.parts if part.endswith(".framework")}

    def is_wanted(entry: Entry) -> bool:
        name, target, kind = entry
        if not frameworks.isdisjoint(PurePath(name).parts):
            return True
        if kind == "SYMLINK":
            return PurePath(os.path.normpath(PurePath(name).parent / target)) in kept
        return is_wanted_data(PurePath(name).as_posix())

    return [entry for entry in entries if is_wanted(entry)]


def is_wanted_data(name: str) -> bool:
    """Tell whether a data file belongs into the bundle, by where it goes."""
    path = PurePath(name)
    if name.startswith("PySide6/"):
        return path.name in TRANSLATIONS
    if path.name == "METADATA":
        return _normal(path.parent.name.partition("-")[0]) in bundled_distributions()
    return any(fnmatchcase(name, pattern) for pattern in DATA) and not name.endswith(".ts")


def wanted_binaries(entries: Iterable[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the libraries and plugins that belong into the bundle, with all that they link to.

    Parameters
    ----------
    entries : iterable of Entry
        What PyInstaller found.
    imports : callable
        Returns the names of the libraries that a file links to.
    """
    entries = list(entries)
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(PurePath(entry[0]).name, []).append(entry)
    waiting = [entry for entry in entries if is_root(PurePath(entry[0]).as_posix(), entry[2])]
    kept: set[Entry] = set()
    while waiting:
        entry = waiting.pop()
        if entry not in kept and not is_left_to_system(PurePath(entry[0]).name):
            kept.add(entry)
            waiting += [other for name in imports(entry[1]) for other in by_name.get(PurePath(name).name, ())]
    return [entry for entry in entries if entry in kept]


def is_root(name: str, kind: str) -> bool:
    """Tell whether a binary is used by its own right: a module, a plugin, or one that is loaded by its name."""
    if "/plugins/" in name:
        return any(fnmatchcase(name, f"*/plugins/{pattern}") for pattern in PLUGINS)
    return kind == "EXTENSION" or any(fnmatchcase(name, pattern) for pattern in [*LOADED_BY_NAME, "*python3*"])


def is_left_to_system(name: str) -> bool:
    """Tell whether a library is left to the system."""
    return any(fnmatchcase(name, pattern) for pattern in SYSTEM_LIBRARIES)


def linked(path: str) -> list[str]:
    """Return the names of the libraries that a file links to itself, not through others."""
    if sys.platform == "linux":
        dynamic = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
        return re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
    from PyInstaller.depend.bindepend import get_imports

    return [name for name, _ in get_imports(path)]


def _owners() -> Iterable[tuple[str, list[str]]]:
    """Return the installed modules of the top level, and the distributions that each belongs to."""
    return metadata.packages_distributions().items()


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
