"""The outbox's rows: how messages come in, are marked, and are found when they are due."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from msgspec import json, msgpack
from sqlalchemy import Connection

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.message import MessageStatus
from loopline.model.records import OutboxRow
from loopline.storage.sqlite import queries as q
from loopline.storage.transaction_rules import FINAL, OPEN

_encode: Final = msgpack.Encoder().encode
_decode: Final = msgpack.Decoder(SendMessage).decode
BEFORE_ALL: Final = -(1 << 62)


def put_messages(connection: Connection, messages: Sequence[SendMessage]) -> None:
    """Add messages as pending; one whose key is there already changes nothing."""
    if messages:
        rows = [(m.key, m.person, m.channel, m.due_at, _encode(m), m.created_at) for m in messages]
        connection.exec_driver_sql(q.PUT_MESSAGE, rows)


def mark_messages(connection: Connection, marks: Sequence[MarkMessage]) -> None:
    """Move messages, in the order of the marks: one message may be marked twice in a transaction."""
    for final, group in groupby(marks, key=lambda mark: mark.status in FINAL):
        rows = [(m.status, m.due_at, m.attempt, m.reason, m.key) for m in group]
        connection.exec_driver_sql(q.MARK_FINAL if final else q.MARK_OPEN, rows)


def due(connection: Connection, statuses: Sequence[str], due_by: int, limit: int, after: str) -> list[OutboxRow]:
    """The first `limit` messages in these statuses by (due, key), past the message `after`."""
    turn = connection.exec_driver_sql(q.TURN_OF, (after,)).scalar_one_or_none() if after else None
    start = (BEFORE_ALL, "") if turn is None else (turn, after)
    found = []
    for status in statuses:
        query = q.DUE_OPEN if status in OPEN else q.DUE_SETTLED
        found += [_row(*row) for row in connection.exec_driver_sql(query, (status, due_by, *start, limit))]
    return sorted(found, key=lambda row: (row.due_at, row.message.key))[:limit]


def by_key(connection: Connection, keys: Sequence[str]) -> dict[str, OutboxRow]:
    """Messages by key, whatever their status."""
    rows = connection.exec_driver_sql(q.MESSAGES, (json.encode(keys).decode(),))
    return {(found := _row(*row)).message.key: found for row in rows}


def _row(payload: bytes, status: MessageStatus, due_at: int, attempt: int, reason: str) -> OutboxRow:
    return OutboxRow(message=_decode(payload), status=status, due_at=due_at, attempt=attempt, reason=reason)
