"""Tables are carried to another database a page at a time, go on where they were cut short, and are compared."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from msgspec import Struct
from sqlalchemy import Table

from loopline.storage.sql.copies.table_pages import (
    Key,
    differs,
    go_on_behind,
    inserting,
    page_after,
    page_digest,
    pages,
)
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, Wording, run_many

UNHURRIED: Final = Wording(sqlite="", postgresql="SET LOCAL synchronous_commit = off")
"""A page that a crash of PostgreSQL takes back is written again by the next call; the transaction in which a copy takes
its place waits for the disk, and for the standby, and with it all that came before."""


class Carried(Struct, frozen=True):
    """A table that stands on the other side: how many rows it has, and how many of them this call has written."""

    rows: int
    written: int


class SameTable(Struct, frozen=True):
    """A table that is the same on both sides. `digest` is that of the digests of its pages, in hex."""

    rows: int
    pages: int
    digest: str


def carry_table(here: SqlConnection, there: Database, table: Table, tell: Callable[[int], None]) -> Carried:
    """Bring a table level with one that nobody changes meanwhile, whatever an earlier call has left of it.

    A page is written in a transaction of its own, so a kill costs one page. A page that is there is compared, and
    written again where it differs. Bounded: one page is in memory. `tell` hears of the rows so far.
    """
    rows, written, is_begun, last = 0, 0, True, None
    for page, after in pages(here, table):
        last = page[-1][: len(after)]
        with there.write() as connection:
            if unhurried := UNHURRIED.on(connection):
                connection.exec_driver_sql(unhurried)
            found = page_after(connection, table, after) if is_begun else []
            is_begun = bool(found)
            if page_digest(found) != page_digest(page):
                if found:
                    _delete(connection, table, after, last)
                run_many(connection, inserting(table), page)
                written += len(page)
        rows += len(page)
        tell(rows)
    with there.write() as connection:
        if is_begun:
            _delete(connection, table, last)
        go_on_behind(here, connection, table)
    return Carried(rows, written)


def compare_table(here: SqlConnection, there: SqlConnection, table: Table) -> SameTable:
    """Read a table on both sides, page by page. Raises Unavailable `copy_differs` at the first one that differs."""
    rows, count, whole, last = 0, 0, blake2b(digest_size=16), None
    for page, after in pages(here, table):
        ours = page_digest(page)
        if ours != page_digest(page_after(there, table, after)):
            raise differs(table, "is not what it was")
        whole.update(ours)
        rows, count, last = rows + len(page), count + 1, page[-1][: len(after)]
    if there.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one() != rows:
        raise differs(table, "has rows that are not ours" if last else "should be empty")
    return SameTable(rows, count, whole.hexdigest())


def _delete(connection: SqlConnection, table: Table, after: Key | None, last: Key | None = None) -> None:
    """Delete what stands behind one key, and not behind the other; all without any."""
    key = ", ".join(key.name for key in table.primary_key.columns)
    asked = ", ".join("?" for _ in table.primary_key.columns)
    behind = f"({key}) > ({asked})" if after is not None else "1 = 1"
    until = f" AND ({key}) <= ({asked})" if last is not None else ""
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {behind}{until}", (*(after or ()), *(last or ())))
