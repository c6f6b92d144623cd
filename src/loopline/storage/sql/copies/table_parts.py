"""What is copied of a table: all of it, or the rows of one shard where several shards have one table."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Column, Table

OF_SHARDS: Final[Mapping[str, str]] = {"entries": "position", "horizon": "shard"}
"""The tables of the log, with what tells the rows of one shard apart. A number of a row means nothing beside it: files
of several shards have the same ones, and the table into which they are copied gives its own."""


class TablePart:
    """A table, and which of its rows are meant. Its columns begin with those of its key, in whose order it is read."""

    def __init__(self, table: Table, shard: int | None = None) -> None:
        """With a `shard`, a table of the log: the rows of that one alone."""
        self.name: Final = str(table.name)
        self.table: Final = table
        self.is_whole: Final = shard is None
        self.keys: Final[Sequence[Column[object]]] = (
            list(table.primary_key.columns) if shard is None else [table.columns[OF_SHARDS[table.name]]]
        )
        left_out = {"number"} if shard is not None else set[str]()
        own = {key.name for key in self.keys}
        self.columns: Final[Sequence[Column[object]]] = [
            *self.keys,
            *(column for column in table.columns if column.name not in own | left_out),
        ]
        self.key_names: Final = ", ".join(key.name for key in self.keys)
        self.asked: Final = ", ".join("?" for _ in self.keys)
        self.column_names: Final = ", ".join(f'"{column.name}"' for column in self.columns)
        self.where: Final = "1 = 1" if shard is None else f"shard = {shard:d}"


def parts_of_shard(tables: Sequence[Table], shard: int) -> list[TablePart]:
    """What a shard has of these tables, in their order."""
    return [TablePart(table, shard if table.name in OF_SHARDS else None) for table in tables]
