"""The tests themselves: what several of them share stands in a module that is not a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, Finding, report


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The modules that a file imports."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name), lineno=line):
                yield name, line
            case ast.Import(names=names, lineno=line):
                yield from ((alias.name, line) for alias in names)
            case _:
                pass


def reached(path: str, tree: ast.Module) -> Iterator[Finding]:
    """The imports that reach into a test file."""
    for name, line in imported(tree):
        if name.startswith("tests.") and name.rsplit(".", 1)[-1].startswith("test_"):
            yield Finding(f"{path}:{line}", f"imports from {name}")


def all_files() -> Iterator[Path]:
    yield from sorted((ROOT / "tests").rglob("*.py"))


def test_no_test_is_imported_by_another() -> None:
    findings = [
        finding
        for path in all_files()
        for finding in reached(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
    ]
    advice = "Move what several tests share into a module beside them that is named for what it holds."
    assert not findings, report(findings, advice)


def test_an_import_of_a_test_is_seen() -> None:
    tree = ast.parse("from tests.decisions.test_react import ANN\nfrom tests.decisions.played import MAIL\n")
    assert [finding.where for finding in reached("tests/planted.py", tree)] == ["tests/planted.py:1"]
