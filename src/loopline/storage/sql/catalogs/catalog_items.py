"""Items of catalogs in SQL: written in bulk, read by id, and kept in the index of their catalog's fields."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model.errors import Unavailable
from loopline.storage.sql.catalogs.falls import FallenItems, keep_falls
from loopline.storage.sql.catalogs.index_key import index_key
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection

ITEMS_MAX: Final = 1_000_000
CATALOG_BYTES_MAX: Final = 4 << 30
AT_ONCE: Final = 500
"""So many items are written, read or indexed at a time; others get their turn between."""


class CatalogRow(Struct, frozen=True):
    """What a catalog holds. `indexed` are the fields by which every item is found, `building` those that will be."""

    name: str
    items: int = 0
    bytes: int = 0
    indexed: str = ""
    building: str = ""
    revision: int = 0

    @property
    def written(self) -> tuple[str, ...]:
        """The fields under which a write is indexed."""
        return tuple(dict.fromkeys((*self.indexed.split(), *self.building.split())))


class CatalogItems:
    """Safe from any thread. Whatever is answered is durable."""

    def __init__(self, database: Database) -> None:
        self.database: Final = database
        self.falls: Final = FallenItems(database)

    def row(self, catalog: str) -> CatalogRow:
        """What a catalog holds; nothing, when nothing was ever written."""
        with self.database.read() as connection:
            return _row(connection, catalog)

    def get(self, catalog: str, ids: Iterable[str]) -> dict[str, bytes]:
        """The items with these ids, as JSON; without those that are not there."""
        found: dict[str, bytes] = {}
        with self.database.read() as connection:
            for part in in_parts(list(dict.fromkeys(ids))):
                found |= items_with(connection, catalog, part)
        return found

    def page(self, catalog: str, after: str = "", limit: int = AT_ONCE) -> list[tuple[str, bytes]]:
        """The next items by id."""
        with self.database.read() as connection:
            return [(row[0], bytes(row[1])) for row in connection.exec_driver_sql(_PAGE, (catalog, after, limit))]

    def put(
        self,
        catalog: str,
        items: Mapping[str, bytes],
        indexed: Sequence[str] = (),
        watched: Collection[str] = (),
        at: int = 0,
    ) -> None:
        """Write items, each JSON by its id. An empty catalog is indexed by these fields from now on.

        A number that falls `at` a time (ms) in a field that is `watched` is kept with them. Raises Unavailable
        `catalog_full`, `falls_waiting`.
        """
        for part in in_parts(list(items)):
            with self.database.write() as connection:
                row = _row(connection, catalog)
                if not row.items:
                    row = msgspec.structs.replace(row, indexed=" ".join(indexed), building="")
                before = items_with(connection, catalog, part)
                size = sum(len(items[one]) for one in part) - sum(map(len, before.values()))
                count = row.items + len(part) - len(before)
                if count > ITEMS_MAX or row.bytes + size > CATALOG_BYTES_MAX:
                    text = f"A catalog holds {ITEMS_MAX:,} items and {CATALOG_BYTES_MAX >> 30} GiB; remove some first."
                    raise Unavailable("catalog_full", text)
                if watched and before:
                    keep_falls(connection, catalog, before, items, watched, at, row.revision + 1)
                _unindex(connection, catalog, before, row.written)
                connection.exec_driver_sql(_PUT, [(catalog, one, items[one]) for one in part])
                _index(connection, catalog, {one: items[one] for one in part}, row.written)
                _save(connection, row, count, row.bytes + size)

    def remove(self, catalog: str, ids: Iterable[str]) -> int:
        """Take items out; how many there were."""
        gone = 0
        for part in in_parts(list(dict.fromkeys(ids))):
            with self.database.write() as connection:
                row = _row(connection, catalog)
                before = items_with(connection, catalog, part)
                if before:
                    _unindex(connection, catalog, before, row.written)
                    connection.exec_driver_sql(_REMOVE, [(catalog, one) for one in before])
                    _save(connection, row, row.items - len(before), row.bytes - sum(map(len, before.values())))
                gone += len(before)
        return gone

    def clear(self, catalog: str) -> int:
        """Take all items out, a part at a time."""
        gone = 0
        while page := self.page(catalog):
            gone += self.remove(catalog, [one for one, _ in page])
        return gone

    def index(self, catalog: str, fields: Sequence[str]) -> None:
        """Index all items by these fields and by no others. One that was cut short is begun again by the next."""
        row = self.row(catalog)
        wanted = " ".join(fields)
        if row.indexed == wanted and not row.building:
            return
        fresh = [name for name in fields if name not in row.indexed.split()]
        kept = " ".join(name for name in fields if name not in fresh)
        self._note(catalog, kept, " ".join(fresh))
        for name in {*row.written} - {*fields}:
            self._drop_field(catalog, name)
        after = ""
        while fresh and (page := self.page(catalog, after)):
            with self.database.write() as connection:
                _index(connection, catalog, items_with(connection, catalog, [one for one, _ in page]), fresh)
            after = page[-1][0]
        self._note(catalog, wanted, "")

    def _note(self, catalog: str, indexed: str, building: str) -> None:
        with self.database.write() as connection:
            row = _row(connection, catalog)
            row = msgspec.structs.replace(row, indexed=indexed, building=building)
            _save(connection, row, row.items, row.bytes)

    def _drop_field(self, catalog: str, field: str) -> None:
        more = True
        while more:
            with self.database.write() as connection:
                rows = connection.exec_driver_sql(_VALUES, (catalog, field, AT_ONCE)).all()
                gone = [(catalog, field, bytes(value), one) for value, one in rows]
                if gone:
                    connection.exec_driver_sql(_UNINDEX, gone)
                more = bool(gone)


def _row(connection: SqlConnection, catalog: str) -> CatalogRow:
    row = connection.exec_driver_sql(_CATALOG, (catalog,)).one_or_none()
    return CatalogRow(*row) if row is not None else CatalogRow(catalog)


def _save(connection: SqlConnection, row: CatalogRow, items: int, size: int) -> None:
    saved = (row.name, items, size, row.indexed, row.building, row.revision + 1)
    connection.exec_driver_sql(_SAVE, saved)


def items_with(connection: SqlConnection, catalog: str, ids: Sequence[str]) -> dict[str, bytes]:
    if not ids:
        return {}
    sql = f"SELECT id, item FROM catalog_items WHERE catalog = ? AND id IN ({', '.join('?' * len(ids))})"
    return {row[0]: bytes(row[1]) for row in connection.exec_driver_sql(sql, (catalog, *ids))}


def _keys(catalog: str, items: Mapping[str, bytes], fields: Sequence[str]) -> Iterator[tuple[str, str, bytes, str]]:
    for one, text in items.items():
        item: dict[str, Any] = msgspec.json.decode(text)
        for name in fields:
            key = index_key(item.get(name))
            if key is not None:
                yield catalog, name, key, one


def _index(connection: SqlConnection, catalog: str, items: Mapping[str, bytes], fields: Sequence[str]) -> None:
    if fields and (rows := list(_keys(catalog, items, fields))):
        connection.exec_driver_sql(_ADD_VALUE, rows)


def _unindex(connection: SqlConnection, catalog: str, items: Mapping[str, bytes], fields: Sequence[str]) -> None:
    if fields and (rows := list(_keys(catalog, items, fields))):
        connection.exec_driver_sql(_UNINDEX, rows)


def in_parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


_CATALOG: Final = "SELECT name, items, bytes, indexed, building, revision FROM catalogs WHERE name = ?"
_SAVE: Final = (
    "INSERT INTO catalogs (name, items, bytes, indexed, building, revision) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET items = excluded.items, bytes = excluded.bytes, indexed = excluded.indexed, "
    "building = excluded.building, revision = excluded.revision"
)
_PAGE: Final = "SELECT id, item FROM catalog_items WHERE catalog = ? AND id > ? ORDER BY id LIMIT ?"
_PUT: Final = (
    "INSERT INTO catalog_items (catalog, id, item) VALUES (?, ?, ?) "
    "ON CONFLICT (catalog, id) DO UPDATE SET item = excluded.item"
)
_REMOVE: Final = "DELETE FROM catalog_items WHERE catalog = ? AND id = ?"
_ADD_VALUE: Final = (
    "INSERT INTO catalog_values (catalog, field, value, id) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (catalog, field, value, id) DO NOTHING"
)
_UNINDEX: Final = "DELETE FROM catalog_values WHERE catalog = ? AND field = ? AND value = ? AND id = ?"
_VALUES: Final = "SELECT value, id FROM catalog_values WHERE catalog = ? AND field = ? LIMIT ?"
