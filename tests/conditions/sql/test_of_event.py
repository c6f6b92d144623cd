"""What is asked of one event alone: SQL and the evaluation say the same, and what looks further is not compiled."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.conditions.language import Scope, compile_condition
from loopline.conditions.path import compile_path
from loopline.conditions.sql.condition import SqlCondition
from loopline.conditions.sql.of_event import amount_of_event, compile_of_event, text_of_event
from loopline.model.history.money import amount_in

ALONE = [
    'event.plan == "pro"',
    'event.plan == "pro" and event.amount > 10',
    'event.plan in ["pro", "team"] or not has(event.amount)',
    'event.name == "bought" and event.plan != "free"',
    'contains(lower(event.plan), "r") and length(event.plan) > 2',
    "round(event.amount * 2 - 1) >= event.least",
    "any(event.items, price > 5)",
    'all(event.items, sku != "x" or price == 1)',
    'coalesce(event.cart.plan, event.plan) == "pro"',
]
FURTHER = [
    'plan == "pro"',
    'account.plan == "pro"',
    "event.order == entry.order",
    'count("bought") > 1',
    'in_segment("vip")',
    'consented("email")',
    "days_since(event.at) < 2",
    'clicked("mail")',
    "any(items, price > 5)",
]
VALUES: st.SearchStrategy[Any] = st.sampled_from([None, True, 0, 1, 5, 10.5, "pro", "free", "5", [], {}])
ITEMS = st.lists(st.fixed_dictionaries({"price": VALUES, "sku": VALUES}), max_size=3)
EVENTS = st.fixed_dictionaries(
    {}, optional={"plan": VALUES, "amount": VALUES, "least": VALUES, "items": ITEMS, "cart": st.just({"plan": "pro"})}
)


@pytest.fixture(scope="module")
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def asked(store: duckdb.DuckDBPyConnection, made: SqlCondition | None, event: dict[str, Any]) -> object:
    assert made is not None
    text, parameters = made.named("w")
    row = store.execute(
        f"SELECT {text} FROM (SELECT CAST($event AS JSON) AS traits) p", {"event": json.dumps(event), **parameters}
    ).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("text", ALONE)
@given(event=EVENTS)
def test_the_sql_agrees_with_the_evaluation(store: duckdb.DuckDBPyConnection, text: str, event: dict[str, Any]) -> None:
    condition = compile_condition(text)
    truth = condition.evaluate(Scope(traits={}, event=event, event_name="bought", now=0))
    assert asked(store, compile_of_event(condition.root, "bought"), event) == truth


@pytest.mark.parametrize("text", FURTHER)
def test_what_looks_at_more_than_the_event_is_not_compiled(text: str) -> None:
    assert compile_of_event(compile_condition(text).root, "bought") is None


@given(
    value=VALUES
    | st.sampled_from(["19.90", " 7 ", "+3", "-2.5", "19,90", "1e5", "", ".5", "9" * 31, "9" * 30, 1e12, -1e300])
)
def test_amounts_are_read_as_the_engine_reads_them(store: duckdb.DuckDBPyConnection, value: Any) -> None:
    made = amount_of_event(compile_path("cart.total", "event"))
    assert asked(store, made, {"cart": {"total": value}}) == amount_in(value)
    assert amount_of_event(compile_path("person.balance", "event")) is None


def test_an_id_is_the_same_as_number_and_as_text() -> None:
    made = text_of_event(compile_path("order_id", "event"))
    with duckdb.connect() as store:
        found = [asked(store, made, event) for event in ({"order_id": 7}, {"order_id": "7"}, {"order_id": ""}, {})]
    assert found == ["7", "7", None, None]
    assert text_of_event(compile_path("entry.order_id", "event")) is None
