"""The past of each person, read from the facts for conditions that count it, or add it up, from now on."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Final, Literal

from loopline.conditions.accounts.asked import PAST, is_of_accounts
from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import SqlCondition, compile_sql
from loopline.conditions.sql.messages import FIELDS_SQL, of_facts
from loopline.conditions.sql.past import millionths_sql, value_sql
from loopline.model.history.amounts import AMOUNTS_MAX, Amounts, packed_points, tally_of
from loopline.model.history.message_events import MESSAGE_EVENTS, amount_parts, doubt_key, key_parts, value_parts
from loopline.model.history.times import HISTORY_MAX
from loopline.model.history.values import newest_values, value_digest
from loopline.model.ids import stable_id
from loopline.model.signal import HistoryBackfilled, Signal

BACKFILL_AT_ONCE: Final = 5_000
_TIMES: Final = f'list("at" ORDER BY "at" DESC)[1:{HISTORY_MAX + 1}], count(*), min("at")'
_BY_NAME: Final = f"""
SELECT {{whose}}, name, {_TIMES} FROM facts
WHERE kind = 'event' AND name IN ({{names}}) AND shard = ? AND position < ? AND {{whose}} <> ''
GROUP BY {{whose}}, name ORDER BY {{whose}}, name
"""
_ROWS: Final = f"""
SELECT person, t, {_TIMES} FROM (
    SELECT p.person AS person, p."at" AS "at", {{truth}} AS t FROM (
        SELECT f.{{whose}} AS person, f."at" AS "at", {{fields}} AS traits FROM facts f
        WHERE f.kind = ? AND f.name = ? AND f.shard = ? AND f.position < ? AND f.{{whose}} <> ''
    ) p
) WHERE {{counts}} GROUP BY person, t ORDER BY person, t
"""
_AMOUNTS: Final = f"""
SELECT person, list(t ORDER BY t, v) FILTER (n <= {AMOUNTS_MAX}), list(v ORDER BY t, v) FILTER (n <= {AMOUNTS_MAX}),
    count(*) FILTER (n > {AMOUNTS_MAX}), sum(v) FILTER (n > {AMOUNTS_MAX}), min(v) FILTER (n > {AMOUNTS_MAX}),
    max(v) FILTER (n > {AMOUNTS_MAX}), max(t) FILTER (n > {AMOUNTS_MAX})
