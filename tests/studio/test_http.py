"""Every route of the house at once: nobody gets in without a key, and bad input gets words, never a fault of ours."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from docs.generate import openapi
from loopline.api.describe import schemas
from loopline.api.limits import BOUND_BY_ITSELF
from loopline.api.server import dialect_at
from loopline.studio.http import STRUCTS
from tests.studio.house import WELCOME, House, Json, error_of, identify

OPEN = {"/api/health", "/live", "/ready", "/metrics", "/api/session", "/api/setup"}
FOR_SERVERS = ("/api/inbox/token", "/api/scores")
"""What a server's key may do there: ask for persons' tokens, tell the scores of a model of its own."""

OWN_GUARD = {
    "/api/scores": "key_invalid",
    "/api/inbox": "inbox_token_invalid",
    "/api/inbox/marks": "inbox_token_invalid",
    "/api/inbox/stream": "inbox_token_invalid",
    "/api/inbox/token": "key_invalid",
    "/api/journeys/nothing/entries": "key_invalid",
    "/api/send": "key_invalid",
    "/api/send/batch": "key_invalid",
    "/api/send/nothing": "key_invalid",
}
"""Routes of pages and of the customer's servers, and what they say to whoever shows nothing."""

METHODS = ("get", "post", "put", "delete")
DEEP = b'{"document":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}"


def house_paths() -> Json:
    """What OpenAPI says of the paths under /api, but for those of dialects: tests/contracts asks these."""
    return {
        path: item for path, item in openapi()["paths"].items() if path.startswith("/api") and dialect_at(path) is None
    }


def routes(open_ones: bool) -> Iterator[tuple[str, str]]:
    """Method and path of each route of the house, with something in place of its parameters."""
    for path, item in house_paths().items():
        if (path in OPEN) is open_ones:
            filled = path.replace("{verb}", "pause").replace("{version}", "1")
            filled = re.sub(r"\{[^}]+\}", "nothing", filled)
            for method in METHODS:
                if method in item:
                    yield method.upper(), filled


FOR_SENDERS = ("/api/send", "/api/journeys/")
GUARDED = sorted(routes(open_ones=False))
WRITING = [(method, path) for method, path in GUARDED if method in ("POST", "PUT")]
TAKING = [
    (method.upper(), re.sub(r"\{[^}]+\}", "nothing", path))
    for path, item in sorted(house_paths().items())
    for method in ("post", "put")
    if method in item and "requestBody" in item[method]
]


@pytest.mark.parametrize(("method", "path"), GUARDED, ids=lambda part: part)
def test_nobody_gets_in_without_a_key(house: House, method: str, path: str) -> None:
    assert error_of(house.stranger.request(method, path)) == (401, OWN_GUARD.get(path, "signed_out"))
    write = house.write["Authorization"].encode()
    keys = [b"Bearer la_wrong", b"Bearer " + b"x" * 5_000, b"Bearer \xc3\xa9"]
    for header in keys if path in FOR_SERVERS else [*keys, write]:
        answer = house.stranger.request(method, path, headers=[(b"Authorization", header)])
        forbidden = header == write and path.startswith(FOR_SENDERS) and path in OWN_GUARD  # good for something else
        assert answer.status_code == (403 if forbidden else 401), header


def test_the_write_key_opens_no_room(house: House) -> None:
    key = house.client.post("/api/keys", json={"role": "write"}).json()["key"]
    answer = house.stranger.get("/api/journeys", headers={"Authorization": f"Bearer {key}"})
    assert error_of(answer) == (401, "key_invalid")


BODIES: dict[str, bytes] = {
    "malformed": b'{"document":',
    "empty": b"",
    "no object": b"[1,2]",
    "a number": b"5",
    "wrong types": b'{"document":5,"reason":[],"when":{},"role":7,"revision":"x","answer":1,"days":"y","email":1}',
    "no utf-8": b"\xff\xfe{}",
    "deeply nested": DEEP,
    "a gzip body": gzip.compress(b'{"document":{}}'),
    "a cut gzip body": gzip.compress(b'{"document":{}}')[:-5],
    "null": b'{"document":null,"reason":null,"when":null,"role":null}',
}


