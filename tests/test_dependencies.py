"""Who may import whom: the dependency rules of the design, on the import graph of the source."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest

PACKAGE = "linreg_gui"
CORE = f"{PACKAGE}.core"
GUI = f"{PACKAGE}.gui"
APP = f"{GUI}.app"
CLI = f"{PACKAGE}.cli"
FRONT_DOOR = (CLI, f"{PACKAGE}.__main__")
QT = ("PySide6", "shiboken6", "pyqtgraph")

ROOMS = ("spec", "record", "problem", "training", "exact", "session", "export")
"""The rooms of the core: each may use what stands left of it."""

WITH_TORCH = ("problem", "training", "exact")
"""The rooms in which torch may be loaded with a module; the session does it inside its functions."""

OF_THE_CORE_FOR_GUI = ("spec", "record", "session")
"""What the window uses of the core."""

GUI_ROOMS = {
    "style": (),
    "model": ("style",),
    "controls": ("model", "style"),
    "views": ("model", "style"),
    "dialogs": ("style",),
    "app": ("controls", "dialogs", "model", "style", "views"),
}
"""The rooms of the window, and which others each may use."""

Sources = Mapping[str, str]
"""Source texts by the name of their module."""


class When(Enum):
    """When an import happens."""

    LOADING = "while the module is loaded"
    RUNNING = "inside a function"
    TYPING = "for the type checker only"


@dataclass(frozen=True)
class Edge:
    """One module that imports another one."""

    importer: str
    imported: str
    line: int
    when: When

    def __str__(self) -> str:
        return f"{self.importer}, line {self.line}, imports {self.imported} {self.when.value}"


def within(module: str, *packages: str) -> bool:
    """Tell whether a module is one of these, or in one of them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def edges(sources: Sources) -> list[Edge]:
    """Return every import of every module; of a name, if that is a module itself."""
    return [
        Edge(module, imported, line, when)
        for module, source in sources.items()
        for imported, line, when in _imports(ast.parse(source), When.LOADING, sources)
    ]


def _imports(node: ast.AST, when: When, sources: Sources) -> Iterator[tuple[str, int, When]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, child.lineno, when) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            origin = "." * child.level + (child.module or "")
            for alias in child.names:
                name = f"{origin}.{alias.name}"
                yield (name if name in sources else origin), child.lineno, when
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for statement in child.body:
                yield from _imports(ast.Module([statement], []), When.TYPING, sources)
            for statement in child.orelse:
                yield from _imports(ast.Module([statement], []), when, sources)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _imports(child, When.RUNNING if when is When.LOADING else when, sources)
        else:
            yield from _imports(child, when, sources)


def loaded_by(module: str, graph: list[Edge]) -> set[str]:
    """Return all modules that are loaded when this one is, packages they are in included."""
    found: set[str] = set()
    waiting = {module}
    while waiting:
        name = waiting.pop()
        found.add(name)
        parts = name.split(".")
        new = {".".join(parts[:end]) for end in range(1, len(parts))}
        new |= {edge.imported for edge in graph if edge.importer == name and edge.when is When.LOADING}
        waiting |= new - found
    return found


def room(module: str) -> str:
    """Return the folder that a module lies in, as ``core.spec`` or ``gui.views``; the package itself is none."""
    parts = module.split(".")
    return ".".join(parts[1:3]) if within(module, CORE, GUI) and len(parts) > 2 else ""


def core_without_qt(sources: Sources) -> list[str]:
    """Find what makes the core depend on a screen."""
    return [
        f"{edge}. The core knows no screen: let it take and return plain values, and show them in {GUI}."
        for edge in edges(sources)
        if within(edge.importer, CORE) and within(edge.imported, *QT, GUI, *FRONT_DOOR)
    ]


def rooms_of_the_core_in_order(sources: Sources) -> list[str]:
    """Find what makes a room of the core depend on one that stands after it."""
    order = {f"core.{name}": place for place, name in enumerate(ROOMS)}
    return [
        f"{edge}. {room(edge.imported)} stands after {room(edge.importer)}: move what both need to the room before."
        for edge in edges(sources)
        if order.get(room(edge.importer), len(ROOMS)) < order.get(room(edge.imported), -1)
    ]


def torch_in_its_rooms(sources: Sources) -> list[str]:
    """Find modules that load torch where the window or the command line would load it, too."""
    graph = edges(sources)
    allowed = tuple(f"{CORE}.{name}" for name in WITH_TORCH)
    return [
        f"{module} loads torch when it is imported, by way of {', '.join(sorted(by))}. The window is up before torch"
        f" is: move that import into the function that needs it."
        for module in sources
        if within(module, PACKAGE)
        and not within(module, *allowed)
        and (loaded := loaded_by(module, graph)) & {"torch"}
        and (by := {edge.importer for edge in graph if edge.importer in loaded and within(edge.imported, "torch")})
    ]


