"""What is written out: pieces of tables, each whole or not at all, and known again by its mark."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from msgspec import Struct

from loopline.storage.open_facts.schema import COLUMNS
from loopline.studio.destinations.schemas import SentTable

BATCH_ROWS: Final = 1_000
MEMBERSHIPS: Final = (("kind", "VARCHAR"), ("name", "VARCHAR"), ("person", "VARCHAR"))
TYPES: Final[Mapping[SentTable, tuple[tuple[str, str], ...]]] = {
    **{table: tuple((one.name, one.type) for one in columns) for table, columns in COLUMNS.items()},
    "memberships": MEMBERSHIPS,
}
"""The columns of each table with their types, as DuckDB calls these."""

SentRow = tuple[Any, ...]  # cells of a fact


class Piece(Struct, frozen=True):
    """A file of a table: its path as open facts have it, the day of facts, and what changes when it does.

    `read` gives its rows in batches, `file` is where it stands as Parquet.
    """

    table: SentTable
    path: str
    day: str
    mark: str
    rows: int
    file: Path
    read: Callable[[], Iterator[list[SentRow]]]


class Target(Protocol):
    """Where pieces are written. Blocks; one thread at a time. Raises Invalid and Unavailable."""

    def marks(self) -> dict[str, str]:
        """The mark of each piece that is there, by path."""
        ...

    def put(self, piece: Piece) -> None:
        """Write a piece in the place of the one of its path, whole or not at all."""
        ...

    def drop(self, table: SentTable, path: str, day: str) -> None:
        """Take a piece away."""
        ...

    def close(self) -> None:
        """Give back what is open."""
        ...


def rows_of_parquet(file: Path, table: SentTable) -> Iterator[list[SentRow]]:
    """The rows of a file of a table, in batches."""
    import duckdb

    base = duckdb.connect(config={"memory_limit": "256MB", "threads": 1})
    try:
        columns = ", ".join(f'"{name}"' for name, _ in TYPES[table])
        found = base.execute(f"SELECT {columns} FROM read_parquet(?)", [str(file)])
        while rows := found.fetchmany(BATCH_ROWS):
            yield rows
    finally:
        base.close()
