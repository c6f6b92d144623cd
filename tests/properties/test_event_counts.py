"""Counts and sums of events by their properties: what a person remembers, and the SQL over the facts, agree."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.conditions.dates import iso_text
from loopline.conditions.language import Condition, Scope, compile_condition, from_json
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.published import PublishedSet, observing
from loopline.model.fact import Fact
from loopline.model.history.times import HISTORY_MAX
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.pipeline.advance import advance
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.runtime.upkeep.past_history import past_amounts, past_by_fields, past_values
from loopline.signals.people.amounts import backfilled
from loopline.signals.people.history import backfill
from tests.properties.conditions import DAY_MS, NOW, joined, moments, values

PROPERTIES = ["amount", "plan", "tags", "ship to"]
WHERES = st.recursive(
    st.sampled_from(
        [
            "amount > 5",
            "5 >= amount",
            "amount == 5",
            "amount != 5",
            "amount / 2 - 1 < plan",
            'plan == "free"',
            'plan in ["free", "pro", 3]',
            'plan not in ["free"]',
            "plan == amount",
            "plan",
            "not plan",
            "has(amount)",
            "amount == null",
            'contains(tags, "free")',
            'starts_with(lower(plan), "p")',
            "length(tags) >= 2",
            'person["ship to"].country == "nl"',
            'any(tags, item == "free")',
            "all(tags, item == 3)",
            "tags[-1] == 3",
            "round(amount) == 5",
            'matches(plan, "^p")',
            "coalesce(amount, plan) == 5",
        ]
    ),
    joined,
    max_leaves=3,
)
WINDOWS = st.sampled_from(
    [
        "",
        ', within="7d"',
        ', within="30d"',
        ', within="7d", ago="1d"',
        ', since="2026-09-15"',
        ", since=amount",  # and
        ', since=start_of("month")',
        ', since=first("order", where=amount > 5)',
    ]
)
TRAITS: dict[str, Any] = {"amount": 99, "plan": "pro"}
properties = st.dictionaries(st.sampled_from(PROPERTIES), values | st.sampled_from([3, 5, 5.0, 7, "free", "pro", True]))


@st.composite
def events(draw: st.DrawFn) -> EventReceived:
    return EventReceived(
        key="ann",
        id=str(draw(st.integers(0, 10**9))),
        at=min(NOW, draw(moments)),
        received_at=NOW,
        name=draw(st.sampled_from(["order", "order", "login"])),
        properties=msgspec.json.encode(draw(properties)),
    )


@st.composite
def asked(draw: st.DrawFn) -> str:
    where = draw(WHERES)
    within = draw(WINDOWS)
    count = f'count("order"{within}, where={where})'
    op, number = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="])), draw(st.sampled_from([0, 1, 2, 1.5]))
    at = f'{draw(st.sampled_from(["first", "last"]))}("order"{draw(WINDOWS)}, where={where})'
    shapes = [
        f"{count} {op} {number}",
        f"{number} {op} {count}",
        f'{count} {op} count("order")',
        f"days_since({at}) {op} {number * 10}",
        f"{at} == null",
    ]
    return draw(st.sampled_from(shapes))


@st.composite
def added(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(["amount", "plan", "ship to.country", "ship to"]))
    where = draw(st.none() | WHERES)
    within = draw(WINDOWS)
    function = draw(st.sampled_from(["sum", "avg", "min", "max", "distinct", "distinct"]))
    within = within.partition(", ago")[0] if function == "distinct" else within
    total = f'{function}("order", "{field}"{within}{f", where={where}" if where else ""})'
    op = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    number = draw(st.sampled_from([0, 3, 5, 5.5, 8, -2.25, 10**9, 10**12]))
    shapes = [f"{total} {op} {number}", f"{number} {op} {total} / 2", f"{total} == null", f"{total} {op} {total} + 0"]
    return draw(st.sampled_from(shapes))


@st.composite
def sequences(draw: st.DrawFn) -> str:
    gap = draw(st.sampled_from(["1h", "1d", "7d", "1s"]))
    field = draw(st.sampled_from(["plan", "amount", "tags.country"]))
    function = draw(st.sampled_from(["followed", "not_followed"]))
    first, second = draw(st.permutations(["order", "login"]))
    given_gap = f', "{gap}"' if function == "not_followed" or draw(st.booleans()) else ""
    return f'{function}("{first}", "{second}", "{field}"{given_gap}{draw(WINDOWS).partition(", ago")[0]})'


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON,"
        " lists VARCHAR[], consent JSON, zone VARCHAR)"
    )
    connection.execute(
        """INSERT INTO people VALUES ('ann', '{"amount": 99, "plan": "pro"}', '', NULL, [], '{}', 'UTC')"""
    )
    connection.execute(
        'CREATE TABLE facts (kind VARCHAR, person VARCHAR, name VARCHAR, "at" BIGINT, data JSON,'
        " shard INTEGER, position BIGINT)"
    )
    connection.execute("CREATE VIEW events AS SELECT person, name, \"at\", data FROM facts WHERE kind = 'event'")
    yield connection
    connection.close()


def lived(database: duckdb.DuckDBPyConnection, condition: Condition, signals: Sequence[EventReceived]) -> Person:
    """Ann after these, where this condition is published; the facts of it are in the database."""
    published = observing(PublishedSet(), (condition,))
    person, rows = Person(key="ann", traits={}, first_seen_at=1), list[tuple[Any, ...]]()
    for signal in signals:
        quick = noted(person, signal, Heeded(published))
        person, effects = advance(person, signal, published, NOW)
        assert quick == person, "the short way remembers what the long one does"
        for one in effects:
            if isinstance(one, Fact):
                assert one.data is not None
                rows.append((one.kind, one.person, one.name, one.at, bytes(one.data).decode(), 0, 1))
    database.execute("DELETE FROM facts")
    if rows:
        database.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return person


def told_past(database: duckdb.DuckDBPyConnection, condition: Condition, person: Person) -> Person:
    """The person who is told of the past of all that a condition asks for."""

    def query(sql: str, params: Sequence[object]) -> list[tuple[Any, ...]]:
        return database.execute(sql, list(params)).fetchall()

    names = sorted(condition.windows)
    for _, name, times, count, first in past_by_fields(query, names, 0, 2):
        person = backfill(person, name, tuple(sorted(times)), count, first)
    for _, name, amounts in (*past_amounts(query, names, 0, 2), *past_values(query, names, 0, 2)):
        person = backfilled(person, name, amounts)
    return person


def scope_of(person: Person) -> Scope:
    return Scope(
        traits=TRAITS,
        history=person.history or {},
        forgotten=person.forgotten or {},
        amounts=person.amounts or {},
        now=NOW,
    )


def by_sql(database: duckdb.DuckDBPyConnection, condition: Condition) -> bool | None:
    made = compile_sql(condition, {}, NOW)
    ((truth,),) = database.execute(f"SELECT {made.sql} FROM people p", made.params).fetchall()
    assert truth is None or isinstance(truth, bool)
    return truth


def order(number: int, **held: object) -> EventReceived:
    body = msgspec.json.encode(held)
    return EventReceived(key="ann", id=str(number), at=NOW - number, received_at=NOW, name="order", properties=body)


def login(number: int, **held: object) -> EventReceived:
    return replace(order(number, **held), name="login", id=f"login{number}")


@settings(max_examples=300, deadline=None)
@given(text=asked() | added() | sequences() | sequences(), signals=st.lists(events(), max_size=6))
@example(text='sum("order", "amount") == 0.3', signals=[order(1, amount=0.1), order(2, amount=0.2)])
@example(text='avg("order", "amount", where=amount < 9) == 2', signals=[order(1, amount=1), order(2, amount=3)])
@example(text='max("order", "amount") == 1', signals=[order(1, amount=True), order(2, amount="7"), order(3, amount=1)])
@example(text='min("order", "amount", within="7d") == null', signals=[order(10**9, amount=1)])
@example(
    text='distinct("order", "plan") == 3',
    signals=[order(1, plan=1), order(2, plan=True), order(3, plan=1.0), order(4, plan="1")],
)
@example(text='followed("order", "login", "plan", "1s")', signals=[order(5, plan=1), login(5, plan=1.0)])
@example(text='followed("order", "login", "plan")', signals=[login(5, plan=1), order(4, plan=1)])
@example(text='not_followed("order", "login", "plan", "1s")', signals=[login(999, plan=1), order(1_000, plan=1)])
@example(text='not_followed("order", "login", "plan", "1s")', signals=[login(1_000, plan=2), order(1_000, plan=1)])
@example(text='not_followed("order", "login", "plan", "1s")', signals=[order(999, plan=1)])
@example(text='distinct("order", "plan") == 1', signals=[order(1, plan=-0.0), order(2, plan=0), order(3, plan=[1])])
@example(text='count("order", where=amount > 5) == 1', signals=[order(1, amount=6), order(2, amount="6"), order(3)])
@example(text='count("order", where=not plan) == 1', signals=[order(1, plan=False), order(2, plan="x"), order(3)])
def test_python_sql_and_the_past_agree(
    database: duckdb.DuckDBPyConnection, text: str, signals: list[EventReceived]
) -> None:
    condition = compile_condition(text)
    assert from_json(condition.to_json()).root == condition.root, "text, tree and JSON are the same thing"
    person = lived(database, condition, signals)
    truth = condition.evaluate(scope_of(person))
    assert truth is by_sql(database, condition)
    later = told_past(database, condition, Person(key="ann", traits={}, first_seen_at=1))
    whole = 'count("order")' in text  # whose past is read by another query
    assert whole or condition.evaluate(scope_of(later)) is truth


def test_beyond_what_is_remembered_both_know_the_least(database: duckdb.DuckDBPyConnection) -> None:
    signals = [order(number, amount=number % 2) for number in range(2 * HISTORY_MAX + 400)]
    for text, truth in (
        ('count("order", within="7d", where=amount == 1) >= 1000', True),
        ('count("order", within="7d", where=amount == 1) == 1200', None),
        ('count("order", where=amount == 1) == 1200', True),
        ('count("order", where=amount == 2) == 0', True),
    ):
        condition = compile_condition(text)
        person = lived(database, condition, signals[::-1])
        assert condition.evaluate(scope_of(person)) is truth, text
        assert by_sql(database, condition) is truth, text


def test_sums_beyond_what_is_remembered_are_exact_or_unknown(database: duckdb.DuckDBPyConnection) -> None:
    """Of 1,300 orders the newest 500 are known one by one: whole sums are exact, a window with more is unknown."""
    signals = [order(number, amount=number / 10) for number in range(1_300)]
    for text, truth in (
        ('sum("order", "amount") == 84435', True),
        ('max("order", "amount") == 129.9 and min("order", "amount") == 0', True),
        ('avg("order", "amount") == 64.95', True),
        ('sum("order", "amount", within="7d") > 1', None),
        ('sum("order", "amount", within="7d", where=amount < 40) == 7980', True),
    ):
        condition = compile_condition(text)
        assert condition.evaluate(scope_of(lived(database, condition, signals))) is truth, "the newest came first"
        person = lived(database, condition, signals[::-1])
        assert condition.evaluate(scope_of(person)) is truth, text
        assert by_sql(database, condition) is truth, text
        later = told_past(database, condition, Person(key="ann", traits={}, first_seen_at=1))
        assert later.amounts == person.amounts, "the past that is read is what would have been remembered"


def test_distinct_values_beyond_what_is_remembered_are_exact_or_unknown(database: duckdb.DuckDBPyConnection) -> None:
    """Of 700 values the newest 500 are known: a window that has no other is exact, any other is unknown."""
    signals = [order(number, amount=number % 700) for number in range(900)]
    for text, truth in (
        ('distinct("order", "amount") > 1', None),
        ('distinct("order", "amount", within="7d") > 1', None),
        ('distinct("order", "amount", within="7d", where=amount < 40) == 40', True),
        (f'distinct("order", "amount", since=date("{iso_text(NOW - 399)}")) == 400', True),
    ):
        condition = compile_condition(text)
        assert condition.evaluate(scope_of(lived(database, condition, signals))) is truth, "the newest came first"
        person = lived(database, condition, signals[::-1])
        assert condition.evaluate(scope_of(person)) is truth, text
        assert by_sql(database, condition) is truth, text
        later = told_past(database, condition, Person(key="ann", traits={}, first_seen_at=1))
        assert condition.evaluate(scope_of(later)) is truth, text


def test_sequences_beyond_what_is_remembered_are_exact_or_unknown(database: duckdb.DuckDBPyConnection) -> None:
    """Of 700 carts the newest 500 are known: a part of the past that has no other is exact, any other is unknown."""
    signals = [login(1, amount=3), *(order(2 * number + 2, amount=number) for number in range(700))]
    for text, truth in (
        ('followed("order", "login", "amount")', None),
        ('not_followed("order", "login", "amount", "1s", within="7d")', None),
        (f'followed("order", "login", "amount", since=date("{iso_text(NOW - 500)}"))', True),
        (f'not_followed("order", "login", "amount", "1s", since=date("{iso_text(NOW - 500)}"))', False),
        ('followed("login", "order", "amount")', None),
    ):
        condition = compile_condition(text)
        assert condition.evaluate(scope_of(lived(database, condition, signals))) is truth, "the newest came first"
        person = lived(database, condition, signals[::-1])
        assert condition.evaluate(scope_of(person)) is truth, text
        assert by_sql(database, condition) is truth, text


@pytest.mark.parametrize(
    ("text", "oldest", "newest"),
    [
        ('count("order", within="1d", where=amount > 5) == 0', 6, 4),
        ('sum("order", "amount", within="1d") < 5', 4.5, 1),
        ('distinct("order", "amount", within="1d") < 2', 4.5, 1),
        ('not_followed("order", "login", "amount", "1d")', 1, 2),
    ],
)
def test_it_changes_when_the_oldest_leaves_the_window(text: str, oldest: float, newest: float) -> None:
    condition = compile_condition(text)
    published = observing(PublishedSet(), (condition,))
    person, _ = advance(Person(key="ann", traits={}, first_seen_at=1), order(1_000, amount=oldest), published, NOW)
    person, _ = advance(person, order(500, amount=newest), published, NOW)
    assert condition.evaluate(scope_of(person)) is False
    assert condition.next_change(scope_of(person)) == NOW - 1_000 + DAY_MS
