"""A facts file with its open files, for the tests beside it."""

from pathlib import Path

from loopline.model.fact import Fact
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.open_facts.folder import OpenFolder
from loopline.storage.transaction_rules import lines_of

DAY = 86_400_000
MONDAY = 20_000 * DAY


def event(person: str, at: int, position: int, **more: object) -> Fact:
    """Somebody did something."""
    return Fact("event", person, at=at, position=position, name="bought", **more)  # type: ignore[arg-type]


class OnDisk:
    """The facts and the folder; `put` appends a chunk."""

    def __init__(self, folder: Path) -> None:
        self.facts = DuckFacts(folder / "facts.duckdb")
        self.open = OpenFolder(folder / "facts", self.facts, lambda: MONDAY)
        self.number = 0

    def put(self, *facts: Fact) -> None:
        """One chunk."""
        self.number += 1
        self.facts.append(self.number, lines_of(list(facts)))

    def written(self) -> dict[str, int]:
        """When each file was last written (ns)."""
        return {one.path: (self.open.folder / one.path).stat().st_mtime_ns for one in self.open.files()}

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a stranger's DuckDB reads in the files."""
        import duckdb

        return duckdb.connect().execute(sql.replace("FILES", f"'{self.open.folder}/days/*.parquet'")).fetchall()
