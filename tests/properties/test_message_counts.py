"""Counts of messages: what a person remembers of random receipts and the SQL over the facts of them agree."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loopline.conditions.language import Condition, Scope, compile_condition, from_json
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.published import PublishedSet, observing
from loopline.model.fact import Fact
from loopline.model.history.message_events import MESSAGE_EVENTS
from loopline.model.history.times import HISTORY_MAX
from loopline.model.message import RECEIPT_KINDS, AttemptResult, ReceiptKind
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, ReceiptReceived
from loopline.pipeline.advance import advance
from loopline.runtime.upkeep.past_history import past_by_fields
from loopline.signals.people.history import backfill

DAY_MS = 86_400_000
NOW = 1_790_000_000_000
Heard = ReceiptReceived | AttemptAnswered

moments = st.integers(-40, 0).map(lambda days: NOW + days * DAY_MS) | st.integers(NOW - 40 * DAY_MS, NOW)
channels = st.sampled_from(["email", "sms", "push"])
urls = st.sampled_from(["", "https://a.test/x", "https://b.test/pricing?a=1", "http://ä.test"])
names = st.sampled_from(sorted(MESSAGE_EVENTS))
kinds: st.SearchStrategy[ReceiptKind] = st.sampled_from(RECEIPT_KINDS)
results: st.SearchStrategy[AttemptResult] = st.sampled_from(["sent", "failed", "retry"])


@st.composite
def heard(draw: st.DrawFn) -> Heard:
    at = draw(moments)
    place: dict[str, Any] = {
        "key": "ann",
        "id": str(draw(st.integers(0, 10**9))),
        "at": at,
        "received_at": NOW,
        "message": "m",
        "channel": draw(channels),
        "topic": draw(st.sampled_from(["", "news"])),
        "journey": draw(st.sampled_from(["", "j1", "j2"])),
        "node": draw(st.sampled_from(["", "hello"])),
    }
    if draw(st.integers(0, 4)) == 0:
        return AttemptAnswered(**place, attempt=1, result=draw(results))
    by = draw(st.sampled_from(["person", "person", "proxy", "machine"]))
    return ReceiptReceived(
        **place, kind=draw(kinds), url=draw(urls), machine=by == "machine", proxy=by == "proxy", reason=""
    )


wheres = st.recursive(
    st.sampled_from(
        [
            'channel == "email"',
            'channel in ["sms", "push"]',
            'topic != "news"',
            'journey == "j1"',
            'node == "hello"',
            'contains(url, "pricing")',
            'starts_with(lower(url), "https")',
            'url == ""',
            "machine",
            "machine == true",
            "not machine",
            "machine == null",
            "channel > topic",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
        inner.map(lambda one: f"(not {one})"),
    ),
    max_leaves=3,
)


SINCE = [', since="2026-09-10"', ', since=start_of("month")', ', since=last("message_sent")', ", since=no"]


@st.composite
def asked(draw: st.DrawFn) -> str:
    name, where = draw(names), draw(st.none() | wheres)
    within = draw(st.sampled_from(["", ', within="7d"', ', within="30d"', ', within="1s"', *SINCE]))
    told = f", where={where}" if where else ""
    count = f'count("{name}"{within}{told})'
    op, number = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="])), draw(st.sampled_from([0, 1, 2, 3, 1.5]))
    pick = draw(st.sampled_from(["first", "last"]))
    at = f'{pick}("{name}"{within if pick == "last" else ""}{told})'
    return draw(
        st.sampled_from(
            [
                f"{count} {op} {number}",
                f"{number} {op} {count}",
                f"{count} + 0 {op} {number}",
                f'{count} {op} count("message_sent")',
                f"days_since({at}) {op} {number * 10}",
                f'{at} < "2026-09-10"',
                f"{at} == null",
            ]
        )
    )


conditions = asked() | st.tuples(asked(), asked()).map(lambda two: f"{two[0]} and not ({two[1]})")
SEGMENTS = {"engaged": compile_condition('count("message_clicked", within="30d") >= 1')}


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON,"
        " lists VARCHAR[], consent JSON, zone VARCHAR)"
    )
    connection.execute("INSERT INTO people VALUES ('ann', '{}', '', NULL, [], '{}', 'UTC')")
    connection.execute('CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT)')
    connection.execute(
        'CREATE TABLE facts (kind VARCHAR, person VARCHAR, name VARCHAR, "at" BIGINT, channel VARCHAR, topic VARCHAR,'
        " journey VARCHAR, node VARCHAR, reason VARCHAR, data JSON, shard INTEGER, position BIGINT)"
    )
    yield connection
    connection.close()


def queries(database: duckdb.DuckDBPyConnection) -> Callable[[str, Sequence[object]], list[tuple[object, ...]]]:
    return lambda sql, params: database.execute(sql, list(params)).fetchall()


def store(database: duckdb.DuckDBPyConnection, facts: list[Fact]) -> None:
    database.execute("DELETE FROM facts")
    rows = [
        (f.kind, f.person, f.name, f.at, f.channel, f.topic, f.journey, f.node, f.reason, _text(f.data), 0, 1)
        for f in facts
    ]
    if rows:
        database.executemany(f"INSERT INTO facts VALUES ({', '.join('?' * 12)})", rows)


def _text(data: msgspec.Raw | None) -> str | None:
    return bytes(data).decode() if data is not None else None


def lived(condition: Condition, signals: Sequence[Heard]) -> tuple[Person, list[Fact]]:
    """Ann after these, where this condition is published, and the facts of it."""
    published = observing(observing(PublishedSet(), (condition,)), tuple(SEGMENTS.values()))
    person, facts = Person(key="ann", traits={}, first_seen_at=1), list[Fact]()
    for signal in signals:
        person, effects = advance(person, signal, published, NOW)
        facts += [effect for effect in effects if isinstance(effect, Fact)]
    return person, facts


def scope_of(person: Person) -> Scope:
    return Scope(history=person.history or {}, forgotten=person.forgotten or {}, segments=SEGMENTS, now=NOW)


def by_sql(database: duckdb.DuckDBPyConnection, condition: Condition) -> bool | None:
    made = compile_sql(condition, SEGMENTS, NOW)
    (row,) = database.execute(f"SELECT {made.sql} FROM people p", made.params).fetchall()
    truth: bool | None = row[0]
    return truth


PROXY = ReceiptReceived(
    key="ann", id="1", at=NOW - 5, received_at=NOW, kind="opened", message="m", channel="email", proxy=True
)


@settings(max_examples=300, deadline=None)
@given(text=conditions, signals=st.lists(heard(), max_size=8))
@example(text='count("message_opened", within="7d") == 0', signals=[PROXY])
@example(text='count("message_opened", where=machine) >= 0', signals=[PROXY])
@example(text='in_segment("engaged") and count("message_opened") < 2', signals=[PROXY])
def test_python_and_sql_agree(database: duckdb.DuckDBPyConnection, text: str, signals: list[Heard]) -> None:
    condition = compile_condition(text)
    assert from_json(condition.to_json()).root == condition.root, "text, tree and JSON are the same thing"
    person, facts = lived(condition, signals)
    store(database, facts)
    assert condition.evaluate(scope_of(person)) is by_sql(database, condition)


@settings(max_examples=150, deadline=None)
@given(text=asked(), signals=st.lists(heard(), max_size=8))
def test_the_past_that_is_read_from_facts_is_what_would_have_been_remembered(
    database: duckdb.DuckDBPyConnection, text: str, signals: list[Heard]
) -> None:
    condition = compile_condition(text)
    person, facts = lived(condition, signals)
    store(database, facts)
    later = Person(key="ann", traits={}, first_seen_at=1)
    for _, name, times, count, first in past_by_fields(
        lambda sql, params: database.execute(sql, list(params)).fetchall(), sorted(condition.windows), 0, 2
    ):
        later = backfill(later, name, tuple(sorted(times)), count, first)
    assert condition.evaluate(scope_of(later)) is condition.evaluate(scope_of(person))


def test_beyond_what_is_remembered_both_know_the_least(database: duckdb.DuckDBPyConnection) -> None:
    signals = [
        ReceiptReceived(
            key="ann", id=str(n), at=NOW - n, received_at=NOW, kind="clicked", message="m", channel="sms", url="u"
        )
        for n in range(HISTORY_MAX + 200)
    ]
    for text, truth in (
        ('count("message_clicked", within="7d", where=channel == "sms") >= 1000', True),
        ('count("message_clicked", within="7d", where=channel == "sms") == 1200', None),
        ('count("message_clicked", within="7d", where=channel == "sms") < 5', False),
        ('count("message_clicked", where=channel == "sms") == 1200', True),
        ('count("message_clicked", where=channel == "email") == 0', True),
    ):
        condition = compile_condition(text)
        person, facts = lived(condition, signals[::-1])
        store(database, facts)
        assert condition.evaluate(scope_of(person)) is truth, text
        assert by_sql(database, condition) is truth, text
        assert sum(len(times) for times in (person.history or {}).values()) < 3 * 8 * HISTORY_MAX
