"""Content goes out of use and comes back, over HTTP and by command; what needs it is named, what pinned it sends it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.served import loopline
from tests.studio.house import House, Json, identify, living, track

BRAND = {"kind": "brand", "id": "brand", "name": "Acme", "address": "1 Market Street, Berlin"}
OFFER = {"kind": "block", "id": "offer", "source": "<mj-text>Half price</mj-text>"}
PRODUCTS = {"kind": "catalog", "id": "products", "fields": {"name": {"type": "text"}}}
NEWS = {
    "kind": "template",
    "id": "news",
    "content": {
        "subject": "News of {{lookup.hat.name}}",
        "preheader": "All that is new.",
        "lookups": {"hat": {"catalog": "products", "id": "event.sku"}},
    },
    "mjml": "<mj-section><mj-column><mj-text><h1>News</h1></mj-text>{{> offer}}</mj-column></mj-section>{{> footer}}",
}
FEED = {"kind": "feed", "id": "weather", "url": "https://weather.example.test/now"}
JOURNEY: Json = {
    "kind": "journey",
    "id": "weekly",
    "owner": "growth",
    "entry": {"on": ["came"], "reentry": {"policy": "always"}},
    "goal": {"event": "bought"},
    "start": "mail",
    "nodes": {
        "mail": {"kind": "message", "channel": "email", "template": "news", "then": "rest"},
        "rest": {"kind": "wait", "until": {"event": "went_on"}, "timeout": "30d", "then": "again"},
        "again": {"kind": "message", "channel": "email", "template": "news"},
    },
}
PARTS = (("template", "news"), ("block", "offer"), ("brand", "brand"), ("catalog", "products"))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path / "shop") as house:
        for document in (BRAND, OFFER, PRODUCTS, FEED, NEWS, JOURNEY):
            assert put(house, document)[0] == 200, put(house, document)
        items = {"items": [{"id": "hat", "name": "Hats"}]}
        assert house.client.put("/api/catalogs/products/items", json=items).status_code == 200
        yield house


def put(house: House, document: Json) -> tuple[int, Any]:
    body = {"document": document, "publish": True, "reason": "new"}
    answer = house.client.post("/api/documents", json=body)
    return answer.status_code, answer.json()


def moved(house: House, kind: str, name: str, verb: str = "archive") -> tuple[int, Any]:
    answer = house.client.post(f"/api/content/{kind}/{name}/{verb}", json={"reason": "spring is over"})
    return answer.status_code, answer.json()


def test_what_something_needs_is_refused_with_its_name(shop: House) -> None:
    for kind, name in PARTS:
        status, told = moved(shop, kind, name)
        assert (status, told["error"]["code"]) == (409, "content_in_use")
        assert "journey weekly" in told["error"]["text"]
        assert ("template news" in told["error"]["text"]) is (kind != "template")
    assert moved(shop, "template", "nws")[1]["error"]["code"] == "content_unknown"
    batch = {"documents": [{**PRODUCTS, "archived": True}, {**FEED, "archived": True}], "publish": True, "reason": "x"}
    refused = shop.client.post("/api/documents/batch", json=batch).json()["documents"]
    assert [one["refused"]["code"] for one in refused] == ["content_in_use"] * 2, refused
    assert moved(shop, "feed", "weather")[0] == 200


def test_what_is_archived_is_not_offered_and_comes_back_as_it_was(shop: House) -> None:
    shop.send(identify("ann", email="ann@acme.test"), track("ann", "came", sku="hat"))
    own = JOURNEY | {
        "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "a", "text": "b"}}}
    }
    assert put(shop, own)[1]["version"] == 2
    for kind, name in PARTS:
        status, told = moved(shop, kind, name)
        assert status == 200, (kind, told)
        assert told["version"] == 2
    listed = {(one["kind"], one["id"]): one["archived"] for one in shop.get("/api/content")["content"]}
    assert listed == dict.fromkeys(PARTS, True) | {("feed", "weather"): False}
    shop.send(track("ann", "went_on", sku="hat"))
    assert shop.get("/api/catalogs/products")["items"] == 1
    status, told = put(shop, JOURNEY)
    assert status == 400 and "template_unknown" in str(told)
    assert moved(shop, "template", "news", "restore")[0] == 400, "its parts are archived"
    for kind, name in reversed(PARTS):
        assert moved(shop, kind, name, "restore")[0] == 200
    assert put(shop, JOURNEY)[0] == 200
    shop.send(track("ann", "came", sku="hat"))
    sent = [shop.get(f"/api/messages/{one['key']}") for one in shop.get("/api/messages", person="ann")["messages"]]
    assert [one["rendered"]["subject"] for one in sent] == ["News of Hats"] * 3, sent
    assert [one["version"] for one in shop.get("/api/content/template/news")["versions"]] == [1, 2, 3]


def test_it_is_archived_by_command_too(tmp_path: Path) -> None:
    folder, block = tmp_path / "data", tmp_path / "offer.yaml"
    block.write_text("kind: block\nid: offer\nsource: <mj-text>Half price</mj-text>\n", encoding="utf-8")
    done = loopline("push", block, "--data", folder, "--publish", "--reason", "new")
    assert done.returncode == 0, done.stderr
    done = loopline("content", "archive", "block", "offer", "--data", folder)
    assert done.returncode == 0 and "block offer is archived, by version 2" in done.stdout, done.stderr
    assert "archived" in loopline("content", "list", "--data", folder).stdout
    done = loopline("content", "restore", "block", "offer", "--data", folder)
    assert "is in use again, by version 3" in done.stdout, done.stderr
    assert "content_kind" in loopline("content", "archive", "blok", "offer", "--data", folder).stderr
