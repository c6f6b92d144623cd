"""The rows of all shards go to the shards that will have them, and are shown to be the same as a whole."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from heapq import merge
from itertools import groupby, islice
from typing import Final

from msgspec import Struct, msgpack
from msgspec.structs import astuple, replace

from loopline.model.accounts.account import Account
from loopline.model.erased.digest import GONE
from loopline.model.errors import Unavailable
from loopline.model.ids import ACCOUNT, PUBLISHED_KEY, shard_of
from loopline.model.records import Record
from loopline.runtime.engine.cache import encode, readable
from loopline.storage.sql.copies.table_pages import PAGE, count_of, inserting, pages
from loopline.storage.sql.copies.table_parts import TablePart
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row, run_many
from loopline.storage.sql.schema import STATE
from loopline.upkeep.resharding.versions import NamedVersions

RECORDS, SEEN, OUTBOX, PRUNED, DOCUMENTS, TURNS = (
    TablePart(STATE.tables[name]) for name in ("records", "seen_pages", "outbox", "pruned", "documents", "turns")
)
OWNER: Final = {"seen_pages": 0, "outbox": [column.name for column in OUTBOX.columns].index("person")}
"""The place, in a row, of the key whose shard has it."""


class SpreadTable(Struct, frozen=True):
    """A table that is the same over all shards of before and over all of now: its rows by key, and their digest."""

    table: str
    rows: int
    digest: str


def spread_rows(here: Sequence[Database], there: Sequence[Database]) -> list[SpreadTable]:
    """Fill the empty states of the shards to be; what was compared. Nobody writes either meanwhile.

    A message stays with whom it was decided for. A key without its letters, of somebody who was forgotten, says nothing
    of its shard, and neither does the digest of a message that has left: all shards have these. Raises Unavailable
    `copy_differs`.
    """
    for database in here:
        with database.read() as connection:
            if count_of(connection, TURNS):
                raise Unavailable(
                    "copy_differs", "Records of a shard are not in rows yet: serve it once more, and stop it."
                )
    versions = NamedVersions(len(there))
    for database in here:
        for row in _rows(database, RECORDS):
            versions.note(Record(*row))
    for shard, database in enumerate(here):
        _give(database, there, RECORDS, lambda row, shard=shard: _records(row, shard, len(here), len(there), versions))  # type: ignore[misc]
        for part in (SEEN, OUTBOX):
            _give(database, there, part, lambda row, part=part: [(shard_of(row[OWNER[part.name]], len(there)), row)])  # type: ignore[misc]
    for shard, database in enumerate(there):
        _put(database, RECORDS, [astuple(one) for one in versions.beside_members(shard)])
        origin = shard if shard < len(here) else shard_of(PUBLISHED_KEY, len(here))
        _put(database, DOCUMENTS, list(_rows(here[origin], DOCUMENTS)))
        pruned = (row for row, _ in groupby(merge(*(_rows(one, PRUNED) for one in here))))
        while page := list(islice(pruned, PAGE)):
            _put(database, PRUNED, page)
    return compare_spread(here, there)


def compare_spread(here: Sequence[Database], there: Sequence[Database]) -> list[SpreadTable]:
    """What is the same over all shards of both. Raises Unavailable `copy_differs`."""
    return [_compared(part, here, there) for part in (RECORDS, SEEN, OUTBOX)]


def _records(row: Row, shard: int, before: int, after: int, versions: NamedVersions) -> list[tuple[int, Row]]:
    """Where a record goes. What stands beside the members of another shard's account is made anew."""
    key = row[0]
    if key.startswith(GONE):
        return [(one, row) for one in range(after)]
    if key.startswith(ACCOUNT):
        is_home = shard_of(key, before) == shard
        return [(shard_of(key, after), astuple(versions.at_home(Record(*row))))] if is_home else []
    return [(shard_of(key, after), row)]


def _rows(database: Database, part: TablePart) -> Iterator[Row]:
    with database.read() as connection:
        for page, _ in pages(connection, part):
            yield from page


def _give(
    here: Database, there: Sequence[Database], part: TablePart, where: Callable[[Row], list[tuple[int, Row]]]
) -> None:
    with here.read() as connection:
        for page, _ in pages(connection, part):
            found: dict[int, list[Row]] = defaultdict(list)
            for row in page:
                for shard, given in where(row):
                    found[shard].append(given)
            for shard, rows in found.items():
                _put(there[shard], part, rows)


def _put(database: Database, part: TablePart, rows: Sequence[Row]) -> None:
    with database.write() as connection:
        run_many(connection, inserting(part), rows)


def _compared(part: TablePart, here: Sequence[Database], there: Sequence[Database]) -> SpreadTable:
    before, after = _digest(part, here), _digest(part, there)
    if before != after:
        raise Unavailable("copy_differs", f"What was spread of {part.name} is not what it was: it is not used.")
    return SpreadTable(part.name, *before)


def _digest(part: TablePart, databases: Sequence[Database]) -> tuple[int, str]:
    """All rows by key, whichever shard has them: how many they are, and their digest."""
    whole, count = blake2b(digest_size=16), 0
    shards = len(databases)
    rows = merge(*(_whole(part, _rows(one, part), shard, shards) for shard, one in enumerate(databases)))
    for row, _ in groupby(rows):  # what all shards have counts once
        whole.update(msgpack.encode(row))
        count += 1
    return count, whole.hexdigest()


def _whole(part: TablePart, rows: Iterator[Row], shard: int, shards: int) -> Iterator[Row]:
    """What is the same however many shards there are: an account has its versions wherever its members are."""
    for row in rows:
        if part is not RECORDS or not row[0].startswith(ACCOUNT):
            yield row
        elif shard_of(row[0], shards) == shard:
            account = readable(Record(*row))
            assert isinstance(account, Account)
            yield (row[0], encode(replace(account, versions=None)), *row[2:])
