"""The quarantine in SQL: what is set aside, and the signals that wait for it, beside the record it was taken out of."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from msgspec import MsgspecError, msgpack

from loopline.model.effect import SendMessage
from loopline.model.records import QuarantineAct, Quarantined, SetAside, Skipped, Transaction
from loopline.storage.sql import queries as q
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.transaction_rules import OPEN

PENDING_MAX: Final = 10_000
REASON_CHARACTERS_MAX: Final = 500


class SqlQuarantine:
    """Safe from any thread. What was reported is in the list at once, and on disk with the next flush."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database
        self._lock: Final = threading.Lock()
        self._flushing: Final = threading.Lock()
        self._pending: dict[tuple[str, str], SetAside] = {}
        self._counts: dict[str, int] = {}
        self._asked: tuple[int, ...] = ()
        self._holds_chunks = False
        self.refresh()

    def report(self, found: SetAside) -> None:
        """Set something aside; the same thing again changes nothing."""
        with self._lock:
            if len(self._pending) < PENDING_MAX:  # beyond, it is found again at the next look
                self._pending.setdefault((found.kind, found.name), found)

    def flush(self) -> None:
        """Write what was reported; when this returns all of it stands there, whichever thread wrote it."""
        with self._flushing:
            with self._lock:
                pending, self._pending = self._pending, {}
            if not pending:
                return
            try:
                with self._database.write() as connection:
                    put(connection, list(pending.values()))
            except BaseException:
                with self._lock:
                    self._pending = pending | self._pending
                raise
            self.refresh()

    def refresh(self) -> None:
        """Read anew how much is set aside and what was asked for; called after each write."""
        with self._database.read() as connection:
            counts = {kind: count for kind, count in connection.exec_driver_sql(q.QUARANTINE_COUNTS)}
            asked = tuple(number for (number,) in connection.exec_driver_sql(q.QUARANTINE_ASKED))
        self._counts, self._asked = counts, asked

    def counts(self) -> Mapping[str, int]:
        """How much is set aside, by kind; from memory."""
        with self._lock:
            found = dict(self._counts)
            for kind, _ in self._pending:
                found[kind] = found.get(kind, 0) + 1
        return found

    def items(self, after: int, limit: int) -> list[Quarantined]:
        """What is set aside with an id above `after`, oldest first."""
        self.flush()
        with self._database.read() as connection:
            return [_item(row) for row in connection.exec_driver_sql(q.QUARANTINE, (after, limit))]

    def item(self, number: int) -> Quarantined | None:
        """One of them, with its payload."""
        return next((one for one in self.items(number - 1, 1) if one.id == number), None)

    def ask(self, number: int, act: QuarantineAct) -> None:
        """Remember what an operator asked for; the loop does it."""
        with self._database.write() as connection:
            connection.exec_driver_sql(q.QUARANTINE_ASK, (act, number))
            if self._holds_chunks:
                connection.exec_driver_sql(q.HOLD_CHUNKS, ("held",))
        self.refresh()

    def asked(self) -> Sequence[int]:
        """Ids for which something was asked that is not done yet; from memory."""
        return self._asked

    def refuse(self, number: int, reason: str) -> None:
        """What was asked for could not be done; it stays aside, for this reason."""
        with self._database.write() as connection:
            connection.exec_driver_sql(q.QUARANTINE_REFUSE, (reason[:REASON_CHARACTERS_MAX], number))
        self.refresh()

    def skipped(self, key: str, limit: int) -> list[tuple[int, Skipped]]:
        """The first signals that wait for a record, with their numbers, in their order."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(q.SKIPPED, (key, limit))
            return [(number, Skipped(key, position, signal)) for number, position, signal in rows]

    def put_back(self, item: Quarantined) -> bool:
        """Put a message or a chunk back where it was taken out. False: it still cannot be read."""
        with self._database.write() as connection:
            if item.item.kind == "chunk" and connection.exec_driver_sql(q.IS_HELD, (item.id,)).scalar_one():
                return True
            if item.item.kind == "message" and not _put_message_back(connection, item.item.name):
                return False
            if item.item.kind == "chunk":
                number = connection.exec_driver_sql(q.NEXT_CHUNK).scalar_one()
                connection.exec_driver_sql(q.PUT_CHUNK, (number, item.item.payload))
            release(connection, [item])
        self.refresh()
        return True

    @contextmanager
    def holding_chunks(self) -> Iterator[None]:
        """No chunk is put back inside the block, by any process."""
        with self._database.write() as connection:  # nobody is just putting one back
            connection.exec_driver_sql(q.HOLD_CHUNKS, ("held",))
            self._holds_chunks = True
        try:
            yield
        finally:
            self._holds_chunks = False
            with self._database.write() as connection:
                connection.exec_driver_sql(q.HOLD_CHUNKS, ("",))

    def drop_line(self, item: Quarantined) -> None:
        """Take it off the list, and leave what it was about as it is."""
        with self._database.write() as connection:
            release(connection, [item])
        self.refresh()

    def drop_chunks(self, up_to: int) -> None:
        """Take chunks up to this number off the list."""
        self.flush()
        with self._database.write() as connection:
            connection.exec_driver_sql(q.RELEASE_CHUNKS, (up_to,))
        self.refresh()

    def drop(self, item: Quarantined) -> None:
        """Forget it for good."""
        with self._database.write() as connection:
            if item.item.kind == "document":
                kind, name, version = item.item.name.split("/", 1)[0], *item.item.name.split("/", 1)[1].rsplit("/", 1)
                connection.exec_driver_sql(q.FORGET_DOCUMENT, (kind, name, int(version)))
            release(connection, [item])
        self.refresh()


def write(connection: SqlConnection, transaction: Transaction) -> bool:
    """The transaction's part of the quarantine; whether there was any."""
    put(connection, transaction.set_aside)
    if transaction.skipped:
        rows = [(one.key, one.position, one.signal) for one in transaction.skipped]
        connection.exec_driver_sql(q.SKIP, rows)
    for number in transaction.decided_late:
        connection.exec_driver_sql(q.FORGET_SKIPPED, (number,))
    for number in transaction.released:
        connection.exec_driver_sql(q.RELEASE_SKIPPED, (number,))
        connection.exec_driver_sql(q.RELEASE, (number,))
    return bool(transaction.set_aside or transaction.skipped or transaction.decided_late or transaction.released)