def gui_shows_and_asks(sources: Sources) -> list[str]:
    """Find what makes the window compute."""
    allowed = (*(f"{CORE}.{name}" for name in OF_THE_CORE_FOR_GUI), f"{PACKAGE}.process", GUI)
    export = f"{CORE}.export"  # the program without a screen tells its run as text
    return [
        f"{edge}. The window shows and asks: let the session do this in the worker thread, and send what it tells by"
        f" signal."
        for edge in edges(sources)
        if within(edge.importer, GUI)
        and within(edge.imported, PACKAGE, "torch")
        and edge.imported != PACKAGE
        and not within(edge.imported, *allowed, *([export] if within(edge.importer, APP) else []))
    ]


def rooms_of_the_window(sources: Sources) -> list[str]:
    """Find rooms of the window that know others than they may."""
    return [
        f"{edge}. Only {APP} puts the rooms together: pass in what is needed, or emit a signal for it to connect."
        for edge in edges(sources)
        if within(edge.importer, GUI)
        and within(edge.imported, GUI)
        and (here := room(edge.importer)) != (there := room(edge.imported))
        and there.removeprefix("gui.") not in GUI_ROOMS.get(here.removeprefix("gui."), ())
    ]


def front_door_without_qt(sources: Sources) -> list[str]:
    """Find what makes the command line load Qt before it knows whether there is a screen."""
    graph = edges(sources)
    return [
        f"{module} loads {', '.join(found)} when it is imported. Training works without a screen: import {GUI} in the"
        f" function that opens the window."
        for module in sources
        if within(module, *FRONT_DOOR)
        and (found := sorted(name for name in loaded_by(module, graph) if within(name, *QT)))
    ]


def nobody_needs_the_front_door(sources: Sources) -> list[str]:
    """Find what calls for who calls it."""
    return [
        f"{edge}. The front door opens onto everything; nothing else knows it."
        for edge in edges(sources)
        if within(edge.imported, CLI) and not within(edge.importer, *FRONT_DOOR)
    ]


def no_circle(sources: Sources) -> list[str]:
    """Find modules that need themselves, by way of others."""
    graph = edges(sources)
    using = {
        module: {edge.imported for edge in graph if edge.importer == module} & sources.keys() for module in sources
    }
    found = []
    for module in sources:
        reached: set[str] = set()
        waiting = set(using[module])
        while waiting:
            name = waiting.pop()
            reached.add(name)
            waiting |= using[name] - reached
        if module in reached:
            found.append(module)
    return [f"{', '.join(found)} are in a circle. Move what they share to a module of its own."] if found else []


def small_rooms(sources: Sources) -> list[str]:
    """Find folders and files in which nothing is found any more."""
    folders: dict[str, int] = {}
    for module in sources:
        folder, _, _ = module.rpartition(".")
        is_package = any(other.startswith(f"{module}.") for other in sources)
        folders[folder] = folders.get(folder, 0) + (not is_package)
    long = {module: text.count("\n") for module, text in sources.items() if text.count("\n") > MOST_LINES}
    return [
        f"{folder} has {count} modules: make rooms in it." for folder, count in folders.items() if count > MOST_MODULES
    ] + [f"{module} has {lines} lines: take it apart." for module, lines in long.items()]


def absolute_imports(sources: Sources) -> list[str]:
    """Find imports that depend on where their module is."""
    return [
        f"{edge}. Write the whole name, beginning with {PACKAGE}."
        for edge in edges(sources)
        if edge.imported.startswith(".")
    ]


Rule = Callable[[Sources], list[str]]

MOST_LINES, MOST_MODULES = 250, 14

