"""The outbox's rows: how messages come in, are marked, are found when they are due, and leave when they are old."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec import MsgspecError, msgpack
from msgspec.structs import replace

from loopline.model.effect import MarkMessage, SendMessage
from loopline.model.ids import digest8
from loopline.model.records import OutboxRow, PruneStep, SetAside
from loopline.storage.sql import queries as q
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, listed, run_at_once, run_many
from loopline.storage.transaction_rules import FINAL, OPEN

_encode: Final = msgpack.Encoder().encode
_decode: Final = msgpack.Decoder(SendMessage).decode
BEFORE_ALL: Final = -(1 << 62)
SettingAside = Callable[[SetAside], None]


def put_messages(connection: SqlConnection, messages: Sequence[SendMessage]) -> frozenset[str]:
    """Add messages as pending; the keys of those that are there already or were once, which change nothing."""
    if not messages:
        return frozenset()
    known = _known(connection, [m.key for m in messages])
    rows = [(m.key, m.person, m.channel, m.due_at, _encode(m), m.created_at) for m in messages if m.key not in known]
    run_many(connection, q.PUT_MESSAGE, rows)
    return known


def _known(connection: SqlConnection, keys: Sequence[str]) -> frozenset[str]:
    numbers = {pruned_id(key): key for key in keys}
    there = connection.exec_driver_sql(q.KNOWN_MESSAGES.on(connection), (listed(connection, keys),)).all()
    gone = connection.exec_driver_sql(q.KNOWN_PRUNED.on(connection), (listed(connection, list(numbers)),)).all()
    return frozenset({key for (key,) in there} | {numbers[number] for (number,) in gone})


def pruned_id(key: str) -> int:
    """Eight bytes that stand for a message that was pruned (collision odds 2**-64 a pair)."""
    return int.from_bytes(digest8(key), "big", signed=True)


def prune(database: Database, before: int, after: int, limit: int) -> PruneStep:
    """Look at the next messages in the order in which they came, and delete those that may go."""
    with database.read() as connection:
        rows = connection.exec_driver_sql(q.OUTBOX_FROM.on(connection), (after, limit)).all()
    old = [row for row in rows if row[4] < before]
    going = [row[0] for row in old if row[2] in FINAL and row[3] < before]
    place = rows[-1][0] if old and len(rows) == limit else None
    if not going:
        return PruneStep(0, place)
    with database.write() as connection:
        asked = (listed(connection, going), before, before)
        pruned = connection.exec_driver_sql(q.PRUNABLE.on(connection), asked).all()
        run_many(connection, q.REMEMBER_PRUNED, sorted((pruned_id(key),) for _, key in pruned))
        run_many(connection, q.PRUNE_MESSAGE, [(number,) for number, _ in pruned])
    return PruneStep(len(pruned), place)


def mark_messages(connection: SqlConnection, marks: Sequence[MarkMessage]) -> None:
    """Move messages, in the order of the marks: one message may be marked twice in a transaction."""
    for final, group in groupby(marks, key=lambda mark: mark.status in FINAL):
        rows = [(m.status, m.due_at, m.attempt, m.reason, m.key, m.provider) for m in _last_of_each(group)]
        run_at_once(connection, q.MARK_FINAL if final else q.MARK_OPEN, rows)


def _last_of_each(marks: Iterable[MarkMessage]) -> Iterable[MarkMessage]:
    """One mark a message: the last one, with the time and the provider of the last one that says them."""
    found: dict[str, MarkMessage] = {}
    for mark in marks:
        earlier = found.get(mark.key)
        if earlier is not None and mark.due_at is None:
            mark = replace(mark, due_at=earlier.due_at)
        if earlier is not None and mark.provider is None:
            mark = replace(mark, provider=earlier.provider)
        found[mark.key] = mark
    return found.values()


def due(
    connection: SqlConnection, statuses: Sequence[str], due_by: int, limit: int, after: str, set_aside: SettingAside
) -> list[OutboxRow]:
    """The first `limit` messages in these statuses by (due, key), past the message `after`.

    Those that cannot be read are set aside, and others come in their place.
    """
    turn = connection.exec_driver_sql(q.TURN_OF, (after,)).scalar_one_or_none() if after else None
    start = (BEFORE_ALL, "") if turn is None else (turn, after)
    found: list[OutboxRow] = []
    for status in statuses:
        found += _due_in(connection, status, due_by, start, limit, set_aside)
    return sorted(found, key=lambda row: (row.due_at, row.message.key))[:limit]


def _due_in(
    connection: SqlConnection, status: str, due_by: int, start: tuple[int, str], limit: int, set_aside: SettingAside
) -> list[OutboxRow]:
    query = q.DUE_OPEN if status in OPEN else q.DUE_SETTLED
    found: list[OutboxRow] = []
    while len(found) < limit:
        rows = connection.exec_driver_sql(query, (status, due_by, *start, limit)).all()
        found += [row for one in rows if (row := _row(one, set_aside)) is not None]
        if len(rows) < limit:
            break
        start = (rows[-1][2], rows[-1][5])
    return found


def by_key(connection: SqlConnection, keys: Sequence[str], set_aside: SettingAside) -> dict[str, OutboxRow]:
    """Messages by key, whatever their status; without those that cannot be read, which are set aside."""
    if not keys:
        return {}
    rows = connection.exec_driver_sql(q.MESSAGES.on(connection), (listed(connection, keys),))
    return {found.message.key: found for row in rows if (found := _row(row, set_aside)) is not None}


def _row(row: Sequence[Any], set_aside: SettingAside) -> OutboxRow | None:
    payload, status, due_at, attempt, reason, key, person, provider = row
    try:
        message = _decode(payload)
    except (MsgspecError, TypeError) as fault:
        words = f"The message cannot be read ({fault})."
        set_aside(SetAside(kind="message", name=key, code="unreadable", reason=words, person=person))
        return None
    return OutboxRow(message=message, status=status, due_at=due_at, attempt=attempt, reason=reason, provider=provider)
