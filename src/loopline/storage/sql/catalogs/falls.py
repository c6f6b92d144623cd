"""Falls of numbers in items, written in the transaction of the items, until everybody who looked has been told.

They stand among the items, in a catalog whose name no document can have, in the order in which they fell.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec

from loopline.model.catalogs.fallen import FallenItem, Item, fallen_in
from loopline.model.errors import Unavailable
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection

FALLS: Final = "\x1ffalls"
FALLS_MAX: Final = 100_000
"""So many wait at most; beyond them no price of theirs can be changed."""

_read: Final = msgspec.json.Decoder(FallenItem).decode


class FallenItems:
    """Those that wait. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def first(self, limit: int) -> list[tuple[str, FallenItem]]:
        """The oldest of them, each with its name."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_FIRST, (FALLS, limit))
            return [(str(name), _read(bytes(text))) for name, text in rows]

    def settle(self, names: Sequence[str]) -> None:
        """Everybody has been told of these."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_SETTLE, [(FALLS, name) for name in names])


def keep_falls(
    connection: SqlConnection,
    catalog: str,
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    watched: Collection[str],
    at: int,
    revision: int,
) -> None:
    """Keep what has fallen between two states of items, in a transaction. Raises Unavailable `falls_waiting`."""
    fallen = [
        FallenItem(
            catalog=catalog,
            item=one,
            field=name,
            before=was,
            now=now,
            at=at,
            revision=revision,
            whole=msgspec.Raw(after[one]),
        )
        for one, text in before.items()
        for name, was, now in fallen_in(_item(text), _item(after[one]), watched)
    ]
    if not fallen:
        return
    waiting = connection.exec_driver_sql(_COUNT, (FALLS,)).scalar_one()
    if waiting + len(fallen) > FALLS_MAX:
        text = "Too many falls of prices wait for people to be told of them; send the items again in a minute."
        raise Unavailable("falls_waiting", text)
    connection.exec_driver_sql(_KEEP, [(FALLS, _name(one), msgspec.json.encode(one)) for one in fallen])


def _item(text: bytes) -> Item:
    item: Item = msgspec.json.decode(text)
    return item


def _name(one: FallenItem) -> str:
    """Falls of one moment, catalog and field stand together."""
    return f"{one.at:016d}/{one.catalog}/{one.revision:012d}/{one.field}/{one.item}"


_FIRST: Final = "SELECT id, item FROM catalog_items WHERE catalog = ? ORDER BY id LIMIT ?"
_SETTLE: Final = "DELETE FROM catalog_items WHERE catalog = ? AND id = ?"
_COUNT: Final = "SELECT count(*) FROM catalog_items WHERE catalog = ?"
_KEEP: Final = (
    "INSERT INTO catalog_items (catalog, id, item) VALUES (?, ?, ?) "
    "ON CONFLICT (catalog, id) DO UPDATE SET item = excluded.item"
)
