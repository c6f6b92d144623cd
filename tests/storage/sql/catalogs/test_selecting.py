"""Selections: what the index finds is what looking at every item finds, with bounds on how many are looked at."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from loopline.conditions.lookups.compiled import SelectionAsked, compile_lookup
from loopline.delivery.lookups.select import select
from loopline.model.catalogs.lookup import Lookup
from loopline.model.errors import Unavailable
from loopline.storage.sql.catalogs import selecting as module
from loopline.storage.sql.catalogs.selecting import CatalogStore
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore

INDEXED = ("colour", "price")
CONTEXT = {"event": {"colour": "red", "sku": "i0003"}, "budget": 40}
SELECTIONS = (
    Lookup(catalog="shop", where="item.colour == event.colour", sort="-price"),
    Lookup(catalog="shop", where="item.colour == event.colour and item.price <= budget", sort="price", limit=20),
    Lookup(catalog="shop", where="item.price > budget and item.id != event.sku", sort="price"),
    Lookup(catalog="shop", where="20 <= item.price and item.price < 22", limit=20),
    Lookup(catalog="shop", where="item.stock > 0 and item.colour != 'red'", sort="-price", limit=3),
    Lookup(catalog="shop", where="item.colour in ['red', 'blue'] or item.price < 3", limit=20),
    Lookup(catalog="shop", where="contains(item.tags, 'new') and item.colour == 'blue'", limit=20),
    Lookup(catalog="shop", sort="-price", limit=7),
)


@pytest.fixture
def store(place: Place) -> Iterator[CatalogStore]:
    studio = StudioStore(place)
    yield studio.catalogs
    studio.close()


def shop(count: int = 700) -> dict[str, dict[str, Any]]:
    chance = random.Random(7)
    made: dict[str, dict[str, Any]] = {}
    for number in range(count):
        name = f"i{number:04}"
        item: dict[str, Any] = {
            "id": f"i{number:04}",
            "colour": chance.choice(["red", "blue", "green"]),
            "stock": chance.randrange(3),
        }
        if chance.random() < 0.9:
            item["price"] = chance.randrange(1, 10_000) / 100
        made[name] = {**item, "tags": chance.sample(["new", "sale"], chance.randrange(3))}
    return made


def asked(store: CatalogStore, lookup: Lookup, context: dict[str, Any]) -> list[dict[str, Any]]:
    compiled = compile_lookup(lookup)
    found = compiled.asked(context)
    assert isinstance(found, SelectionAsked)
    order = compiled.sort, compiled.descending
    return store.select("shop", found.bounds, lambda item: compiled.accepts(item, context), order, lookup.limit)


@pytest.mark.parametrize("few", [1, 50, 2_000])
def test_the_index_finds_what_looking_at_every_item_finds(
    store: CatalogStore, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`few` is how many are sorted in memory: below it the index is walked in the order of the answer."""
    items = shop()
    store.put("shop", {name: json.dumps(item).encode() for name, item in items.items()}, INDEXED)
    for lookup in SELECTIONS:
        monkeypatch.setattr(module, "SORTED_MAX", few)
        compiled = compile_lookup(lookup)
        wanted = select(compiled, items.items(), CONTEXT)
        got = asked(store, lookup, CONTEXT)
        if lookup.sort:  # of equal values either may come first
            assert [one[compiled.sort] for one in got] == [one[compiled.sort] for one in wanted], lookup
            assert all(compiled.accepts(one, CONTEXT) for one in got)
        else:
            assert len(got) == len(wanted) and all(compiled.accepts(one, CONTEXT) for one in got), lookup


def test_a_value_that_no_item_can_have_finds_nothing(store: CatalogStore) -> None:
    store.put("shop", {name: json.dumps(item).encode() for name, item in shop(20).items()}, INDEXED)
    assert asked(store, SELECTIONS[0], {"event": {"colour": ["red"]}}) == []
    assert asked(store, SELECTIONS[0], {"event": {"colour": 5}}) == []


def test_what_would_look_at_too_many_is_told(store: CatalogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SORTED_MAX", 10)
    monkeypatch.setattr(module, "LOOKED_AT_MAX", 500)
    store.put("shop", {name: json.dumps(item).encode() for name, item in shop(2_000).items()}, INDEXED)
    with pytest.raises(Unavailable, match="selection_unindexed"):
        asked(store, Lookup(catalog="shop", where="item.stock > 0", sort="stock"), CONTEXT)
    with pytest.raises(Unavailable, match="selection_wide"):
        asked(store, Lookup(catalog="shop", where="item.stock > 100", sort="price"), CONTEXT)
    assert len(asked(store, Lookup(catalog="shop", where="item.stock > 0", sort="price"), CONTEXT)) == 5
