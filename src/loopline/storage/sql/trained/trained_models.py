"""Records of trainings: a version each, the newest of a model last; only the newest ones are kept."""

from typing import Final

from msgspec import Struct

from loopline.storage.sql.database import Database

KEPT_MAX: Final = 10
"""So many trainings of a model are kept: what scored somebody last month is told by its card."""


class StoredTraining(Struct, frozen=True, kw_only=True):
    """A training of a model, packed in `record`, and what its last scoring did, packed in `run`. Times are ms."""

    model: str
    version: int
    trained_at: int
    scored_at: int = 0
    record: bytes
    run: bytes = b""


class TrainedModels:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, model: str, trained_at: int, record: bytes) -> int:
        """The version under which it was written; those of long ago are dropped."""
        with self._database.write() as connection:
            [[newest]] = connection.exec_driver_sql(_NEWEST_VERSION, (model,))
            version = int(newest or 0) + 1
            connection.exec_driver_sql(_INSERT, (model, version, trained_at, 0, record, b""))
            connection.exec_driver_sql(_DROP, (model, version - KEPT_MAX))
        return version

    def newest(self, model: str) -> StoredTraining | None:
        """The last training of a model."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_NEWEST, (model,))
            return next((StoredTraining(**dict(zip(_FIELDS, row, strict=True))) for row in rows), None)

    def scored(self, model: str, version: int, at: int, run: bytes) -> None:
        """What a scoring did that began at this time (ms)."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_SCORED, (at, run, model, version))


_FIELDS: Final = StoredTraining.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_NEWEST_VERSION: Final = "SELECT max(version) FROM trained_models WHERE model = ?"
_INSERT: Final = f"INSERT INTO trained_models ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
_DROP: Final = "DELETE FROM trained_models WHERE model = ? AND version <= ?"
_NEWEST: Final = f"SELECT {_COLUMNS} FROM trained_models WHERE model = ? ORDER BY version DESC LIMIT 1"
_SCORED: Final = "UPDATE trained_models SET scored_at = ?, run = ? WHERE model = ? AND version = ?"
