"""Falls are kept with the items in one transaction, where somebody watches, in order, and up to a bound."""

from collections.abc import Iterator

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.sql.catalogs import falls
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def studio(place: Place) -> Iterator[StudioStore]:
    made = StudioStore(place)
    yield made
    made.close()


def item(price: object) -> bytes:
    return f'{{"price": {price}}}'.encode()


def test_a_fall_waits_in_its_order_until_it_is_settled(studio: StudioStore) -> None:
    store = studio.catalogs
    store.put("c", {"a": item(5), "b": item(5)}, watched=("price",), at=1)
    assert store.falls.first(9) == [], "what is new has not fallen"
    store.put("c", {"b": item(4), "a": item(6)}, watched=("price",), at=2)
    store.put("c", {"a": item(3)}, at=3)
    store.put("c", {"b": item(3)}, watched=("price",), at=4)
    waiting = store.falls.first(9)
    assert [(one.item, one.before, one.now, one.at) for _, one in waiting] == [("b", 5, 4, 2), ("b", 4, 3, 4)]
    store.falls.settle([waiting[0][0]])
    assert [name for name, _ in store.falls.first(9)] == [waiting[1][0]]
    assert [name for name, _ in store.page("c")] == ["a", "b"] and store.row("c").items == 2


def test_beyond_the_bound_nothing_of_the_write_stays(studio: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(falls, "FALLS_MAX", 1)
    store = studio.catalogs
    store.put("c", {"a": item(5), "b": item(5)})
    with pytest.raises(Unavailable) as caught:
        store.put("c", {"a": item(4), "b": item(4)}, watched=("price",), at=1)
    assert caught.value.code == "falls_waiting"
    assert store.get("c", ["a"]) == {"a": item(5)} and store.falls.first(9) == []
