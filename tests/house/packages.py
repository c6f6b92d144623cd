"""Packages as a reader meets them: how many modules one holds, and whether it opens with what it may import.

`python -m tests.house.packages` prints the line for each package, as the imports of today would have it.
"""

import ast
import configparser
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.house.source import ROOT, Finding, Module, modules

MODULES_MAX = 17
MAY_IMPORT = re.compile(r"^May import: ([^.]*(?:\.\w[^.]*)*)\.$", re.MULTILINE)
SAYS_IMPORTS = re.compile(r"\b(May import|Imports)\b")
NOTHING = "nothing of the house"


def layers() -> list[list[str]]:
    """The layers of .importlinter, the highest first; what stands on one line does not know each other."""
    contracts = configparser.ConfigParser()
    contracts.read_string((ROOT / ".importlinter").read_text(encoding="utf-8"))
    lines = contracts["importlinter:contract:layers"]["layers"].split("\n")
    return [[name.strip() for name in line.split("|")] for line in lines if line.strip()]


def below(room: str) -> set[str]:
    """The rooms that a room may import."""
    rows = layers()
    rank = next(rank for rank, row in enumerate(rows) if room in row)
    return {name for row in rows[rank + 1 :] for name in row}


def sizes(source: Iterable[Module]) -> dict[str, int]:
    """The modules of each package, its own opening not counted."""
    counted: Counter[str] = Counter()
    for module in source:
        folder, _, name = module.path.rpartition("/")
        counted[folder] += name != "__init__.py"
    return dict(counted)


def crowded(source: Iterable[Module]) -> list[Finding]:
    """The packages with more modules than a reader can keep in mind; nobody reads a chain of migrations as a whole."""
    return [
        Finding(folder or "loopline", f"holds {count} modules; at most {MODULES_MAX}")
        for folder, count in sorted(sizes(source).items())
        if count > MODULES_MAX and "/migrations/" not in folder
    ]


def openings(source: Iterable[Module]) -> dict[str, str]:
    """The docstring of each package, by its path; migrations hold only what Alembic runs."""
    return {
        module.path.removesuffix("/__init__.py"): ast.get_docstring(module.tree) or ""
        for module in source
        if module.path.endswith("/__init__.py") and "/migrations/" not in module.path
    }


def allowed(text: str) -> set[str] | None:
    """The names after "May import:", None where a docstring does not say it."""
    found = MAY_IMPORT.search(" ".join(text.split()).replace(" May import:", "\nMay import:"))
    if not found:
        return None
    return set() if found[1] == NOTHING else {name.strip("`") for name in re.split(r", | and ", found[1])}


def imported(source: Iterable[Module], folder: str) -> set[str]:
    """What a package imports of the house: other rooms by their name, other parts of its own room as `room.part`."""
    room, own = folder.split("/")[0], folder.replace("/", ".")
    found = set()
    for module in source:
        if module.path.startswith(f"{folder}/"):
            for name in _targets(module.tree):
                inside = name == own or name.startswith(f"{own}.")
                parts = name.split(".")
                if not inside:
                    found.add(".".join(parts[:2]) if parts[0] == room else parts[0])
    return found


def _targets(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name), names=names) if name.startswith("loopline."):
                yield name.removeprefix("loopline.")
            case ast.ImportFrom(module="loopline", names=names):
                yield from (alias.name for alias in names if alias.name != "__version__")
            case _:
                pass


def breaches(source: Iterable[Module], rooms_below: Mapping[str, set[str]]) -> list[Finding]:
    """What a package imports and does not name, and what it names and must not import."""
    source = tuple(source)
    found = []
    for folder, text in openings(source).items():
        named, room = allowed(text), folder.split("/")[0]
        if named is not None:
            # The name of its own room stands for every other part of it.
            unnamed = {name for name in imported(source, folder) if not {name, name.split(".")[0]} & named}
            wrong = {name for name in named if name not in rooms_below[room] and name.split(".")[0] != room}
            found += [Finding(folder, f"imports {name}, which its opening does not name") for name in unnamed]
            found += [Finding(folder, f"names {name}, which .importlinter does not allow") for name in wrong]
    return found


def silent(source: Iterable[Module]) -> set[str]:
    """The packages whose opening does not say what they may import, as a list or in words (test_resources.py)."""
    return {folder for folder, text in openings(source).items() if not SAYS_IMPORTS.search(" ".join(text.split()))}


def main() -> None:
    """Prints a line for each package."""
    for folder in openings(modules()):
        print(f"{folder}: May import: {', '.join(sorted(imported(modules(), folder))) or NOTHING}.")


if __name__ == "__main__":
    main()
