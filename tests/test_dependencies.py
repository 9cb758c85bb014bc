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
FRONT_DOOR = (f"{PACKAGE}.cli", f"{PACKAGE}.__main__")
WIRED_BY_APP = (f"{GUI}.main_window", f"{GUI}.training_thread", APP)
QT = ("PySide6", "shiboken6", "pyqtgraph")

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


def core_without_qt(sources: Sources) -> list[str]:
    """Find what makes the core depend on a screen."""
    return [
        f"{edge}. The core knows no screen: let it take and return plain values, and show them in {GUI}."
        for edge in edges(sources)
        if within(edge.importer, CORE) and within(edge.imported, *QT, GUI, *FRONT_DOOR)
    ]


def gui_without_torch(sources: Sources) -> list[str]:
    """Find what makes the window compute, or load torch."""
    graph = edges(sources)
    with_torch = {module for module in sources if within(module, CORE) and "torch" in loaded_by(module, graph)}
    return [
        f"{edge}, which loads torch. The window shows and asks: let the session do this in the worker thread, and send"
        f" what it tells by signal. For a type alone, import it under `if TYPE_CHECKING:`."
        for edge in graph
        if within(edge.importer, GUI)
        and (within(edge.imported, "torch") or (edge.imported in with_torch and edge.when is not When.TYPING))
    ]


def start_without_torch(sources: Sources) -> list[str]:
    """Find what the window loads before it is up that needs torch."""
    graph = edges(sources)
    return [
        f"{module} loads torch when it is imported, by way of {', '.join(sorted(by))}. The window is up before torch"
        f" is: move that import into the function that needs it."
        for module in sources
        if within(module, GUI, *FRONT_DOOR)
        and (loaded := loaded_by(module, graph)) & {"torch"}
        and (by := {edge.importer for edge in graph if edge.importer in loaded and within(edge.imported, "torch")})
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


def wiring_in_app_alone(sources: Sources) -> list[str]:
    """Find what wires the window together outside of its composition root."""
    return [
        f"{edge}. Only {APP} puts window and worker together: pass in what is needed, or emit a signal for it to"
        f" connect."
        for edge in edges(sources)
        if within(edge.importer, GUI)
        and edge.importer != APP
        and edge.imported in WIRED_BY_APP
        and edge.when is not When.TYPING
    ]


def absolute_imports(sources: Sources) -> list[str]:
    """Find imports that depend on where their module is."""
    return [
        f"{edge}. Write the whole name, beginning with {PACKAGE}."
        for edge in edges(sources)
        if edge.imported.startswith(".")
    ]


Rule = Callable[[Sources], list[str]]

RULES: dict[Rule, Sources] = {
    # Each with sources that break it, and nothing else.
    core_without_qt: {f"{CORE}.run": "def f():\n    from PySide6.QtCore import QObject"},
    gui_without_torch: {
        f"{CORE}.data": "import torch",
        f"{GUI}.plot": "def f():\n    from linreg_gui.core import data",
    },
    start_without_torch: {
        f"{CORE}.data": "import torch",
        f"{FRONT_DOOR[0]}": "from linreg_gui.core.data import Dataset",
    },
    front_door_without_qt: {GUI: "import pyqtgraph", APP: "", FRONT_DOOR[0]: "from linreg_gui.gui.app import main"},
    wiring_in_app_alone: {f"{GUI}.plot": "from linreg_gui.gui.main_window import MainWindow"},
    absolute_imports: {f"{CORE}.run": "from . import data"},
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
        ((f"{PACKAGE}.cli", PACKAGE), 4),
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
from linreg_gui.core import data, Nothing
if TYPE_CHECKING:
    from linreg_gui.core.run import Run
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
    names = {"linreg_gui.core.data": "", "linreg_gui.core.run": "", "x": source}
    assert [(edge.imported, edge.line, edge.when) for edge in edges(names)] == [
        ("torch.nn", 2, When.LOADING),
        ("linreg_gui.core.data", 3, When.LOADING),
        ("linreg_gui.core", 3, When.LOADING),
        ("linreg_gui.core.run", 5, When.TYPING),
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


@pytest.mark.parametrize("module", ["session", "trace", "experiment", "parameters", "run", "pace", "trainers"])
def test_what_the_window_needs_of_the_core_loads_neither_torch_nor_qt(module: str) -> None:
    """Asked of Python itself."""
    program = f"import sys, linreg_gui.core.{module}; print([m for m in ('torch', *{QT}) if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert result.stdout.strip() == "[]", f"linreg_gui.core.{module} must load these only where they are needed"
