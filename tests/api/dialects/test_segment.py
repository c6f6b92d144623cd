"""The Segment dialect over HTTP: every address, every way to send a key, and what the sender is told."""

import gzip
import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.testclient import TestClient

from loopline.api.dialects import segment
from loopline.api.server import create_app
from loopline.model.signal import AccountJoined, EventReceived, PersonLinked, TraitsChanged
from loopline.signals.dialects import segment as reader
from loopline.signals.dialects.segment_wire import BATCH_BYTES_MAX, BATCH_MESSAGES_MAX
from tests.clients.memory_face import WRITE_KEY, MemoryFace
from tests.contracts.dialects import DialectExamples, Event, HttpRequest

TRACK = {"type": "track", "messageId": "m1", "userId": "ann", "event": "order_completed"}
BASIC = {"Authorization": "Basic " + b64encode(f"{WRITE_KEY}:".encode()).decode()}


class SegmentExamples(DialectExamples):
    """As a server's client sends it: batches, the write key as the name of HTTP Basic."""

    reader = staticmethod(reader.read)
    messages_max = BATCH_MESSAGES_MAX

    def requests(self, key: str, messages: Sequence[Event | None]) -> Sequence[HttpRequest]:
        return [_batch(key, json.dumps({"batch": [_message(one) for one in messages]}).encode())]

    def not_json(self, key: str) -> HttpRequest:
        return _batch(key, b'{"batch":[')

    def too_large(self, key: str) -> HttpRequest:
        return _batch(key, b'{"batch":[]}' + b" " * BATCH_BYTES_MAX)


def _batch(key: str, content: bytes) -> HttpRequest:
    headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()} if key else {}
    return HttpRequest("/v1/batch", content, headers)


def _message(event: Event | None) -> dict[str, Any]:
    if event is None:
        return {"type": "track", "event": "nobody did it"}
    return {
        "type": "track",
        "userId": event.person,
        "event": event.name,
        "messageId": event.id,
        "properties": event.properties,
    }


EXAMPLES = SegmentExamples()


@pytest.fixture
def face() -> MemoryFace:
    return MemoryFace()


@pytest.fixture
def client(face: MemoryFace) -> TestClient:
    return TestClient(create_app(face), raise_server_exceptions=False)


def batch(*messages: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"batch": messages, **more}).encode()


def test_a_batch_is_accepted(client: TestClient, face: MemoryFace) -> None:
    answer = client.post("/v1/batch", content=batch(TRACK, TRACK | {"messageId": "m2"}), headers=BASIC)
    assert (answer.status_code, answer.json()) == (200, {"success": True, "accepted": 2})
    assert [signal.id for signal in face.accepted] == ["m1", "m2"]


def test_good_messages_are_kept_and_bad_ones_named(client: TestClient, face: MemoryFace) -> None:
    bad = TRACK | {"messageId": "m2", "userId": None}
    answer = client.post("/v1/batch", content=batch(TRACK, bad), headers=BASIC)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["success"], told["accepted"]) == (True, 1)
    (fault,) = told["faults"]
    assert (fault["index"], fault["messageId"], fault["code"]) == (1, "m2", "identity_missing")
    assert fault["text"]
    assert [signal.id for signal in face.accepted] == ["m1"]


@pytest.mark.parametrize("nobody", [0, "0", -1, " -1 ", 0.0, "(0)"])
def test_the_number_of_a_visitor_who_is_not_logged_in_is_no_persons_id(
    client: TestClient, face: MemoryFace, nobody: float | str
) -> None:
    """WordPress and Drupal number such a visitor 0: taken at their word, all of them would be one person."""
    visitors: list[dict[str, object]] = [
        {**TRACK, "messageId": f"m{at}", "userId": nobody, "anonymousId": f"a{at}"} for at in (1, 2)
    ]
    told = client.post("/v1/batch", content=batch(*visitors, TRACK | {"userId": "10"}), headers=BASIC).json()
    assert [fault["code"] for fault in told["faults"]] == ["id_invalid", "id_invalid"]
    assert "leave the field out" in told["faults"][0]["text"]
    assert [signal.key for signal in face.accepted] == ["10"]


def test_an_empty_batch_is_fine(client: TestClient) -> None:
    assert client.post("/v1/batch", content=batch(), headers=BASIC).json() == {"success": True, "accepted": 0}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "text/plain;charset=UTF-8", None])