FROM (
    SELECT person, t, v, row_number() OVER (PARTITION BY person ORDER BY t DESC, v DESC) AS n FROM (
        SELECT p.person AS person, p."at" AS t, {{amount}} AS v FROM (
            SELECT f.{{whose}} AS person, f."at" AS "at", f.data AS traits FROM facts f
            WHERE f.kind = ? AND f.name = ? AND f.shard = ? AND f.position < ? AND f.{{whose}} <> ''
        ) p WHERE {{truth}}
    ) WHERE v IS NOT NULL
) GROUP BY person ORDER BY person
"""
_VALUES: Final = f"""
SELECT person, t, v FROM (
    SELECT person, t, v, row_number() OVER (PARTITION BY person ORDER BY t DESC, v DESC) AS n FROM (
        SELECT p.person AS person, max(p."at") AS t, {{value}} AS v FROM (
            SELECT f.{{whose}} AS person, f."at" AS "at", f.data AS traits FROM facts f
            WHERE f.kind = ? AND f.name = ? AND f.shard = ? AND f.position < ? AND f.{{whose}} <> ''
        ) p WHERE {{truth}} GROUP BY ALL
    ) WHERE v IS NOT NULL
) WHERE n <= {AMOUNTS_MAX + 1} ORDER BY person, t, v
"""
_ACCOUNTS: Final = """
SELECT account FROM facts WHERE kind = 'account' AND shard = ? AND position < ? AND account <> '' GROUP BY account
ORDER BY account
"""
Whose = Literal["person", "account"]
"""Whose past it is: of a person, or of the account whose member she was then."""

Query = Callable[[str, Sequence[object]], Sequence[tuple[object, ...]]]
Past = tuple[str, str, list[int], int, int]
"""Person, the key of the times, the newest of them, how many there were in all, and the first."""


def told_past(query: Query, names: Sequence[str], shard: int, before: int, now: int) -> Iterator[list[Signal]]:
    """Signals that tell each person of the past of these events and keys, from the facts before a log position.

    So are accounts told of what their members did, and asked the questions among these names once that is told.
    """
    of_people = [name for name in names if not is_of_accounts(name)]
    of_members = [name.removeprefix(PAST) for name in names if name.startswith(PAST)]
    asked = _asked(query, shard, before, now) if len(of_people) < len(names) else ()
    signals = chain(
        _signals(query, of_people, shard, before, now, "person"),
        _signals(query, of_members, shard, before, now, "account"),
        asked,
    )
    while batch := list[Signal](islice(signals, BACKFILL_AT_ONCE)):
        yield batch


def _asked(query: Query, shard: int, before: int, now: int) -> Iterator[Signal]:
    for (account,) in query(_ACCOUNTS, [shard, before]):
        yield _told(before, now, account, "", [], 0, 0)


def _signals(query: Query, names: Sequence[str], shard: int, before: int, now: int, whose: Whose) -> Iterator[Signal]:
    if not names:
        return
    asked = _BY_NAME.format(names=", ".join("?" for _ in names), whose=whose)
    for row in chain(query(asked, [*names, shard, before]), past_by_fields(query, names, shard, before, whose)):
        yield _told(before, now, *row)
    for person, name, told in chain(
        past_amounts(query, names, shard, before, whose), past_values(query, names, shard, before, whose)
    ):
        yield _told(before, now, person, name, [], 0, 0, amounts=told)


def _told(before: int, now: int, *past: object, amounts: Amounts | None = None) -> HistoryBackfilled:
    person, name, times, count, first = past
    assert isinstance(person, str) and isinstance(name, str) and isinstance(times, list)
    assert isinstance(count, int) and isinstance(first, int)
    return HistoryBackfilled(
        key=person,
        id=stable_id("history", person, name, str(before)),
        at=now,
        received_at=now,
        name=name,
        times=tuple(sorted(times)),
        count=count,
        first=first,
        amounts=amounts,
    )


def past_by_fields(
    query: Query, names: Sequence[str], shard: int, before: int, whose: Whose = "person"
) -> Iterator[Past]:
    """Each person's past of the keys among these names, as told before a log position; of doubts beside their key."""
    for key in names:
        if amount_parts(key) is not None or value_parts(key) is not None or (parts := key_parts(key)) is None:
            continue
        made = compile_sql(compile_condition(parts[1]), {}, 0)
        params = [*made.params, *of_facts(parts[0]), shard, before]
        is_ours = parts[0] in MESSAGE_EVENTS
        fields, counts = (FIELDS_SQL, "t IS NOT FALSE") if is_ours else ("f.data", "t")
        for person, truth, times, count, first in query(
            _ROWS.format(truth=made.sql, fields=fields, counts=counts, whose=whose), params
        ):
            assert isinstance(person, str) and isinstance(times, list)
            assert isinstance(count, int) and isinstance(first, int)
            yield person, key if truth else doubt_key(key), times, count, first


def past_amounts(
    query: Query, names: Sequence[str], shard: int, before: int, whose: Whose = "person"
) -> Iterator[tuple[str, str, Amounts]]:
    """Each person's past of the amounts among these names, with their key, as told before a log position."""
    for key in names:
        if (parts := amount_parts(key)) is None:
            continue
        event, where, field = parts
        amount = millionths_sql("p.traits", field)
        made = compile_sql(compile_condition(where), {}, 0) if where else SqlCondition("TRUE", [])
        params = [*amount.params, *of_facts(event), shard, before, *made.params]
        for person, times, values, *gone in query(
            _AMOUNTS.format(truth=made.sql, amount=amount.text, whose=whose), params
        ):
            assert isinstance(person, str) and isinstance(times, list) and isinstance(values, list)
            points = packed_points(zip(times, values, strict=True))
            yield person, key, Amounts(points, tally_of(*map(_whole, gone)) if gone[0] else None)


def past_values(
    query: Query, names: Sequence[str], shard: int, before: int, whose: Whose = "person"
) -> Iterator[tuple[str, str, Amounts]]:
    """Each person's past of the different values among these names, with their key, as told before a log position."""
    for key in names:
        if (parts := value_parts(key)) is None:
            continue
        event, where, field = parts
        value = value_sql("p.traits", field)
        made = compile_sql(compile_condition(where), {}, 0) if where else SqlCondition("TRUE", [])
        params = [*value.params, *of_facts(event), shard, before, *made.params]
        rows = query(_VALUES.format(truth=made.sql, value=value.text, whose=whose), params)
        for person, found in groupby(rows, key=itemgetter(0)):
            assert isinstance(person, str)
            points = [(_whole(at), _digest(str(text))) for _, at, text in found]
            yield person, key, newest_values(Amounts(packed_points(points)))


def _digest(text: str) -> int:
    """The digest of a value that was written with a letter for its kind before it."""
    kind, rest = text[0], text[1:]
    digest = value_digest(rest if kind == "s" else rest == "true" if kind == "b" else float(rest))
    assert digest is not None
    return digest


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
