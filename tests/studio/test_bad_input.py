"""Bad input over HTTP: each kind gets its own code, nothing of it is taken, and never a fault of ours."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from loopline.api.server import create_app
from tests.clients.memory_face import WRITE_KEY, MemoryFace

BASIC = {"Authorization": "Basic " + b64encode(f"{WRITE_KEY}:".encode()).decode()}
GZIP = BASIC | {"Content-Encoding": "gzip"}
TRACK = {"type": "track", "messageId": "m1", "userId": "ann", "event": "order_completed"}


def batch(*messages: Any) -> bytes:
    return json.dumps({"batch": messages}).encode()


BAD: dict[str, tuple[int, str, bytes, dict[str, str]]] = {
    "no json": (400, "body_not_json", b"type=track&userId=ann", BASIC),
    "json cut short": (400, "body_not_json", batch(TRACK)[:-5], BASIC),
    "an empty body": (400, "body_not_json", b"", BASIC),
    "no batch": (400, "batch_missing", json.dumps(TRACK).encode(), BASIC),
    "a list": (400, "batch_missing", json.dumps([TRACK]).encode(), BASIC),
    "no key": (401, "key_invalid", batch(TRACK), {}),
    "a wrong key": (401, "key_invalid", batch(TRACK), {"Authorization": "Basic " + b64encode(b"no:").decode()}),
    "a key that is not base64": (401, "key_invalid", batch(TRACK), {"Authorization": "Basic %%%"}),
    "a key of another scheme": (401, "key_invalid", batch(TRACK), {"Authorization": f"Bearer {WRITE_KEY}"}),
    "a key that is a number": (401, "key_invalid", b'{"batch":[],"writeKey":5}', {}),
    "over 500 KB": (413, "batch_too_large", batch(*[TRACK | {"properties": {"t": "x" * 9000}}] * 60), BASIC),
    "over 2,500 messages": (413, "batch_too_long", b'{"batch":[' + b"1," * 2500 + b"1]}", BASIC),
    "no gzip": (400, "gzip_invalid", batch(TRACK), GZIP),
    "gzip cut short": (400, "gzip_invalid", gzip.compress(batch(TRACK))[:-9], GZIP),
    "gzip with more behind": (400, "gzip_invalid", gzip.compress(batch(TRACK)) + b"more", GZIP),
    "a gzip bomb": (413, "batch_too_large", gzip.compress(b" " * 50_000_000), GZIP),
    "another encoding": (400, "encoding_unknown", batch(TRACK), BASIC | {"Content-Encoding": "br"}),
    "nobody": (400, "identity_missing", batch(TRACK | {"userId": None}), BASIC),
    "no name": (400, "name_missing", batch(TRACK | {"event": None}), BASIC),
    "a type of no kind": (400, "type_unknown", batch(TRACK | {"type": "buy"}), BASIC),
    "a message over 32 KB": (400, "message_too_large", batch(TRACK | {"properties": {"t": "x" * 33_000}}), BASIC),
    "a list of properties": (400, "properties_invalid", batch(TRACK | {"properties": [1]}), BASIC),
    "no message": (400, "message_invalid", batch(5), BASIC),
}


@pytest.fixture
def face() -> MemoryFace:
    return MemoryFace()


@pytest.fixture
def client(face: MemoryFace) -> TestClient:
    return TestClient(create_app(face))


@pytest.mark.parametrize(("status", "code", "body", "headers"), BAD.values(), ids=BAD.keys())
def test_bad_input(
    client: TestClient, face: MemoryFace, status: int, code: str, body: bytes, headers: dict[str, str]
) -> None:
    answer = client.post("/v1/batch", content=body, headers=headers)
    told = answer.json()
    assert (answer.status_code, told["success"], told["code"]) == (status, False, code)
    assert told["message"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert face.accepted == []
    assert client.post("/v1/batch", content=batch(TRACK), headers=BASIC).status_code == 200


def test_a_body_without_a_stated_length_is_counted(client: TestClient, face: MemoryFace) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * 10_000

    assert client.post("/v1/batch", content=endless(), headers=BASIC).status_code == 413
    assert face.accepted == []


def test_an_address_that_is_not_there(client: TestClient) -> None:
    answer = client.post("/v1/nothing", content=batch(TRACK), headers=BASIC)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route_unknown")
    answer = client.get("/v1/batch")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_unknown")