def test_a_browser_sends_its_key_in_the_body_and_text_plain(
    client: TestClient, face: MemoryFace, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.post("/v1/b", content=batch(TRACK, writeKey=WRITE_KEY), headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    single = json.dumps(TRACK | {"writeKey": WRITE_KEY}).encode()
    assert client.post("/v1/t", content=single, headers=headers).status_code == 200
    assert len(face.accepted) == 2


@pytest.mark.parametrize("name", sorted(segment.SINGLE))
def test_every_single_address_gives_the_type(client: TestClient, face: MemoryFace, name: str) -> None:
    message = {"userId": "ann", "event": "e", "groupId": "g", "previousId": "old", "messageId": "m"}
    answer = client.post(f"/v1/{name}", json=message, headers=BASIC)
    assert answer.json() == {"success": True, "accepted": 1}
    kinds = {"identify": TraitsChanged, "group": AccountJoined, "alias": PersonLinked}
    assert isinstance(face.accepted[0], kinds.get(segment.SINGLE[name], EventReceived))


def test_gzip_is_opened(client: TestClient, face: MemoryFace) -> None:
    headers = BASIC | {"Content-Encoding": "gzip"}
    assert client.post("/v1/batch", content=gzip.compress(batch(TRACK)), headers=headers).status_code == 200
    assert len(face.accepted) == 1


def test_a_preflight_allows_what_browsers_send(client: TestClient) -> None:
    for address in ("/v1/t", "/v1/b", "/v1/m", "/v1/batch", f"/v1/projects/{WRITE_KEY}/settings"):
        answer = client.options(
            address, headers={"Origin": "https://shop.test", "Access-Control-Request-Method": "POST"}
        )
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "content-type" in answer.headers["access-control-allow-headers"].lower()


def test_the_browsers_settings_point_back_at_us(client: TestClient) -> None:
    told = client.get(f"/v1/projects/{WRITE_KEY}/settings").json()
    assert told == {
        "integrations": {"Segment.io": {"apiKey": WRITE_KEY, "apiHost": "testserver/v1", "protocol": "http"}}
    }
    assert client.get("/v1/projects/other/settings").status_code == 401


def test_the_browsers_own_metrics_are_taken(client: TestClient) -> None:
    assert client.post("/v1/m", json={"series": []}).json() == {"success": True}


def test_being_broken_is_a_503_with_a_time_to_wait(client: TestClient, face: MemoryFace) -> None:
    face.broken = 1
    answer = client.post("/v1/batch", content=batch(TRACK), headers=BASIC)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["code"] == answer.json()["error"]["code"] == "log_full"
    assert client.post("/v1/batch", content=batch(TRACK), headers=BASIC).status_code == 200


def test_a_fault_nobody_foresaw_is_ours_and_tells_nothing(client: TestClient, face: MemoryFace) -> None:
    face.broken, face.fault = 1, OSError("disk /dev/secret is full")
    answer = client.post("/v1/batch", content=batch(TRACK), headers=BASIC)
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text


def test_nothing_is_answered_before_it_is_accepted(face: MemoryFace) -> None:
    """A request whose signals were not taken is never told that they were."""
    face.broken = 1000
    client = TestClient(create_app(face), raise_server_exceptions=False)
    for address in ("/v1/batch", "/v1/b"):
        assert client.post(address, content=batch(TRACK), headers=BASIC).status_code == 503
    assert face.accepted == []


def test_the_document_describes_the_routes(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert set(document["paths"]) >= {f"/v1/{name}" for name in (*segment.SINGLE, *segment.BATCH)} | {"/api/health"}
    body = document["paths"]["/v1/batch"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = document["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
    assert {"batch", "sentAt", "writeKey"} <= set(schema["properties"])
    message = document["components"]["schemas"]["SegmentMessage"]
    assert {"messageId", "userId", "anonymousId", "properties"} <= set(message["properties"])


@pytest.mark.parametrize("asked", ["sentat,anonymousid", "rsa-retry-attempt, authorization", "traceparent"])
def test_a_preflight_allows_the_headers_that_a_client_brings(client: TestClient, asked: str) -> None:
    for path in ("/v1/batch", "/v1/track", "/beacon/v1/batch", "/sourceConfig/", "/v1/m"):
        answer = client.options(path, headers={"Origin": "https://shop.test", "Access-Control-Request-Headers": asked})
        assert (answer.status_code, answer.headers["access-control-allow-headers"]) == (204, asked)
    odd = client.options("/v1/batch", headers={"Access-Control-Request-Headers": "a" * 2_000})
    assert odd.headers["access-control-allow-headers"] == segment.USUAL_HEADERS


def test_ruby_and_java_clients_send_to_import(client: TestClient, face: MemoryFace) -> None:
    assert client.post("/v1/import", content=batch(TRACK), headers=BASIC).json()["accepted"] == 1
    assert len(face.accepted) == 1


def test_a_beacon_shows_its_key_in_the_address(client: TestClient, face: MemoryFace) -> None:
    assert client.post(f"/beacon/v1/batch?writeKey={WRITE_KEY}", content=batch(TRACK)).json()["accepted"] == 1
    assert client.post("/beacon/v1/batch?writeKey=no", content=batch(TRACK)).status_code == 401
    assert len(face.accepted) == 1


def test_a_rudderstack_client_is_told_its_source(client: TestClient) -> None:
    for path in ("/sourceConfig/", "/sourceConfig"):
        answer = client.get(path, headers=BASIC)
        assert answer.json()["source"]["writeKey"] == WRITE_KEY
        assert answer.headers["access-control-allow-origin"] == "*"
    assert client.get("/sourceConfig/").status_code == 401
