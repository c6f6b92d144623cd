"""Tables are carried to another database a page at a time, go on where they were cut short, and are compared."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from loopline.storage.sql.copies.table_pages import (
    Key,
    count_of,
    differs,
    go_on_behind,
    inserting,
    page_after,
    page_digest,
    pages,
)
from loopline.storage.sql.copies.table_parts import OF_SHARDS, TablePart
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


def carry_table(here: SqlConnection, there: Database, part: TablePart, tell: Callable[[int], None]) -> Carried:
    """Bring a table level with one that nobody changes meanwhile, whatever an earlier call has left of it.

    A page is written in a transaction of its own, so a kill costs one page. A page that is there is compared, and
    written again where it differs. Bounded: one page is in memory. `tell` hears of the rows so far.
    """
    rows, written, is_begun, last = 0, 0, True, None
    for page, after in pages(here, part):
        last = page[-1][: len(after)]
        with there.write() as connection:
            if unhurried := UNHURRIED.on(connection):
                connection.exec_driver_sql(unhurried)
            found = page_after(connection, part, after) if is_begun else []
            is_begun = bool(found)
            if page_digest(found) != page_digest(page):
                if found:
                    _delete(connection, part, after, last)
                run_many(connection, inserting(part), page)
                written += len(page)
        rows += len(page)
        tell(rows)
    with there.write() as connection:
        if is_begun:
            _delete(connection, part, last)
        go_on_behind(here, connection, part)
    return Carried(rows, written)


def compare_table(here: SqlConnection, there: SqlConnection, part: TablePart) -> SameTable:
    """Read a table on both sides, page by page. Raises Unavailable `copy_differs` at the first one that differs."""
    rows, count, whole, last = 0, 0, blake2b(digest_size=16), None
    for page, after in pages(here, part):
        ours = page_digest(page)
        if ours != page_digest(page_after(there, part, after)):
            raise differs(part, "is not what it was")
        whole.update(ours)
        rows, count, last = rows + len(page), count + 1, page[-1][: len(after)]
    if count_of(there, part) != rows:
        raise differs(part, "has rows that are not ours" if last else "should be empty")
    return SameTable(rows, count, whole.hexdigest())


def forget_other_shards(there: Database, shards: int) -> None:
    """Delete what a table of the log holds of shards that the record does not have: an earlier copy has left it."""
    with there.write() as connection:
        for name in OF_SHARDS:
            connection.exec_driver_sql(f"DELETE FROM {name} WHERE shard NOT BETWEEN 0 AND ?", (shards - 1,))


def _delete(connection: SqlConnection, part: TablePart, after: Key | None, last: Key | None = None) -> None:
    """Delete what stands behind one key, and not behind the other; all without any."""
    behind = f" AND ({part.key_names}) > ({part.asked})" if after is not None else ""
    until = f" AND ({part.key_names}) <= ({part.asked})" if last is not None else ""
    deleted = f"DELETE FROM {part.name} WHERE {part.where}{behind}{until}"
    connection.exec_driver_sql(deleted, (*(after or ()), *(last or ())))
