"""The place of each journey in the list: its folder, its tags, and whether it is archived."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection


class Shelved(Struct, frozen=True, kw_only=True):
    """The place of a journey; `archived_at` is ms, and 0 where it is not archived."""

    journey: str
    folder: str = ""
    tags: tuple[str, ...] = ()
    archived_at: int = 0
    archived_by: str = ""


class JourneyShelf:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def all(self) -> dict[str, Shelved]:
        """The places of all journeys that have one, by journey."""
        with self._database.read() as connection:
            return {one.journey: one for one in map(_shelved, connection.exec_driver_sql(_SELECT))}

    def get(self, journey: str) -> Shelved:
        """The place of one journey; in no folder where nobody gave it one."""
        with self._database.read() as connection:
            return _of(connection, journey)

    def change(self, journeys: Sequence[str], to: Callable[[Shelved], Shelved]) -> list[Shelved]:
        """Put each of these where `to` says, in one step; their places now, in the order given."""
        with self._database.write() as connection:
            after = [to(_of(connection, journey)) for journey in journeys]
            for one in after:
                tags = msgspec.json.encode(one.tags)
                connection.exec_driver_sql(_PUT, (one.journey, one.folder, tags, one.archived_at, one.archived_by))
        return after

    def forget(self, journey: str) -> None:
        """Nothing more of a journey that is gone."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM journey_shelf WHERE journey = ?", (journey,))


_SELECT: Final = "SELECT journey, folder, tags, archived_at, archived_by FROM journey_shelf"
_PUT: Final = (
    "INSERT INTO journey_shelf (journey, folder, tags, archived_at, archived_by) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (journey) DO UPDATE SET folder = excluded.folder, tags = excluded.tags, "
    "archived_at = excluded.archived_at, archived_by = excluded.archived_by"
)


def _of(connection: SqlConnection, journey: str) -> Shelved:
    rows = connection.exec_driver_sql(f"{_SELECT} WHERE journey = ?", (journey,))
    return next(map(_shelved, rows), Shelved(journey=journey))


def _shelved(row: Sequence[Any]) -> Shelved:
    journey, folder, tags, at, by = row
    known = msgspec.json.decode(bytes(tags), type=tuple[str, ...])
    return Shelved(journey=str(journey), folder=str(folder), tags=known, archived_at=int(at), archived_by=str(by))
