"""Public names as a reader meets them: which stand twice, which only tests use; and sentences that begin badly."""

import ast
import io
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tests.house.source import Finding, Module

NAMES_OF_COMMANDS = "__main__.py"
"""Its functions carry the names of the commands, as do the functions of `cli/` that do the work."""

OPENS_BADLY = re.compile(
    r"(?:^|[.!?:]\s+)(Who|Whom|Whose|Whoever|Whomever|What became of|What becomes of)\b[^?.!]*(?=[.!?]|$)"
)


def public(module: Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """The classes and functions that a module offers."""
    if module.path == NAMES_OF_COMMANDS or "/migrations/" in f"/{module.path}":
        return
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def repeated(modules: Iterable[Module]) -> dict[str, list[str]]:
    """Each public name that several modules define, with those modules."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in modules:
        for node in public(module):
            places[node.name].append(module.path)
    return {name: paths for name, paths in sorted(places.items()) if len(paths) > 1}


def unused(modules: Iterable[Module], entry_points: Iterable[str] = ()) -> set[str]:
    """The public names that no line of the package uses: `path::name`. What is decorated is used by its decorator.

    `entry_points` are the names that other packages, and our own settings, find by them.
    """
    modules = tuple(modules)
    uses = Counter(entry_points)
    for module in modules:
        uses.update(_used(module.tree))
    return {
        f"{module.path}::{node.name}"
        for module in modules
        for node in public(module)
        if not uses[node.name] and not node.decorator_list
    }


def _used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(names=names):
                # A function under another name here (`from ... import serve as act`) is used as surely.
                yield from (alias.name for alias in names if alias.asname)
            case ast.Constant(value=str(text)) if text.isidentifier():
                yield text  # a type in quotes
            case _:
                pass


def bad_openings(module: Module) -> Iterator[Finding]:
    """Subject first: a sentence of a docstring or a comment does not open with a relative clause. Questions may."""
    for line, text in _prose(module):
        for found in OPENS_BADLY.finditer(text):
            if not text[found.end() :].startswith("?"):
                yield Finding(f"{module.path}:{line}", f'a sentence opens with "{found[1]}"')


def _prose(module: Module) -> Iterator[tuple[int, str]]:
    """The docstrings, attribute docstrings and comments of a module, each on one line."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text)), lineno=line):
                yield line, " ".join(text.split())
            case _:
                pass
    comment: list[str] = []
    first = last = 0
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if comment and token.start[0] != last + 1:
            yield first, " ".join(comment)
            comment = []
        first = first if comment else token.start[0]
        last = token.start[0]
        comment.append(token.string.lstrip("#").strip())
    if comment:
        yield first, " ".join(comment)
