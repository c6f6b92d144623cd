"""Items of the backlog: each is born once, and changed over the revision that its author saw."""

from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

ITEMS_MAX: Final = 5_000
"""Dismissed ones count, as they keep what they were born from from being born again."""


class StoredItem(Struct, frozen=True, kw_only=True):
    """An item, packed in `record`; `origin` names what it was born from, `revision` counts its changes from 1."""

    id: str
    origin: str
    state: str
    revision: int
    record: bytes


class BacklogItems:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, one: StoredItem) -> bool:
        """Whether it was added: one of the same origin is there already, whatever became of it.

        Raises Conflict `backlog_full`.
        """
        with self._database.write() as connection:
            values = (*(getattr(one, name) for name in _FIELDS), ITEMS_MAX)
            if changed_rows(connection, _INSERT, values) > 0:
                return True
            [[count]] = connection.exec_driver_sql("SELECT count(*) FROM backlog_items")
            [[known]] = connection.exec_driver_sql(_KNOWN, (one.origin,))
        if not known and int(count) >= ITEMS_MAX:
            text = f"The backlog holds {ITEMS_MAX:,} items, dismissed ones too; change one of them instead."
            raise Conflict("backlog_full", text)
        return False

    def get(self, item: str) -> StoredItem | None:
        """One item by its id."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_SELECT} WHERE id = ?", (item,))
            return next(map(_item, rows), None)

    def all(self) -> list[StoredItem]:
        """Every item, the oldest first."""
        with self._database.read() as connection:
            return [_item(row) for row in connection.exec_driver_sql(f"{_SELECT} ORDER BY id LIMIT ?", (ITEMS_MAX,))]

    def origins(self) -> set[str]:
        """What items were born from."""
        with self._database.read() as connection:
            return {str(row[0]) for row in connection.exec_driver_sql("SELECT origin FROM backlog_items")}

    def change(self, one: StoredItem) -> None:
        """Write over the revision before. Raises Conflict `backlog_moved` when another changed it in between."""
        with self._database.write() as connection:
            values = (one.state, one.revision, one.record, one.id, one.revision - 1)
            if changed_rows(connection, _UPDATE, values) > 0:
                return
        raise Conflict("backlog_moved", "Somebody else changed this item meanwhile; load it again, then change it.")


_FIELDS: Final = StoredItem.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_SELECT: Final = f"SELECT {_COLUMNS} FROM backlog_items"
_INSERT: Final = (
    f"INSERT INTO backlog_items ({_COLUMNS}) SELECT {', '.join('?' * len(_FIELDS))} "
    "WHERE (SELECT count(*) FROM backlog_items) < ? ON CONFLICT DO NOTHING"
)
_KNOWN: Final = "SELECT count(*) FROM backlog_items WHERE origin = ?"
_UPDATE: Final = "UPDATE backlog_items SET state = ?, revision = ?, record = ? WHERE id = ? AND revision = ?"


def _item(row: object) -> StoredItem:
    return StoredItem(**dict(zip(_FIELDS, row, strict=True)))  # type: ignore[call-overload]  # a row is a tuple
