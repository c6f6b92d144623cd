"""The resources of the studio: each one imports only what its own docstring says that it may."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import Module, modules

PLACE = re.compile(r"studio/(\w+)/\w+\.py")
ALLOWED = re.compile(r"May import (.+?)\.(?:\s|$)", re.DOTALL)


def resource_of(module: Module) -> str:
    """The folder of studio/ that a module stands in; "" for every other module."""
    found = PLACE.fullmatch(module.path)
    return found.group(1) if found else ""


def allowed() -> dict[str, set[str]]:
    """Each resource and the resources that its docstring names."""
    found = {}
    for module in modules():
        if module.path.endswith("/__init__.py") and (name := resource_of(module)):
            words = ALLOWED.search(ast.get_docstring(module.tree) or "")
            assert words, f'{module.path} says what it may import: "May import ..."'
            found[name] = set(re.findall(r"`(\w+)`", words.group(1)))
    return found


def imported(module: Module) -> Iterator[str]:
    """The resources of studio/ that a module imports."""
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(module=str(name)):
                yield from (".".join((name, alias.name)) for alias in node.names)
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case _:
                pass


def test_a_resource_imports_what_its_docstring_says() -> None:
    may = allowed()
    assert len(may) > 10
    used: dict[str, set[str]] = {name: set() for name in may}
    for module in modules():
        own = resource_of(module)
        if own:
            parts = [name.split(".") for name in imported(module) if name.startswith("loopline.studio.")]
            used[own] |= {part[2] for part in parts if part[2] in may and part[2] != own}
    wrong = [f"{name} imports {used[name] - may[name]}" for name in may if used[name] - may[name]]
    stale = [
        f"{name} may import {may[name] - used[name]} and does not"
        for name in may
        if may[name] - used[name] - {"studio"}
    ]
    assert not wrong + stale, "\n".join(wrong + stale)
