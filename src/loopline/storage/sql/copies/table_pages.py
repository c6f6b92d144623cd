"""Tables are copied from one database to another a page at a time, each read back and compared with what it was."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final

from msgspec import msgpack
from sqlalchemy import BigInteger, Integer, LargeBinary

from loopline.model.errors import Unavailable
from loopline.storage.sql.copies.table_parts import TablePart
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


def copy_table(here: SqlConnection, there: SqlConnection, part: TablePart) -> int:
    """Copy a table into an empty one; how many rows it has.

    Both are in a transaction of the caller's. Raises Unavailable `copy_differs` when one page is not what it was.
    """
    insert, count = inserting(part), 0
    for page, last in pages(here, part):
        run_many(there, insert, page)
        if page_digest(page) != page_digest(page_after(there, part, last)):
            raise differs(part, "is not what it was")
        count += len(page)
    if count_of(there, part) != count:
        raise differs(part, "has rows that are not ours")
    go_on_behind(here, there, part)
    return count


def count_of(connection: SqlConnection, part: TablePart) -> int:
    """How many rows there are."""
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {part.name} WHERE {part.where}").scalar_one())


def differs(part: TablePart, why: str) -> Unavailable:
    """What was copied is not what it was."""
    return Unavailable("copy_differs", f"What was copied of {part.name} {why}: it is not used. Copy it again.")


def go_on_behind(here: SqlConnection, there: SqlConnection, part: TablePart) -> None:
    """No number that was ever given here is given again there."""
    number = part.keys[0]
    if not part.is_whole or not isinstance(number.type, BigInteger) or not number.autoincrement:
        return
    most = int(here.exec_driver_sql(f"SELECT coalesce(max({number.name}), 0) FROM {part.name}").scalar_one())
    given = max(most, _last_given(here, part))
    if there.dialect == "postgresql":
        there.exec_driver_sql(FOLLOW, (part.name, number.name, given + 1))
    elif _is_counted(there, part):
        there.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (part.name,))
        there.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (part.name, given))


def _last_given(connection: SqlConnection, part: TablePart) -> int:
    """The highest number that was given, also where its row is gone; 0 where nothing remembers it."""
    if connection.dialect == "postgresql":
        sequence = "SELECT pg_get_serial_sequence(?, ?)"
        name = connection.exec_driver_sql(sequence, (part.name, part.keys[0].name)).scalar_one()
        last = f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {name}"
        return int(connection.exec_driver_sql(last).scalar_one())
    if not _is_counted(connection, part):
        return 0
    asked = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    return int(connection.exec_driver_sql(asked, (part.name,)).scalar_one_or_none() or 0)


def _is_counted(connection: SqlConnection, part: TablePart) -> bool:
    """Whether a file remembers the numbers of a table."""
    return connection.dialect == "sqlite" and bool(part.table.dialect_options["sqlite"]["autoincrement"])


def pages(here: SqlConnection, part: TablePart) -> Iterator[tuple[list[Row], Key]]:
    """All rows by their key, a page at a time, each with the key after which it begins."""
    last = before_all(part)
    while page := page_after(here, part, last):
        yield page, last
        last = page[-1][: len(last)]


def before_all(part: TablePart) -> Key:
    """A key that sorts before every other one."""
    return tuple(LEAST if isinstance(key.type, Integer) else "" for key in part.keys)


def page_after(connection: SqlConnection, part: TablePart, last: Key) -> list[Row]:
    """The rows that follow a key, a page of them."""
    rows = connection.exec_driver_sql(
        f"SELECT {part.column_names} FROM {part.name} WHERE {part.where} AND ({part.key_names}) > ({part.asked}) "
        f"ORDER BY {part.key_names} LIMIT {_page_rows(part)}",
        last,
    )
    kinds = [isinstance(column.type, LargeBinary) for column in part.columns]
    return [tuple(_value(value, binary=kind) for value, kind in zip(row, kinds, strict=True)) for row in rows]


def _page_rows(part: TablePart) -> int:
    return PAGES_OF_LONG_ROWS.get(part.name, PAGE)


def _value(value: object, *, binary: bool) -> object:
    """As its column has it: SQLite keeps whatever was written."""
    if binary and isinstance(value, str):
        return value.encode()
    return value if binary or not isinstance(value, bytes) else value.decode()


def inserting(part: TablePart) -> Wording:
    """The statement that adds rows."""
    arrays = ", ".join(
        f"?::{next((array for kind, array in ARRAYS.items() if isinstance(column.type, kind)), 'text[]')}"
        for column in part.columns
    )
    into = f"INSERT INTO {part.name} ({part.column_names})"
    return Wording(
        sqlite=f"{into} VALUES ({', '.join('?' for _ in part.columns)})",
        postgresql=f"{into} SELECT * FROM unnest({arrays})",
    )


def page_digest(page: Sequence[Row]) -> bytes:
    """Of all values of these rows, in their order."""
    return blake2b(msgpack.encode(page), digest_size=16).digest()
