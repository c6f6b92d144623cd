"""Finds the items of a catalog that meet a condition, by its index, with a bound on how many are looked at."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model.errors import Unavailable
from loopline.storage.sql.catalogs.catalog_items import AT_ONCE, CatalogItems, CatalogRow, in_parts, items_with
from loopline.storage.sql.catalogs.index_key import index_key, key_range
from loopline.storage.sql.drivers.dialect import SqlConnection

Item = dict[str, Any]  # JSON of the customer's own shape
SORTED_MAX: Final = 2_000
"""So many items that meet the narrowest part of a condition are read and sorted; of more, the index has to sort."""

LOOKED_AT_MAX: Final = 20_000
GREATEST: Final = b"\xff"


class Sought(Struct, frozen=True):
    """What is asked for: `accepts` says whether an item belongs to it. Items without the field `sort` do not."""

    accepts: Callable[[Item], bool]
    sort: str = ""
    descending: bool = False
    limit: int = 5


class CatalogStore(CatalogItems):
    """The items of catalogs, by id and by what they are. Safe from any thread."""

    def revision(self, catalog: str) -> int:
        """A number that rises with every change of the catalog's items or of their index."""
        return self.row(catalog).revision

    def select(
        self,
        catalog: str,
        bounds: Sequence[tuple[str, str, object]],
        accepts: Callable[[Item], bool],
        order: tuple[str, bool] = ("", False),
        limit: int = 5,
    ) -> list[Item]:
        """The items that meet the bounds and are accepted, by `order` (a field, and whether the greatest come first).

        Raises Unavailable `selection_unindexed` and `selection_wide` where that would mean to look at too many.
        """
        ranges: dict[str, tuple[bytes, bytes]] = {}
        for name, op, value in bounds:
            found = key_range(op, value)
            if found is None:
                return []
            low, high = ranges.get(name, (b"", GREATEST))
            ranges[name] = max(low, found[0]), min(high, found[1])
        row = self.row(catalog)
        with self.database.read() as connection:
            return _Selection(connection, row, Sought(accepts, *order, limit), ranges).answer()


class _Selection:
    def __init__(
        self, connection: SqlConnection, row: CatalogRow, sought: Sought, ranges: dict[str, tuple[bytes, bytes]]
    ) -> None:
        self._connection, self._row, self._sought, self._ranges = connection, row, sought, ranges
        self._indexed = row.indexed.split()

    def answer(self) -> list[Item]:
        narrowest = self._narrowest()
        if narrowest is not None:
            return self._sorted(narrowest)
        sought, indexed = self._sought, self._indexed
        if sought.sort in indexed:
            return self._walked(self._values(sought.sort, descending=sought.descending))
        if self._row.items <= SORTED_MAX:
            return self._sorted(self._ids("", SORTED_MAX))
        if sought.sort:
            text = (
                f'Catalog "{self._row.name}" is not indexed by {sought.sort[:60]}, and the condition leaves too many '
                "items to sort. Set `indexed: true` on the field, then index the catalog."
            )
            raise Unavailable("selection_unindexed", text)
        by = next((name for name in self._ranges if name in indexed), "")
        return self._walked(self._values(by) if by else self._pages_of_all())

    def _narrowest(self) -> list[str] | None:
        """The ids that meet the one indexed comparison that fewest meet; None when too many meet each."""
        best: list[str] | None = None
        for name, (low, high) in self._ranges.items():
            if name not in self._indexed:
                continue
            limit = len(best) if best is not None else SORTED_MAX + 1
            asked = (self._row.name, name, low, high, limit)
            ids = [row[0] for row in self._connection.exec_driver_sql(_WITHIN, asked)]
            if len(ids) <= SORTED_MAX and (best is None or len(ids) < len(best)):
                best = ids
        return best

    def _sorted(self, ids: Sequence[str]) -> list[Item]:
        sought = self._sought
        found = [(one, item) for one, item in self._loaded(ids) if sought.accepts(item)]
        found.sort(key=lambda pair: pair[0])
        if sought.sort:
            keyed = [(key, item) for _, item in found if (key := index_key(item.get(sought.sort))) is not None]
            keyed.sort(key=lambda pair: pair[0], reverse=sought.descending)
            return [item for _, item in keyed[: sought.limit]]
        return [item for _, item in found[: sought.limit]]

    def _walked(self, pages: Iterator[list[str]]) -> list[Item]:
        """The first that are accepted, in the order in which an index gives them."""
        found: list[Item] = []
        looked = 0
        for ids in pages:
            found += [item for _, item in self._loaded(ids) if self._sought.accepts(item)]
            looked += len(ids)
            if len(found) >= self._sought.limit:
                break
            if looked >= LOOKED_AT_MAX:
                text = (
                    f'Of the first {LOOKED_AT_MAX:,} items of catalog "{self._row.name}" too few meet the condition. '
                    "Compare an indexed field with == so that fewer have to be looked at."
                )
                raise Unavailable("selection_wide", text)
        return found[: self._sought.limit]

    def _values(self, field: str, *, descending: bool = False) -> Iterator[list[str]]:
        low, high = self._ranges.get(field, (b"", GREATEST))
        sql, after = (_DOWN, (GREATEST, "")) if descending else (_UP, (b"", ""))
        while True:
            asked = (self._row.name, field, low, high, *after, AT_ONCE)
            rows = self._connection.exec_driver_sql(sql, asked).all()
            if not rows:
                return
            yield [one for _, one in rows]
            after = bytes(rows[-1][0]), rows[-1][1]

    def _pages_of_all(self) -> Iterator[list[str]]:
        after = ""
        while ids := self._ids(after, AT_ONCE):
            yield ids
            after = ids[-1]

    def _ids(self, after: str, limit: int) -> list[str]:
        """The next ids of the catalog."""
        return [row[0] for row in self._connection.exec_driver_sql(_IDS, (self._row.name, after, limit))]

    def _loaded(self, ids: Sequence[str]) -> Iterator[tuple[str, Item]]:
        """The items in the order of their ids as given."""
        for part in in_parts(ids):
            found = items_with(self._connection, self._row.name, part)
            yield from ((one, msgspec.json.decode(found[one])) for one in part if one in found)


_WITHIN: Final = "SELECT id FROM catalog_values WHERE catalog = ? AND field = ? AND value >= ? AND value <= ? LIMIT ?"
_UP: Final = (
    "SELECT value, id FROM catalog_values WHERE catalog = ? AND field = ? AND value >= ? AND value <= ? "
    "AND (value, id) > (?, ?) ORDER BY value, id LIMIT ?"
)
_DOWN: Final = (
    "SELECT value, id FROM catalog_values WHERE catalog = ? AND field = ? AND value >= ? AND value <= ? "
    "AND (value, id) < (?, ?) ORDER BY value DESC, id DESC LIMIT ?"
)
_IDS: Final = "SELECT id FROM catalog_items WHERE catalog = ? AND id > ? ORDER BY id LIMIT ?"
