"""A price falls, and those who looked at the thing hear of it: by HTTP and by file, once each, also after a kill."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from loopline.app import App
from loopline.decisions.documents.read import build_document
from loopline.model.signal import Signal
from loopline.runtime.clock import VirtualClock
from loopline.studio.catalogs import fall_watch
from loopline.studio.catalogs.fall_watch import FallWatch
from loopline.studio.catalogs.schemas import ItemsBody
from tests.cli.served import Server, loopline, server, wait_for
from tests.runtime import parts
from tests.runtime.parts import DAY, NOON, Postbox, event, opened

CATALOG = {
    "kind": "catalog",
    "id": "products",
    "id_field": "sku",
    "fields": {"name": {}, "price": {"type": "number"}},
}
FALLS: dict[str, Any] = {"catalog": "products", "falls": "price", "by": "10%", "seen": "product_viewed", "key": "sku"}


def journey(**item: Any) -> dict[str, Any]:
    text = "{{entry.item.name}} was {{entry.before}} and is {{entry.item.price}}."
    mail = {"kind": "message", "channel": "email", "content": {"subject": "Cheaper", "text": text}}
    entry = {"on": [], "triggers": [{"item": {**FALLS, **item}}], "reentry": {"policy": "always"}}
    return {"kind": "journey", "id": "drop", "entry": entry, "start": "mail", "nodes": {"mail": mail}}


def publish(made: Server, *documents: dict[str, Any]) -> None:
    answer = made.ask("POST", "/api/documents/batch", {"documents": list(documents), "publish": True, "reason": "t"})
    assert answer.status_code == 200, answer.text


def put(made: Server, *items: dict[str, Any]) -> None:
    answer = made.ask("PUT", "/api/catalogs/products/items", {"items": list(items)})
    assert answer.json()["accepted"] == len(items), answer.text


def looked(made: Server, key: str, person: str, sku: object) -> None:
    traits = {"type": "identify", "userId": person, "traits": {"email": f"{person}@box.test"}}
    event = {"type": "track", "userId": person, "event": "product_viewed", "properties": {"sku": sku}}
    assert made.ask("POST", "/v1/batch", {"batch": [traits, event]}, key=key).status_code == 200


def write_key(made: Server) -> str:
    return str(made.ask("POST", "/api/keys", {"role": "write"}).json()["key"])


def told(made: Server, person: str) -> list[str]:
    """The texts that a person got."""
    found = made.ask("GET", f"/api/messages?person={person}&limit=50").json()["messages"]
    keys = [one["key"] for one in found if one["status"] in ("sent", "sandbox")]
    return sorted(made.ask("GET", f"/api/messages/{key}").json()["rendered"]["text"] for key in keys)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path / "data", {}) as one:
        publish(one, CATALOG)
        put(one, {"sku": "p1", "name": "Boots", "price": 100}, {"sku": "7", "name": "Socks", "price": 10})
        yield one


def test_those_who_looked_hear_of_it_with_both_prices_and_nobody_else(made: Server, tmp_path: Path) -> None:
    publish(made, journey())
    key = write_key(made)
    looked(made, key, "ann", "p1")
    looked(made, key, "bob", 7)
    put(made, {"sku": "p1", "name": "Boots", "price": 95})  # five percent are too few
    put(made, {"sku": "p1", "name": "Boots", "price": 80})
    wait_for(lambda: told(made, "ann") == ["Boots was 95 and is 80."])
    file = tmp_path / "items.csv"
    file.write_text("sku,name,price\n7,Socks,5\np1,Boots,120\n", encoding="utf-8")
    assert loopline("catalog", "import", "products", file, "--data", made.folder).returncode == 0
    wait_for(lambda: told(made, "bob") == ["Socks was 10 and is 5."])
    assert told(made, "ann") == ["Boots was 95 and is 80."], "a price that rises is none that falls"


def test_a_kill_in_the_middle_loses_nobody_and_tells_nobody_twice(made: Server) -> None:
    publish(made, journey())
    key = write_key(made)
    people = [f"p{number}" for number in range(30)]
    for person in people:
        looked(made, key, person, "p1")
    put(made, {"sku": "p1", "name": "Boots", "price": 50})
    made.stop(signal.SIGKILL)
    for _ in range(2):
        Server(made.folder).stop(signal.SIGKILL)
    with server(made.folder, {}) as last:
        for person in people:
            wait_for(lambda person=person: told(last, person) == ["Boots was 100 and is 50."])


def test_a_trigger_of_what_is_not_there_is_told_with_the_nearest_name(made: Server) -> None:
    for item, code in (
        ({"catalog": "product"}, "item_catalog_unknown"),
        ({"falls": "prize"}, "item_field_unknown"),
        ({"falls": "name"}, "item_field_unknown"),
        ({"by": "lots"}, "item_by"),
        ({"within": "900d"}, "item_within"),
    ):
        body = {"documents": [journey(**item)], "publish": True, "reason": "t"}
        answer = made.ask("POST", "/api/documents/batch", body)
        assert code in answer.text, (answer.status_code, answer.text)


class Torn:
    """Takes so many batches into the log, then is gone."""

    def __init__(self, app: App, batches: int) -> None:
        self._accept, self._left = app.accept, batches

    async def accept(self, signals: Sequence[Signal]) -> int:
        if not self._left:
            raise RuntimeError("killed")
        self._left -= 1
        return await self._accept(signals)


@pytest.mark.anyio
@pytest.mark.parametrize("batches", [0, 1, 2, 3])
async def test_what_is_cut_short_at_any_page_begins_again_and_tells_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    monkeypatch.setattr(fall_watch, "PAGE", 3)
    clock, people = VirtualClock(NOON), [f"p{number}" for number in range(8)]
    async with opened(tmp_path, Postbox(), clock) as app:
        for document in (CATALOG, journey()):
            await parts.publish(app, build_document(document))
        items = [msgspec.Raw(msgspec.json.encode({"sku": "p1", "price": price})) for price in (9, 8, 4)]
        app.studio.catalogs.put("products", ItemsBody((items[0],)))
        for person in people:
            await app.accept([event(person, "product_viewed", NOON, sku="p1")])
        await app.accept([event("old", "product_viewed", NOON - 31 * DAY, sku="p1")])
        await app.settle()
        for item in items[1:]:
            app.studio.catalogs.put("products", ItemsBody((item,)))
        torn = FallWatch(replace(app._studio_context(), accept=Torn(app, batches).accept))
        with suppress(RuntimeError):
            await torn.look()
        for _ in range(2):
            await FallWatch(app._studio_context()).look()
        await app.settle()
        app.exporter.catch_up()
        asked = "SELECT person, reason FROM facts WHERE kind IN ('entered', 'not_entered') AND journey = 'drop'"
        assert sorted(str(row[0]) for row in app.facts.query(asked)) == sorted([*people, *people])
        assert app.studio_store.catalogs.falls.first(9) == []
        assert app.studio.catalogs.items("products", "", 9).next is None
