"""Look-ups compiled: what they ask by the values of a message, and what is refused before anything is asked."""

from typing import Any

import pytest

from loopline.conditions.lookups.compiled import FeedAsked, ItemAsked, SelectionAsked, compile_lookup
from loopline.model.catalogs.lookup import Lookup
from loopline.model.errors import Invalid

CONTEXT: dict[str, Any] = {
    "plan": "pro",
    "event": {"sku": "p1", "amount": 7.0, "order id": "o 1", "list": ["a"]},
    "entry": {"sku": "p0"},
    "account": {"id": "acme"},
}


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("event.sku", "p1"),
        ("entry.sku", "p0"),
        ("plan", "pro"),
        ("person.plan", "pro"),
        ("account.id", "acme"),
        ("event.amount", "7"),
        ('event["order id"]', "o 1"),
        ('"fixed"', "fixed"),
        ("'it''s'", "its"),
    ],
)
def test_an_item_is_asked_for_by_a_field_or_a_text(asked: str, name: str) -> None:
    assert compile_lookup(Lookup(catalog="shop", id=asked)).asked(CONTEXT) == ItemAsked("shop", name)


@pytest.mark.parametrize("asked", ["event.colour", "event.list", "account.plan.x", '""'])
def test_without_a_value_nothing_is_asked(asked: str) -> None:
    assert compile_lookup(Lookup(catalog="shop", id=asked)).asked(CONTEXT) is None


def test_a_feed_is_asked_when_all_of_its_values_are_there() -> None:
    asked = compile_lookup(Lookup(feed="rates", given={"of": "event.amount", "at": "'x'"}))
    assert asked.asked(CONTEXT) == FeedAsked("rates", (("of", "7"), ("at", "x")))
    assert compile_lookup(Lookup(feed="rates", given={"of": "event.none"})).asked(CONTEXT) is None


def test_a_selection_knows_its_bounds_its_fields_and_whom_it_equals() -> None:
    where = "item.kind == event.sku and 5 < item.price and item.name != null and (item.a == 1 or item.b == 2)"
    compiled = compile_lookup(Lookup(catalog="shop", where=where, sort="-item.price"))
    asked = compiled.asked(CONTEXT)
    assert isinstance(asked, SelectionAsked)
    assert asked.bounds == (("kind", "==", "p1"), ("price", ">", 5))
    assert compiled.fields == {"kind", "price", "name", "a", "b"}
    assert (compiled.sort, compiled.descending) == ("price", True)
    other = {**CONTEXT, "plan": "free"}
    assert compiled.asked(other) == asked, "what it does not read makes no other question"
    changed = compiled.asked({**CONTEXT, "event": {"sku": "p2"}})
    assert isinstance(changed, SelectionAsked) and changed.key != asked.key
    assert compiled.asked({}) is None


@pytest.mark.parametrize(
    ("lookup", "code", "at"),
    [
        (Lookup(), "lookup_form", ""),
        (Lookup(catalog="shop", feed="rates"), "lookup_form", ""),
        (Lookup(catalog="shop"), "lookup_form", "catalog"),
        (Lookup(catalog="shop", id="a", where="item.a == 1"), "lookup_form", "id"),
        (Lookup(catalog="shop", id="a", given={"x": "y"}), "lookup_form", "with"),
        (Lookup(feed="rates", id="a"), "lookup_form", "feed"),
        (Lookup(catalog="shop", sort="a", limit=0), "lookup_limit", "limit"),
        (Lookup(catalog="shop", id="a b"), "path_form", "id"),
        (Lookup(catalog="shop", id="'a"), "path_form", "id"),
        (Lookup(catalog="shop", where="item.a ="), "condition_syntax", "where"),
        (Lookup(catalog="shop", where="plan == 'pro'"), "lookup_where", "where"),
        (Lookup(catalog="shop", where="item.a == 1 and in_list('x')"), "lookup_where", "where"),
        (Lookup(catalog="shop", where="item.a > now()"), "lookup_where", "where"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(lookup: Lookup, code: str, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        compile_lookup(lookup)
    assert (refused.value.code, refused.value.at) == (code, at)
