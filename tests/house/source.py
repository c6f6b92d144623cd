"""The source of the package as the tests of the house see it: modules, functions and where they stand."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

from loopline.signals.dialects import NAMES as DIALECTS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "loopline"
CORE = ("model", "conditions", "signals", "decisions", "delivery", "learning", "pipeline")
"""The rooms without I/O, clock and chance; `ports.py` belongs to them in spirit and is held to the same."""

type_of_function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file: its path inside the package with slashes, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first folder, or the file's own name at the top: `model`, `ports`."""
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def in_core(self) -> bool:
        """True where time, chance and I/O have no place."""
        return self.room in (*CORE, "ports")

    @property
    def name(self) -> str:
        """The dotted name by which it is imported."""
        return ".".join(("loopline", *self.path.removesuffix(".py").removesuffix("/__init__").split("/")))


@dataclass(frozen=True)
class Finding:
    """One breach: where, what, and what to do about it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def read(path: str, text: str) -> Module:
    """A module from its text; the checks' own tests plant theirs through this."""
    return Module(path, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package, in a stable order; the built assets are data."""
    files = sorted(PACKAGE.rglob("*.py"))
    paths = [(file, file.relative_to(PACKAGE).as_posix()) for file in files]
    return tuple(read(path, file.read_text(encoding="utf-8")) for file, path in paths if not path.startswith("assets/"))


def functions(module: Module) -> Iterator[tuple[str, type_of_function]]:
    """Every function and method with its qualified name, nested ones too."""

    def below(node: ast.AST, prefix: str) -> Iterator[tuple[str, type_of_function]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield prefix + child.name, child
                yield from below(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.ClassDef):
                yield from below(child, f"{prefix}{child.name}.")
            else:
                yield from below(child, prefix)

    yield from below(module.tree, "")


def _named_by_the_union(graph: grimp.ImportGraph) -> set[str]:
    """The folders of decisions/nodes, which that package imports by the names of the kinds of node."""
    return {name for name in graph.modules if re.fullmatch(r"loopline\.decisions\.nodes\.\w+\.kind", name)}


def _entry_points() -> list[str]:
    """The values that pyproject.toml names, such as "loopline.providers.sandbox:Sandbox"."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [value for group in project["entry-points"].values() for value in group.values()]


def entry_points() -> set[str]:
    """The modules that are found by their entry points, which pyproject.toml names: the providers."""
    return {value.partition(":")[0] for value in _entry_points()}


def classes_at_entry_points() -> set[str]:
    """What is found there: the names of the classes."""
    return {value.partition(":")[2] for value in _entry_points()}


@cache
def unreached() -> tuple[str, ...]:
    """The modules that nothing imports, directly or not, on the way down from the command line or an entry point.

    A dialect is imported by its name in the register, so one that is not registered is not reached.
    """
    graph = grimp.build_graph("loopline", cache_dir=None)
    for half in ("loopline.signals.dialects", "loopline.api.dialects"):
        for name in DIALECTS:
            graph.add_import(importer=half, imported=f"{half}.{name}")
    doors = {"loopline.__main__", *entry_points(), *_named_by_the_union(graph)}
    live = {"loopline", *doors}.union(*(graph.find_upstream_modules(door) for door in doors))
    live |= {".".join(name.split(".")[:depth]) for name in live for depth in range(1, name.count(".") + 1)}
    return tuple(module.path for module in modules() if module.name.removesuffix(".__init__") not in live)


def report(findings: list[Finding], advice: str) -> str:
    """The text of a failure: every breach, then what to do."""
    return "\n".join(["", *sorted(map(str, findings)), "", advice])
