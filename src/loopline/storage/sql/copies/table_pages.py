"""Tables are copied from one database to another a page at a time, each read back and compared with what it was."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final

from msgspec import msgpack
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from loopline.model.errors import Unavailable
from loopline.storage.sql.drivers.dialect import Row, SqlConnection, Wording, run_many

PAGE: Final = 1_000
LEAST: Final = -(1 << 63)
PAGES_OF_LONG_ROWS: Final = {
    "turns": 8,
    "chunks": 8,
    "sent": 8,
    "entries": 64,
    "inbox": 100,
    "records": 250,
    "outbox": 250,
}
"""Rows that may be large, fewer at a time."""

ARRAYS: Final = {BigInteger: "bigint[]", Integer: "bigint[]", LargeBinary: "bytea[]"}
FOLLOW: Final = "SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max({number}), 0) + 1, false) FROM {name}"


def copy_table(
    here: SqlConnection, there: SqlConnection, table: Table, *, schemas: tuple[str, str], only_compare: bool = False
) -> int:
    """Copy a table into an empty one, or only compare them; how many rows it has. `schemas`: here and there, "" for
    that of the connection.

    Both are in a transaction of the caller's. Raises Unavailable `copy_differs` when one page is not what it was.
    """
    source, target = (f"{schema}.{table.name}" if schema else table.name for schema in schemas)
    insert, count = _insert(table, target), 0
    for page, last in _pages(here, table, source):
        if not only_compare:
            run_many(there, insert, page)
        if _digest(page) != _digest(_page(there, table, target, last)):
            raise Unavailable(
                "copy_differs", f"What was copied of {table.name} is not what it was: nothing was copied."
            )
        count += len(page)
    if there.exec_driver_sql(f"SELECT count(*) FROM {target}").scalar_one() != count:
        raise Unavailable("copy_differs", f"{table.name} has rows that are not ours: nothing was copied.")
    number = table.primary_key.columns[0]
    if there.dialect == "postgresql" and isinstance(number.type, BigInteger) and number.autoincrement:
        there.exec_driver_sql(FOLLOW.format(number=number.name, name=target), (target, number.name))
    return count


def _pages(here: SqlConnection, table: Table, name: str) -> Iterator[tuple[list[Row], tuple[object, ...]]]:
    """All rows by their key, a page at a time, each with the key after which it begins."""
    keys = list(table.primary_key.columns)
    last: tuple[object, ...] = tuple(LEAST if isinstance(key.type, Integer) else "" for key in keys)
    while page := _page(here, table, name, last):
        yield page, last
        last = page[-1][: len(keys)]


def _page(connection: SqlConnection, table: Table, name: str, last: tuple[object, ...]) -> list[Row]:
    key, asked = ", ".join(key.name for key in table.primary_key.columns), ", ".join("?" for _ in last)
    rows = connection.exec_driver_sql(
        f"SELECT {_names(table)} FROM {name} WHERE ({key}) > ({asked}) ORDER BY {key} LIMIT {_page_rows(table)}", last
    )
    kinds = [isinstance(column.type, LargeBinary) for column in _columns(table)]
    return [tuple(_value(value, binary=kind) for value, kind in zip(row, kinds, strict=True)) for row in rows]


def _page_rows(table: Table) -> int:
    return PAGES_OF_LONG_ROWS.get(table.name, PAGE)


def _value(value: object, *, binary: bool) -> object:
    """As its column has it: SQLite keeps whatever was written."""
    if binary and isinstance(value, str):
        return value.encode()
    return value if binary or not isinstance(value, bytes) else value.decode()


def _insert(table: Table, name: str) -> Wording:
    columns = _columns(table)
    arrays = ", ".join(
        f"?::{next((array for kind, array in ARRAYS.items() if isinstance(column.type, kind)), 'text[]')}"
        for column in columns
    )
    into = f"INSERT INTO {name} ({_names(table)})"
    return Wording(
        sqlite=f"{into} VALUES ({', '.join('?' for _ in columns)})",
        postgresql=f"{into} SELECT * FROM unnest({arrays})",
    )


def _columns(table: Table) -> Sequence[Column[object]]:
    """The key comes first."""
    keys = list(table.primary_key.columns)
    return [*keys, *(column for column in table.columns if not column.primary_key)]


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in _columns(table))


def _digest(page: Sequence[Row]) -> bytes:
    return blake2b(msgpack.encode(page), digest_size=16).digest()
