"""Copies a record from files into a PostgreSQL database: whole or not at all, and compared with what it was."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from hashlib import blake2b
from typing import Final

from msgspec import Struct, msgpack
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from loopline.model.errors import Conflict, Missing, Unavailable
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import Row, SqlConnection
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import FILES, Places
from loopline.storage.sql.schema import FAMILIES
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore

PAGE: Final = 1_000
LEAST: Final = -(1 << 63)
PAGES_OF_LONG_ROWS: Final = {"turns": 8, "chunks": 8, "sent": 8, "entries": 64}
"""Rows that may be megabytes, fewer at a time."""

KEPT_IN: Final = "before-postgresql"
"""The folder, in the data folder, to which the files are moved once their record stands elsewhere."""

SCHEMAS: Final = {"state": "shard_0", "log": "log", "desk": "desk"}
ARRAYS: Final = {BigInteger: "bigint[]", Integer: "bigint[]", LargeBinary: "bytea[]"}


class Copied(Struct, frozen=True):
    """A table that was copied and compared."""

    table: str
    rows: int


def copy_record(source: Places, url: str, tell: Callable[[Copied], None]) -> list[Copied]:
    """Copy everything in one transaction, and compare each page of a thousand rows by its digest before it counts.

    The caller owns both. Nobody may write meanwhile; a kill leaves the files as they were and the database empty.
    Raises Missing `folder_missing`, Conflict `store_in_use`, Unavailable `copy_differs`, and what the stores raise.
    """
    if not source.hold_a_record():
        raise Missing("folder_missing", f"{source.folder} is no data folder: it has no log.db.")
    places = {"log": source.log(), "state": source.state(), "desk": source.studio()}
    _bring_up(places["log"], places["state"], places["desk"])
    _bring_up(url, url, url)
    target = Database(url, schema="public")
    done: list[Copied] = []
    with ExitStack() as stack:
        stack.callback(target.close)
        there = stack.enter_context(target.write())
        here = {}
        for family, place in places.items():
            database = Database(place)
            stack.callback(database.close)
            here[family] = stack.enter_context(database.write())  # the commands write beside a server: not now
        is_there = _is_there_already(here["state"], there)
        for family, connection in here.items():
            for table in FAMILIES[family].sorted_tables:
                done.append(_copy_table(connection, there, table, SCHEMAS[family], only_compare=is_there))
                tell(done[-1])
    return done


def set_files_aside(source: Places) -> None:
    """Move the files of a record that was copied where no start finds them."""
    kept = source.folder / KEPT_IN
    kept.mkdir(mode=0o700, exist_ok=True)
    for name in FILES:
        for path in source.folder.glob(f"{name}*"):
            shutil.move(path, kept / path.name)


def _bring_up(log: Place, state: Place, studio: Place) -> None:
    for store in (SqlLog(log, tail_signals=1), SqlState(state), StudioStore(studio)):
        with closing(store):
            pass


def _is_there_already(here: SqlConnection, there: SqlConnection) -> bool:
    """Whether an earlier copy was completed, and only its files were not set aside."""
    ours, theirs = here.exec_driver_sql(_BIRTH).scalar_one(), there.exec_driver_sql(_BIRTH_THERE).scalar_one()
    if ours == theirs:
        return True
    for family, tables in FAMILIES.items():
        for table in tables.sorted_tables:
            some = f"SELECT 1 FROM {SCHEMAS[family]}.{table.name} LIMIT 1"
            if table.name != "meta" and there.exec_driver_sql(some).one_or_none() is not None:
                text = "The database has a record of another history: name one that is empty."
                raise Conflict("store_in_use", text)
    there.exec_driver_sql(f"DELETE FROM {SCHEMAS['state']}.meta")
    return False


def _copy_table(here: SqlConnection, there: SqlConnection, table: Table, schema: str, *, only_compare: bool) -> Copied:
    name, count = f"{schema}.{table.name}", 0
    insert = _insert(table, name)
    for page, last in _pages(here, table):
        if not only_compare:
            there.exec_driver_sql(insert, tuple(list(column) for column in zip(*page, strict=True)))
        if _digest(page) != _digest(_page(there, table, name, last)):
            raise Unavailable("copy_differs", f"What was copied of {name} is not what it was: nothing was copied.")
        count += len(page)
    if there.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() != count:
        raise Unavailable("copy_differs", f"{name} has rows that are not ours: nothing was copied.")
    number = table.primary_key.columns[0]
    if isinstance(number.type, BigInteger) and number.autoincrement:
        follow = f"SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max({number.name}), 0) + 1, false) FROM {name}"
        there.exec_driver_sql(follow, (name, number.name))
    return Copied(name, count)


def _pages(here: SqlConnection, table: Table) -> Iterator[tuple[list[Row], tuple[object, ...]]]:
    """All rows by their key, a page at a time, each with the key after which it begins."""
    keys = list(table.primary_key.columns)
    last: tuple[object, ...] = tuple(LEAST if isinstance(key.type, Integer) else "" for key in keys)
    while page := _page(here, table, table.name, last):
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


def _insert(table: Table, name: str) -> str:
    arrays = ", ".join(
        f"?::{next((array for kind, array in ARRAYS.items() if isinstance(column.type, kind)), 'text[]')}"
        for column in _columns(table)
    )
    return f"INSERT INTO {name} ({_names(table)}) SELECT * FROM unnest({arrays})"


def _columns(table: Table) -> Sequence[Column[object]]:
    """The key comes first."""
    keys = list(table.primary_key.columns)
    return [*keys, *(column for column in table.columns if not column.primary_key)]


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in _columns(table))


def _digest(page: Sequence[Row]) -> bytes:
    return blake2b(msgpack.encode(page), digest_size=16).digest()


_BIRTH: Final = "SELECT birth FROM meta WHERE id = 1"
_BIRTH_THERE: Final = f"SELECT birth FROM {SCHEMAS['state']}.meta WHERE id = 1"
