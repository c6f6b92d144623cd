"""Evaluation in Python and in SQL agree: random conditions over random people, true, false and unknown alike."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loopline.conditions.language import Condition, Scope, Truth, compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.policy.sight import consents as said_of
from loopline.decisions.published import PublishedSet
from loopline.model.person import Person as Known
from loopline.signals.timestamps import read_stamp
from tests.properties.conditions import (
    NOW,
    conditions,
    consents,
    date_conditions,
    date_traits,
    edge_histories,
    edge_traits,
    edges,
    histories,
    traits,
    zones,
)

SEGMENTS = {
    "active": compile_condition('count("login", within="30d") >= 2'),
    "grown": compile_condition('seats > 10 and not in_segment("active")'),
}

FALLBACK = "Asia/Kolkata"
RULES = PublishedSet()


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON,"
        " lists VARCHAR[], consent JSON, zone VARCHAR)"
    )
    connection.execute('CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT)')
    yield connection
    connection.close()


Person = tuple[dict[str, Any], dict[str, Any] | None, dict[str, list[int]], list[str], dict[str, bool], str]
people = st.tuples(
    traits, st.none() | traits, histories, st.lists(st.sampled_from(["vip", "beta"]), max_size=2), consents, zones
)


def scope_of(person: Person) -> Scope:
    known, account, history, lists, consent, zone = person
    return Scope(
        traits=known,
        account=account,
        account_id="acme",
        history=history,
        lists=lists,
        consent=lambda channel, topic: said_of(Known(key="one", traits={}, consent=consent), channel, topic, RULES),
        segments=SEGMENTS,
        now=NOW,
        zone=zone or FALLBACK,
    )


def in_sql(database: duckdb.DuckDBPyConnection, condition: Condition, some: list[Person]) -> list[Truth]:
    database.execute("DELETE FROM people; DELETE FROM events")
    for index, (known, account, history, lists, consent, zone) in enumerate(some):
        row = [
            str(index),
            json.dumps(known),
            "@acme",
            account and json.dumps(account),
            lists or None,
            json.dumps(consent),
        ]
        row.append(zone or None)
        database.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        events = [[str(index), name, at] for name, times in history.items() for at in times]
        if events:
            database.executemany("INSERT INTO events VALUES (?, ?, ?)", events)
    made = compile_sql(condition, SEGMENTS, NOW, FALLBACK)
    rows = database.execute(f"SELECT {made.sql} FROM people p ORDER BY person::INT", made.params).fetchall()
    return [row[0] for row in rows]


@settings(max_examples=300)
@given(condition=conditions(), some=st.lists(people, min_size=1, max_size=6))
@example(condition="0 == -plan", some=[({"plan": -1e308}, None, {}, [], {}, "")])
@example(condition="plan == seats", some=[({"plan": 2**53, "seats": 2**53 + 1}, None, {}, [], {}, "")])
@example(
    condition="contains(tags, seats - 1)", some=[({"tags": [2**63, 5e-324], "seats": 2**63}, None, {}, [], {}, "")]
)
def test_python_and_sql_agree(database: duckdb.DuckDBPyConnection, condition: str, some: list[Person]) -> None:
    compiled = compile_condition(condition)
    expected = [compiled.evaluate(scope_of(person)) for person in some]
    assert in_sql(database, compiled, some) == expected


@settings(max_examples=100)
@given(condition=edges, some=st.lists(st.tuples(edge_traits, st.none(), edge_histories), min_size=15, max_size=15))
def test_python_and_sql_agree_to_the_millisecond(
    database: duckdb.DuckDBPyConnection, condition: str, some: list[tuple[dict[str, Any], None, dict[str, list[int]]]]
) -> None:
    compiled = compile_condition(condition)
    persons: list[Person] = [(known, account, history, [], {}, "") for known, account, history in some]
    assert in_sql(database, compiled, persons) == [compiled.evaluate(scope_of(person)) for person in persons]


@settings(max_examples=300)
@given(condition=date_conditions, some=st.lists(st.tuples(date_traits, zones), min_size=15, max_size=15))
def test_python_and_sql_read_dates_in_the_same_zone(
    database: duckdb.DuckDBPyConnection, condition: str, some: list[tuple[dict[str, Any], str]]
) -> None:
    compiled = compile_condition(condition)
    persons: list[Person] = [(known, None, {}, [], {}, zone) for known, zone in some]
    assert in_sql(database, compiled, persons) == [compiled.evaluate(scope_of(person)) for person in persons]


@settings(max_examples=200)
@given(fraction=st.text("0123456789", min_size=1, max_size=14))
@example(fraction="0005")
@example(fraction="00099999")
@example(fraction="9999995")
@example(fraction="9999994999999")
def test_an_events_time_a_condition_and_its_sql_read_a_fraction_of_a_second_in_one_way(
    database: duckdb.DuckDBPyConnection, fraction: str
) -> None:
    text = f"2026-11-17T23:59:59.{fraction}Z"
    at, _ = read_stamp(text, None, NOW * 2)
    person: Person = ({"done_at": text, "same": at}, None, {}, [], {}, "")
    condition = compile_condition("date(done_at) == date(same)")
    assert (condition.evaluate(scope_of(person)), in_sql(database, condition, [person])) == (True, [True])
