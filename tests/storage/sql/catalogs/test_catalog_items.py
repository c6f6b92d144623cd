"""Items of catalogs: written in bulk, replaced, removed, bounded, and indexed anew while they are written."""

import json
from collections.abc import Iterator

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.sql.catalogs import catalog_items as module
from loopline.storage.sql.catalogs.selecting import CatalogStore
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def store(place: Place) -> Iterator[CatalogStore]:
    studio = StudioStore(place)
    yield studio.catalogs
    studio.close()


def items(*names: str, **fields: object) -> dict[str, bytes]:
    return {name: json.dumps({"id": name, **fields}).encode() for name in names}


def found(store: CatalogStore, value: object) -> list[str]:
    """The ids that the index alone gives; what is asked of the items themselves is always true."""
    return [item["id"] for item in store.select("shop", [("colour", "==", value)], lambda item: True, limit=20)]


def test_items_are_counted_as_they_come_and_go(store: CatalogStore) -> None:
    store.put("shop", items("a", "b", colour="red"), ["colour"])
    store.put("shop", items("b", colour="blue"), ["colour"])
    assert store.row("shop").items == 2
    assert store.row("shop").bytes == sum(map(len, {**items("a", colour="red"), **items("b", colour="blue")}.values()))
    assert store.get("shop", ["a", "b", "c"]) == {**items("a", colour="red"), **items("b", colour="blue")}
    assert store.get("other", ["a"]) == {}
    assert store.remove("shop", ["a", "c", "a"]) == 1
    assert store.clear("shop") == 1
    assert (store.row("shop").items, store.row("shop").bytes) == (0, 0)


def test_what_is_replaced_or_removed_leaves_the_index(store: CatalogStore) -> None:
    store.put("shop", items("a", "b", colour="red"), ["colour"])
    store.put("shop", items("b", colour="blue"), ["colour"])
    assert found(store, "red") == ["a"]
    assert found(store, "blue") == ["b"]
    store.remove("shop", ["b"])
    assert found(store, "blue") == []


def test_pages_go_on_where_they_ended(store: CatalogStore) -> None:
    store.put("shop", items(*(f"i{number:04}" for number in range(1_203))))
    after, seen = "", 0
    while page := store.page("shop", after, 500):
        after, seen = page[-1][0], seen + len(page)
    assert seen == 1_203


def test_a_full_catalog_says_so_and_keeps_what_it_has(store: CatalogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ITEMS_MAX", 2)
    store.put("shop", items("a", "b"))
    with pytest.raises(Unavailable, match="catalog_full"):
        store.put("shop", items("c"))
    store.put("shop", items("b", colour="red"))
    assert store.row("shop").items == 2
    monkeypatch.setattr(module, "CATALOG_BYTES_MAX", 10)
    with pytest.raises(Unavailable, match="catalog_full"):
        store.put("shop", items("b", colour="purple"))


def test_an_index_is_made_of_what_is_there_and_what_comes_meanwhile(
    store: CatalogStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    store.put("shop", items("a", "b", "c", "d", "e", colour="red", size=1), ["size"])
    assert store.row("shop").indexed == "size"
    page = store.page

    def written_between(catalog: str, after: str = "", limit: int = 2) -> list[tuple[str, bytes]]:
        rows = page(catalog, after, limit)
        if after == "b":  # one that was indexed already, and one that was read and is not indexed yet
            store.put("shop", items("a", "d", colour="blue"), ["colour"])
        return rows

    monkeypatch.setattr(store, "page", written_between)
    store.index("shop", ["colour"])
    assert (store.row("shop").indexed, store.row("shop").building) == ("colour", "")
    assert (found(store, "red"), found(store, "blue")) == (["b", "c", "e"], ["a", "d"])
    store.index("shop", [])
    assert store.row("shop").indexed == ""
