"""The loop's record in SQL: states, timers, outbox, facts on their way, documents and the position, in one file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import json
from sqlalchemy import Connection

from loopline.ports import OutboxRow, Record, Step, StoredDocument
from loopline.store import outbox
from loopline.store import queries as q
from loopline.store.dialect import Database, Tuning
from loopline.store.migrate import bring_up
from loopline.store.step import checked, digest_of, lines_of, merged


class SqlState:
    """The State port on one database file. One thread commits; any thread reads, beside it and without waiting."""

    def __init__(self, place: str | Path, tuning: Tuning | None = None) -> None:
        self._database: Final = Database(place, tuning or Tuning())
        bring_up(self._database, "state")

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def take_ownership(self) -> int:
        """A new epoch, above every one before; on disk before it is answered."""
        with self._database.write() as connection:
            return int(connection.exec_driver_sql(q.OWN).scalar_one())

    def position(self) -> int:
        """The log position up to which everything has been decided."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(q.META).one()[0])

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """The records that are there, in one query."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(q.LOAD, (json.encode(keys).decode(),)).cursor
            assert rows is not None
            return {row[0]: Record(*row) for row in rows.fetchall()}

    def commit(self, step: Step) -> None:
        """One transaction, on disk when this returns. The order of the writes is by key: neighbours share a page."""
        records = sorted((record.key, record.state, record.seen, record.wake_at) for record in step.records)
        lines = lines_of(step.facts)
        with self._database.write() as connection:
            position, epoch, chunk, digest = connection.exec_driver_sql(q.META).one()
            checked(step, epoch, position)
            if records:
                connection.exec_driver_sql(q.WRITE, records)
            outbox.put(connection, step.outbox)
            outbox.mark(connection, step.marks)
            for document in step.documents:
                _publish(connection, document)
            if lines and digest_of(lines) != digest:
                chunk, digest = chunk + 1, digest_of(lines)
                connection.exec_driver_sql(q.PUT_CHUNK, (chunk, lines))
            connection.exec_driver_sql(q.ADVANCE, (step.position, chunk, digest))

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Keys that are due, earliest first, then by key. Claiming changes nothing."""
        with self._database.read() as connection:
            return [(key, at) for key, at in connection.exec_driver_sql(q.CLAIM_DUE, (now, limit))]

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all."""
        with self._database.read() as connection:
            return connection.exec_driver_sql(q.NEXT_WAKE).scalar_one_or_none()

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Messages that are due, by (due, key); `after` is the key of the last one of the page before."""
        with self._database.read() as connection:
            return outbox.due(connection, statuses, due_by, limit, after)

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key."""
        with self._database.read() as connection:
            return outbox.by_key(connection, keys)

    def chunks(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Chunks with a number above `after`, oldest first."""
        with self._database.read() as connection:
            return [(number, lines) for number, lines in connection.exec_driver_sql(q.CHUNKS, (after, limit))]

    def forget_chunks(self, up_to: int) -> None:
        """Drop chunks up to this number, itself too."""
        with self._database.write() as connection:
            connection.exec_driver_sql(q.FORGET_CHUNKS, (up_to,))

    def documents(self) -> list[StoredDocument]:
        """Every version, in the order of publishing."""
        with self._database.read() as connection:
            return [StoredDocument(*row) for row in connection.exec_driver_sql(q.DOCUMENTS)]

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records with a key above `after`, in key order."""
        with self._database.read() as connection:
            return [Record(*row) for row in connection.exec_driver_sql(q.SCAN, (after, limit))]


def _publish(connection: Connection, document: StoredDocument) -> None:
    name = (document.kind, document.name, document.version)
    row = connection.exec_driver_sql(q.DOCUMENT, name).one_or_none()
    whole = merged(StoredDocument(*row) if row else None, document)
    values = (whole.document, whole.published_at, whole.reason, whole.by, whole.state)
    connection.exec_driver_sql(q.PUBLISH, (*name, *values))
