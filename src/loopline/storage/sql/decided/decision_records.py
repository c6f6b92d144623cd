"""Records of verdicts that stand: written once, never changed."""

from typing import Final

from msgspec import Struct

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

READ_MAX: Final = 200
"""So many records of one journey are read, the newest."""


class StoredDecision(Struct, frozen=True, kw_only=True):
    """A verdict that stands, packed in `record`. Times are ms."""

    id: str
    journey: str
    comparison: str
    as_of: int
    made_at: int
    record: bytes


class DecisionRecords:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, one: StoredDecision) -> bool:
        """Whether it was written; a comparison that was decided before keeps its record."""
        with self._database.write() as connection:
            return changed_rows(connection, _INSERT, tuple(getattr(one, name) for name in _FIELDS)) > 0

    def of(self, journey: str) -> list[StoredDecision]:
        """Those of a journey, newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_OF_JOURNEY, (journey, READ_MAX))
            return [StoredDecision(**dict(zip(_FIELDS, row, strict=True))) for row in rows]

    def decided(self) -> set[tuple[str, str]]:
        """All journeys and comparisons that have a record."""
        with self._database.read() as connection:
            return {(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(_DECIDED)}


_FIELDS: Final = StoredDecision.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_INSERT: Final = (
    f"INSERT INTO lift_decisions ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))}) ON CONFLICT DO NOTHING"
)
_OF_JOURNEY: Final = (
    f"SELECT {_COLUMNS} FROM lift_decisions WHERE journey = ? ORDER BY as_of DESC, comparison DESC LIMIT ?"
)
_DECIDED: Final = "SELECT journey, comparison FROM lift_decisions"