RULES: dict[Rule, Sources] = {
    # Each with sources that break it, and nothing else.
    core_without_qt: {f"{CORE}.session.run": "def f():\n    from PySide6.QtCore import QObject"},
    rooms_of_the_core_in_order: {
        f"{CORE}.session.run": "",
        f"{CORE}.record.block": "def f():\n    from linreg_gui.core.session.run import Run",
    },
    torch_in_its_rooms: {f"{CORE}.record.block": "import torch"},
    gui_shows_and_asks: {
        f"{CORE}.problem.dataset": "import torch",
        f"{GUI}.views.plot": "def f():\n    from linreg_gui.core.problem import dataset",
    },
    rooms_of_the_window: {
        f"{GUI}.controls.slider": "",
        f"{GUI}.views.plot": "from linreg_gui.gui.controls.slider import Slider",
    },
    front_door_without_qt: {
        APP: "import pyqtgraph",
        f"{APP}.start": "",
        f"{CLI}.main": "from linreg_gui.gui.app.start import main",
    },
    nobody_needs_the_front_door: {f"{CLI}.main": "", f"{APP}.start": "from linreg_gui.cli.main import main"},
    no_circle: {
        f"{CORE}.spec.a": "from linreg_gui.core.spec.b import B",
        f"{CORE}.spec.b": "from linreg_gui.core.spec.a import A",
    },
    small_rooms: {f"{CORE}.spec.a": "\n" * (MOST_LINES + 1)},
    absolute_imports: {f"{CORE}.session.run": "from . import data"},
}

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


@pytest.fixture(scope="module")
def sources() -> Sources:
    """Return the source of every module of the program."""
    root = Path(__file__).parents[1]
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path.read_text("utf-8")
        for path in sorted((root / PACKAGE).rglob("*.py"))
    }


@every_rule
def test_the_house_keeps_the_rule(rule: Rule, sources: Sources) -> None:
    """Each failure says what to do instead."""
    assert rule(sources) == []


@every_rule
def test_the_rule_notices_when_it_is_broken(rule: Rule) -> None:
    """Once for one mistake, and not at all without it."""
    broken = RULES[rule]
    complete = {PACKAGE: "", CORE: "", GUI: "", **broken}
    assert len(rule(complete)) == 1
    assert rule(dict.fromkeys(complete, "")) == []


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ((CORE, CORE), 50),
        ((GUI, CORE), 30),
        ((GUI, GUI), 30),
        ((CORE, "torch"), 5),
        ((GUI, "PySide6"), 15),
        ((APP, GUI), 8),
        ((CLI, PACKAGE), 4),
    ],
    ids=lambda value: " to ".join(value) if isinstance(value, tuple) else str(value),
)
def test_enough_imports_were_seen_to_mean_something(kind: tuple[str, str], least: int, sources: Sources) -> None:
    """A rule that sees nothing is never broken."""
    importer, imported = kind
    seen = [edge for edge in edges(sources) if within(edge.importer, importer) and within(edge.imported, imported)]
    assert len(seen) >= least


def test_every_kind_of_import_is_recognized() -> None:
    """When it happens is what the rules are about."""
    source = """
import torch.nn
from linreg_gui.core.problem import dataset, Nothing
if TYPE_CHECKING:
    from linreg_gui.core.session.run import Run
else:
    import numpy
class Window:
    import a
    def show(self):
        import b
        if typing.TYPE_CHECKING:
            import c
try:
    from .. import d
except ImportError:
    pass
"""
    names = {"linreg_gui.core.problem.dataset": "", "linreg_gui.core.session.run": "", "x": source}
    assert [(edge.imported, edge.line, edge.when) for edge in edges(names)] == [
        ("torch.nn", 2, When.LOADING),
        ("linreg_gui.core.problem.dataset", 3, When.LOADING),
        ("linreg_gui.core.problem", 3, When.LOADING),
        ("linreg_gui.core.session.run", 5, When.TYPING),
        ("numpy", 7, When.LOADING),
        ("a", 9, When.LOADING),
        ("b", 11, When.RUNNING),
        ("c", 13, When.TYPING),
        ("..", 15, When.LOADING),
    ]


def test_a_module_is_loaded_with_all_that_it_needs() -> None:
    """The packages it is in too, but nothing that waits in a function."""
    chain = {
        "linreg_gui.core.a": "from linreg_gui.core.b import B",
        "linreg_gui.core.b": "import torch.nn\ndef f():\n    import numpy",
    }
    assert loaded_by("linreg_gui.core.a", edges(chain)) == {
        *("linreg_gui", "linreg_gui.core", "linreg_gui.core.a", "linreg_gui.core.b"),
        *("torch", "torch.nn"),
    }


@pytest.mark.parametrize(
    "module",
    [
        "session.session",
        "record.trace",
        "spec.experiment",
        "spec.settings",
        "session.run",
        "session.pace",
        "spec.trainers",
    ],
)
def test_what_the_window_needs_of_the_core_loads_neither_torch_nor_qt(module: str) -> None:
    """Asked of Python itself."""
    program = f"import sys, linreg_gui.core.{module}; print([m for m in ('torch', *{QT}) if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert result.stdout.strip() == "[]", f"linreg_gui.core.{module} must load these only where they are needed"
