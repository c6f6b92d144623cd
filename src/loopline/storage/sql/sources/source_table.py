"""Sources, how far each is, their last runs and the rows that these refused: written together, or not at all."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, changed_rows

SOURCES_MAX: Final = 200
KEPT_MAX: Final = 20
REFUSALS_KEPT: Final = 10_000
"""So many refused rows of a run are kept; the run counts all of them."""


class StoredSource(Struct, frozen=True, kw_only=True):
    """A source. `spec` and `state` are JSON, `sealed` its secrets, unreadable; `wanted` is 1 once a run is asked for.

    `next_at` is when its schedule has it run (ms), 0 for never.
    """

    name: str
    kind: str
    spec: bytes
    sealed: bytes
    state: bytes
    paused: int
    wanted: int
    next_at: int
    created_at: int
    by: str


class AskedTable:
    """Sources, or destinations: what runs on a schedule. Safe from any thread. What it answers is durable."""

    def __init__(self, database: Database, what: str) -> None:
        self._database: Final = database
        self._what: Final = what
        self._select: Final = f"SELECT {_COLUMNS} FROM {what}s"

    def all(self) -> list[StoredSource]:
        """Every source, by name."""
        with self._database.read() as connection:
            return [_source(row) for row in connection.exec_driver_sql(f"{self._select} ORDER BY name")]

    def get(self, name: str) -> StoredSource | None:
        """One source."""
        with self._database.read() as connection:
            return next(map(_source, connection.exec_driver_sql(f"{self._select} WHERE name = ?", (name,))), None)

    def add(self, one: StoredSource) -> None:
        """Raises Conflict `source_taken` for a name that is there, `sources_full`."""
        values = (*(getattr(one, field) for field in _FIELDS), SOURCES_MAX)
        with self._database.write() as connection:
            if changed_rows(connection, _INSERT.format(what=self._what), values) > 0:
                return
        if self.get(one.name) is None:
            raise Conflict("sources_full", f"There are {SOURCES_MAX} {self._what}s at most; remove one.", at="name")
        text = f'There is a {self._what} "{one.name}" already; choose another name.'
        raise Conflict("source_taken", text, at="name")

    def remove(self, name: str) -> bool:
        """Whether there was one. What is known of its runs leaves with it."""
        with self._database.write() as connection:
            for table in self._run_tables():
                connection.exec_driver_sql(f"DELETE FROM {table} WHERE {self._what} = ?", (name,))
            return changed_rows(connection, f"DELETE FROM {self._what}s WHERE name = ?", (name,)) > 0

    def plan(self, name: str, *, paused: int, wanted: int, next_at: int) -> bool:
        """Write whether it rests, whether a run is wanted, and when the next one is; whether it is there."""
        sql = f"UPDATE {self._what}s SET paused = ?, wanted = ?, next_at = ? WHERE name = ?"
        with self._database.write() as connection:
            return changed_rows(connection, sql, (paused, wanted, next_at, name)) > 0

    def begin(self, one: StoredSource, state: bytes, run: int, record: bytes) -> bool:
        """Write that a run began, which answers who wanted one; False where the source is gone."""
        sql = f"UPDATE {self._what}s SET state = ?, wanted = 0, next_at = ? WHERE name = ? AND created_at = ?"
        with self._database.write() as connection:
            if changed_rows(connection, sql, (state, one.next_at, one.name, one.created_at)) == 0:
                return False
            connection.exec_driver_sql(_RUN.format(what=self._what), (one.name, run, record))
            for table in self._run_tables():
                old = f"DELETE FROM {table} WHERE {self._what} = ? AND run <= ?"
                connection.exec_driver_sql(old, (one.name, run - KEPT_MAX))
        return True

    def advance(
        self, one: StoredSource, state: bytes, run: int, record: bytes, first: int, refused: Sequence[bytes]
    ) -> bool:
        """Write how far it is, together with the rows refused on the way, of which the first has this number.

        False where the source is gone.
        """
        with self._database.write() as connection:
            sql = f"UPDATE {self._what}s SET state = ? WHERE name = ? AND created_at = ?"
            if changed_rows(connection, sql, (state, one.name, one.created_at)) == 0:
                return False
            connection.exec_driver_sql(_RUN.format(what=self._what), (one.name, run, record))
            self._refuse(connection, one.name, run, first, refused)
        return True

    def history(self, name: str) -> list[bytes]:
        """The last runs of a source, the newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_HISTORY.format(what=self._what), (name, KEPT_MAX))
            return [bytes(row[0]) for row in rows]

    def _run_tables(self) -> tuple[str, ...]:
        return (f"{self._what}_runs",)

    def _refuse(self, connection: SqlConnection, name: str, run: int, first: int, refused: Sequence[bytes]) -> None:
        assert not refused, "only sources refuse rows"


class SourceTable(AskedTable):
    """Sources, with the rows that their runs refused."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "source")

    def refusals(self, name: str, run: int, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Rows that a run refused, with their numbers, behind this one."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_REFUSALS, (name, run, after, limit))
            return [(int(number), bytes(record)) for number, record in rows]

    def _run_tables(self) -> tuple[str, ...]:
        return "source_runs", "source_refusals"

    def _refuse(self, connection: SqlConnection, name: str, run: int, first: int, refused: Sequence[bytes]) -> None:
        for number, row in enumerate(refused[: max(0, REFUSALS_KEPT - first)], first):
            connection.exec_driver_sql(_REFUSAL, (name, run, number, row))


_FIELDS: Final = StoredSource.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_INSERT: Final = (
    f"INSERT INTO {{what}}s ({_COLUMNS}) SELECT {', '.join('?' * len(_FIELDS))} "
    "WHERE (SELECT count(*) FROM {what}s) < ? ON CONFLICT DO NOTHING"
)
_RUN: Final = (
    "INSERT INTO {what}_runs ({what}, run, record) VALUES (?, ?, ?) "
    "ON CONFLICT ({what}, run) DO UPDATE SET record = excluded.record"
)
_REFUSAL: Final = (
    "INSERT INTO source_refusals (source, run, number, record) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (source, run, number) DO UPDATE SET record = excluded.record"
)
_HISTORY: Final = "SELECT record FROM {what}_runs WHERE {what} = ? ORDER BY run DESC LIMIT ?"
_REFUSALS: Final = (
    "SELECT number, record FROM source_refusals WHERE source = ? AND run = ? AND number > ? ORDER BY number LIMIT ?"
)


def _source(row: object) -> StoredSource:
    found = dict(zip(_FIELDS, row, strict=True))  # type: ignore[call-overload]  # a row is a tuple
    return StoredSource(**{**found, **{name: bytes(found[name]) for name in ("spec", "sealed", "state")}})