def put(connection: SqlConnection, found: Sequence[SetAside]) -> None:
    """Add these, and take what they are out of the way of the others."""
    for one in found:
        row = connection.exec_driver_sql(q.STATUS_OF, (one.name,)).one_or_none() if one.kind == "message" else None
        connection.exec_driver_sql(
            q.SET_ASIDE,
            (
                *(one.kind, one.name, one.code, one.reason[:REASON_CHARACTERS_MAX], one.at, one.person),
                *(one.position, one.count, one.payload, str(row[0]) if row else ""),
            ),
        )
        if row and row[0] in OPEN:
            connection.exec_driver_sql(q.SET_MESSAGE_ASIDE, (one.name,))


def release(connection: SqlConnection, items: Sequence[Quarantined]) -> None:
    """These are no longer set aside."""
    for one in items:
        connection.exec_driver_sql(q.RELEASE_SKIPPED, (one.id,))
        connection.exec_driver_sql(q.RELEASE, (one.id,))


def _put_message_back(connection: SqlConnection, key: str) -> bool:
    """A message that was being sent when it was set aside comes back as unknown: nobody has watched over it since."""
    row = connection.exec_driver_sql(q.PAYLOAD_OF, (key,)).one_or_none()
    try:
        msgpack.decode(row[0] if row else b"", type=SendMessage)
    except (MsgspecError, TypeError):
        return False
    connection.exec_driver_sql(q.PUT_MESSAGE_BACK, (key, key))
    return True


def _item(row: Sequence[Any]) -> Quarantined:  # a row of q.QUARANTINE
    number, kind, name, code, reason, at, person, position, count, payload, act, skipped, first = row
    found = SetAside(
        kind=kind,
        name=name,
        code=code,
        reason=reason,
        at=at,
        person=person,
        position=position,
        count=count,
        payload=payload,
    )
    return Quarantined(id=number, item=found, act=act, skipped=skipped, first_position=first or 0)
