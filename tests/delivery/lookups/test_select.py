"""A selection over items at hand: what meets the condition, in order, as many as asked for."""

from typing import Any

from loopline.conditions.lookups.compiled import compile_lookup
from loopline.delivery.lookups.select import select
from loopline.model.catalogs.lookup import Lookup

ITEMS: dict[str, dict[str, Any]] = {"b": {"n": 2}, "a": {"n": 3}, "c": {"n": "x"}, "d": {}, "e": {"n": 1}}


def test_items_come_by_their_id_or_by_a_field_and_those_without_it_are_none() -> None:
    every = compile_lookup(Lookup(catalog="shop", where="item.n != 5 or not has(item.n)", limit=20))
    assert select(every, ITEMS.items(), {}) == [ITEMS[one] for one in "abde"], "of a text nothing is known"
    up = compile_lookup(Lookup(catalog="shop", sort="n", limit=3))
    assert [item["n"] for item in select(up, ITEMS.items(), {})] == [1, 2, 3]
    down = compile_lookup(Lookup(catalog="shop", sort="-n", limit=2))
    assert [item["n"] for item in select(down, ITEMS.items(), {})] == ["x", 3]