def shown(house: House, path: str) -> dict[str, str]:
    """What opens a route that no admin key opens: a person's token."""
    if OWN_GUARD.get(path) != "inbox_token_invalid":
        return {}
    return {"Authorization": f"Bearer {house.app.access.inbox_tokens.issue('ann', 60_000)[0]}"}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(("method", "path"), TAKING, ids=lambda part: part)
def test_a_bad_body_gets_words(house: House, method: str, path: str, kind: str) -> None:
    answer = house.client.request(method, path, content=BODIES[kind], headers=shown(house, path))
    if path == "/api/check" and answer.status_code == 200:
        assert answer.json()["faults"][0]["code"], "a check tells faults instead"
        return
    status, code = error_of(answer)
    assert status in (400, 404, 413), f"{status} {code}"


@pytest.mark.parametrize(("method", "path"), TAKING, ids=lambda part: part)
def test_an_oversized_body_is_refused(house: House, method: str, path: str) -> None:
    size = 16_000_000 if path in BOUND_BY_ITSELF else 1_100_000
    answer = house.client.request(method, path, content=b'{"document":"' + b"x" * size + b'"}')
    assert error_of(answer) == (413, "body_too_large")


def with_node(**fields: Any) -> Json:
    return {**WELCOME, "nodes": {**WELCOME["nodes"], "hello": {**WELCOME["nodes"]["hello"], **fields}}}


HOSTILE: dict[str, Json] = {
    "a template that is cut": with_node(content={"subject": "{{#each", "text": "x"}),
    "a template with a partial": with_node(content={"subject": "s", "text": "{{> ../../etc/passwd}}"}),
    "a hostile condition": {**WELCOME, "entry": {"on": ["signed_up"], "where": "().__class__.__mro__"}},
    "a condition of great depth": {**WELCOME, "entry": {"on": ["signed_up"], "where": "(" * 900 + "a" + ")" * 900}},
    "a huge power": {**WELCOME, "entry": {"on": ["signed_up"], "where": "9 ** 9 ** 9 > 1"}},
    "no way on": with_node(then="nowhere"),
    "an endless duration": {**WELCOME, "nodes": {**WELCOME["nodes"], "pause": {"kind": "wait", "for": "9e99d"}}},
    "half a character": {**WELCOME, "name": "\ud800"},
    "a year too far": {**WELCOME, "planned_end": "9999-99-99"},
    "an odd kind": {**WELCOME, "kind": "campaign"},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_document_is_never_published(house: House, kind: str) -> None:
    text = json.dumps({"document": HOSTILE[kind], "reason": "why not"}).encode()
    answer = house.client.post("/api/journeys/welcome/publish", content=text)
    status, code = error_of(answer)
    assert status == 400, f"{status} {code}"
    told = house.client.post("/api/check", content=text)
    if told.status_code == 200:  # else it is no text at all
        assert [f for f in told.json()["faults"] if f["severity"] == "error"]
    assert house.publish({**WELCOME, "id": "good"}) == 1, "a good one beside it goes live"


def test_a_signal_of_the_year_9999_costs_its_neighbours_nothing(house: House) -> None:
    far = {**identify("far", plan="free"), "timestamp": "9999-12-31T23:59:59Z"}
    body = {"batch": [far, identify("near", plan="free")]}
    answer = house.stranger.post("/v1/batch", json=body, headers=house.write)
    house.settle()
    assert (answer.status_code, answer.json()["accepted"]) == (200, 2)
    assert house.get("/api/people/near")["traits"] == {"plan": "free"}
    assert house.get("/api/people/far")["traits"] == {"plan": "free"}, "taken, as of its receipt"


def test_openapi_describes_every_room() -> None:
    found = openapi()
    known = found["components"]["schemas"]
    wanted = {ref.rsplit("/", 1)[1] for ref in re.findall(r'"\$ref": "([^"]+)"', json.dumps(found))}
    assert wanted <= set(known), wanted - set(known)
    assert set(schemas(STRUCTS)) <= set(known)
    for path, item in found["paths"].items():
        for method, operation in item.items():
            assert operation["description"] and operation["tags"], f"{method} {path}"
            assert "422" not in operation["responses"]


def test_openapi_is_served(house: House) -> None:
    answer = house.stranger.get("/api/openapi.json")
    assert answer.status_code == 200 and "/api/journeys/{journey}/publish" in answer.json()["paths"]
