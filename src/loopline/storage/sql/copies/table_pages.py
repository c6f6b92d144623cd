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
FOLLOW: Final = "SELECT setval(pg_get_serial_sequence(?, ?), ?, false)"


Key = tuple[object, ...]


def copy_table(here: SqlConnection, there: SqlConnection, table: Table) -> int:
    """Copy a table into an empty one; how many rows it has.

    Both are in a transaction of the caller's. Raises Unavailable `copy_differs` when one page is not what it was.
    """
    insert, count = inserting(table), 0
    for page, last in pages(here, table):
        run_many(there, insert, page)
        if page_digest(page) != page_digest(page_after(there, table, last)):
            raise differs(table, "is not what it was")
        count += len(page)
    if there.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one() != count:
        raise differs(table, "has rows that are not ours")
    go_on_behind(here, there, table)
    return count


def differs(table: Table, why: str) -> Unavailable:
    """What was copied is not what it was."""
    return Unavailable("copy_differs", f"What was copied of {table.name} {why}: it is not used. Copy it again.")


def go_on_behind(here: SqlConnection, there: SqlConnection, table: Table) -> None:
    """No number that was ever given here is given again there."""
    number = table.primary_key.columns[0]
    if not isinstance(number.type, BigInteger) or not number.autoincrement:
        return
    most = int(here.exec_driver_sql(f"SELECT coalesce(max({number.name}), 0) FROM {table.name}").scalar_one())
    given = max(most, _last_given(here, table))
    if there.dialect == "postgresql":
        there.exec_driver_sql(FOLLOW, (table.name, number.name, given + 1))
    elif _is_counted(there, table):
        there.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        there.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, given))


def _last_given(connection: SqlConnection, table: Table) -> int:
    """The highest number that was given, also where its row is gone; 0 where nothing remembers it."""
    if connection.dialect == "postgresql":
        key = table.primary_key.columns[0].name
        name = connection.exec_driver_sql("SELECT pg_get_serial_sequence(?, ?)", (table.name, key)).scalar_one()
        last = f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {name}"
        return int(connection.exec_driver_sql(last).scalar_one())
    if not _is_counted(connection, table):
        return 0
    asked = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    return int(connection.exec_driver_sql(asked, (table.name,)).scalar_one_or_none() or 0)


def _is_counted(connection: SqlConnection, table: Table) -> bool:
    """Whether a file remembers the numbers of a table."""
    return connection.dialect == "sqlite" and bool(table.dialect_options["sqlite"]["autoincrement"])


def pages(here: SqlConnection, table: Table) -> Iterator[tuple[list[Row], Key]]:
    """All rows by their key, a page at a time, each with the key after which it begins."""
    last = before_all(table)
    while page := page_after(here, table, last):
        yield page, last
        last = page[-1][: len(last)]


def before_all(table: Table) -> Key:
    """A key that sorts before every other one."""
    return tuple(LEAST if isinstance(key.type, Integer) else "" for key in table.primary_key.columns)


def page_after(connection: SqlConnection, table: Table, last: Key) -> list[Row]:
    """The rows that follow a key, a page of them."""
    key, asked = ", ".join(key.name for key in table.primary_key.columns), ", ".join("?" for _ in last)
    rows = connection.exec_driver_sql(
        f"SELECT {_names(table)} FROM {table.name} WHERE ({key}) > ({asked}) ORDER BY {key} LIMIT {_page_rows(table)}",
        last,
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


def inserting(table: Table) -> Wording:
    """The statement that adds rows."""
    columns = _columns(table)
    arrays = ", ".join(
        f"?::{next((array for kind, array in ARRAYS.items() if isinstance(column.type, kind)), 'text[]')}"
        for column in columns
    )
    into = f"INSERT INTO {table.name} ({_names(table)})"
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


def page_digest(page: Sequence[Row]) -> bytes:
    """Of all values of these rows, in their order."""
    return blake2b(msgpack.encode(page), digest_size=16).digest()
