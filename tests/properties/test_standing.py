"""Where people stand: what the engine says of `in_journey` and `received` is what the SQL over the facts says."""

from collections.abc import Iterator
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.sight import scope_of
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet, observing
from loopline.model.effect import Effect, SendMessage
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, EventReceived, Signal
from loopline.pipeline.advance import advance

START, HOUR = 1_790_000_000_000, 3_600_000
EVENTS = ("a", "b", "c", "stop_a", "stop_b")
CONDITIONS = (
    'in_journey("a")',
    'in_journey("b")',
    'in_journey("c") or in_journey("none")',
    'not in_journey("a") and in_journey("b")',
    'received("a")',
    'received("b/mail", within="5h")',
    'received("b", channel="sms")',
    'received("a/mail") and not in_journey("a")',
)


def journey(name: str, **more: Any) -> dict[str, Any]:
    content = {"subject": "x", "text": "y"}
    nodes = {
        "mail": {"kind": "message", "channel": "email", "content": content, "then": "rest"},
        "rest": {"kind": "wait", "for": "7h"},
    }
    whole = {"kind": "journey", "id": name, "entry": {"on": [name]}, "start": "mail", "nodes": nodes}
    return {**whole, "exits": [{"on": f"stop_{name}"}], **more}


def rules() -> PublishedSet:
    made = PublishedSet()
    leaves = {"exits": [{"when": 'in_journey("a")'}]}
    for document in (journey("a"), journey("b"), journey("c", **leaves)):
        made = publish(made, build_document(document), 1)
    return observing(made, tuple(map(compile_condition, CONDITIONS)))


RULES = rules()


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE people (person VARCHAR, traits JSON, account VARCHAR, account_traits JSON,"
        " lists VARCHAR[], consent JSON, zone VARCHAR);"
        " INSERT INTO people VALUES ('ann', '{}', '', NULL, NULL, '{}', NULL);"
        ' CREATE TABLE events (person VARCHAR, name VARCHAR, "at" BIGINT);'
        ' CREATE TABLE facts (kind VARCHAR, person VARCHAR, "at" BIGINT, name VARCHAR, journey VARCHAR, node VARCHAR,'
        " channel VARCHAR, topic VARCHAR, enrollment VARCHAR, reason VARCHAR, data JSON)"
    )
    yield connection
    connection.close()


def played(steps: list[tuple[str, int]]) -> tuple[Person, list[Fact], int]:
    person, at = Person(key="ann", traits={"email": "ann@example.test"}, first_seen_at=1), START
    facts: list[Fact] = []

    def take(signal: Signal) -> None:
        nonlocal person
        person, effects = advance(person, signal, RULES, at)
        facts.extend(effect for effect in effects if isinstance(effect, Fact))
        for mail in sent(effects):
            take(mail)

    def sent(effects: list[Effect]) -> list[AttemptAnswered]:
        return [
            AttemptAnswered(
                key="ann",
                id=f"{one.key}/sent",
                at=at,
                received_at=at,
                message=one.key,
                channel=one.channel,
                topic=one.topic,
                journey=one.journey,
                node=one.node,
                enrollment=one.enrollment,
                attempt=1,
                result="sent",
            )
            for one in effects
            if isinstance(one, SendMessage)
        ]

    for number, (event, hours) in enumerate(steps):
        at += hours * HOUR
        take(EventReceived(key="ann", id=f"e{number}", name=event, at=at, received_at=at))
    return person, facts, at


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 4)), min_size=1, max_size=8))
def test_the_engine_and_the_facts_say_the_same(
    database: duckdb.DuckDBPyConnection, steps: list[tuple[str, int]]
) -> None:
    person, facts, now = played(steps)
    database.execute("DELETE FROM facts")
    for fact in facts:
        told = msgspec.json.encode(fact.data).decode() if fact.data else None
        row = [fact.kind, fact.person, fact.at, fact.name, fact.journey, fact.node, fact.channel, fact.topic]
        row += [fact.enrollment, fact.reason, told]
        database.execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for text in CONDITIONS:
        asked = compile_condition(text)
        made = compile_sql(asked, {}, now, "UTC")
        (row_found,) = database.execute(f"SELECT {made.sql} FROM people p", made.params).fetchall()
        assert row_found[0] is asked.evaluate(scope_of(person, RULES, now)), text


@settings(max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 4)), min_size=1, max_size=8))
def test_nobody_stays_beside_what_ends_a_passage(steps: list[tuple[str, int]]) -> None:
    person, _, _ = played(steps)
    assert not {"a", "c"} <= {one.journey for one in person.enrollments}
