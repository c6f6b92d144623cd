"""The Customer.io dialect over HTTP: every address, its key, and what the sender is told."""

import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from loopline.api.server import create_app
from loopline.model.signal import EventReceived, PersonLinked, TraitsChanged
from loopline.model.signals.devices import DeviceStated
from loopline.signals.dialects import customerio
from loopline.signals.quality import MESSAGE_BYTES_MAX
from tests.clients.memory_face import WRITE_KEY, MemoryFace
from tests.contracts.dialects import DialectExamples, Event, HttpRequest


class CustomerioExamples(DialectExamples):
    """As its clients send it: a request an event, the person in the address, the key as a password."""

    reader = staticmethod(customerio.read)
    messages_max = 1

    def requests(self, key: str, messages: Sequence[Event | None]) -> Sequence[HttpRequest]:
        return [_request(key, one) for one in messages]

    def not_json(self, key: str) -> HttpRequest:
        return HttpRequest("/api/v1/customers/ann/events", b'{"name":', _headers(key))

    def too_large(self, key: str) -> HttpRequest:
        content = b'{"name":"signed_up"}' + b" " * MESSAGE_BYTES_MAX
        return HttpRequest("/api/v1/customers/ann/events", content, _headers(key))


def _headers(key: str, site: str = "site") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{site}:{key}".encode()).decode()} if key else {}


def _request(key: str, event: Event | None) -> HttpRequest:
    if event is None:
        return HttpRequest("/api/v1/customers/ann/events", b'{"data":{"it":"has no name"}}', _headers(key))
    content = json.dumps({"name": event.name, "id": event.id, "data": event.properties})
    return HttpRequest(f"/api/v1/customers/{quote(event.person, safe='')}/events", content.encode(), _headers(key))


EXAMPLES = CustomerioExamples()


@pytest.fixture
def face() -> MemoryFace:
    return MemoryFace()


@pytest.fixture
def client(face: MemoryFace) -> TestClient:
    return TestClient(create_app(face), headers=_headers(WRITE_KEY), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "body", "kind"),
    [
        ("PUT", "customers/ann", {"plan": "pro"}, TraitsChanged),
        ("PUT", "customers/ann/devices", {"device": {"id": "t-1", "platform": "ios"}}, DeviceStated),
        ("POST", "customers/ann/events", {"name": "signed_up"}, EventReceived),
        ("POST", "events", {"name": "signed_up", "anonymous_id": "a-1"}, EventReceived),
        ("POST", "merge_customers", {"primary": {"id": "ann"}, "secondary": {"email": "a@b.test"}}, PersonLinked),
    ],
)
def test_each_address_takes_its_kind(
    client: TestClient, face: MemoryFace, method: str, path: str, body: Any, kind: type
) -> None:
    answer = client.request(method, f"/api/v1/{path}", json=body)
    assert (answer.status_code, answer.json()) == (200, {})
    assert [type(signal) for signal in face.accepted] == [kind]


def test_a_device_is_taken_away_by_its_token(client: TestClient, face: MemoryFace) -> None:
    answer = client.delete(f"/api/v1/customers/a%2Fnn/devices/{quote('t:1/2', safe='')}")
    assert (answer.status_code, answer.json()) == (200, {})
    (device,) = face.accepted
    assert isinstance(device, DeviceStated)
    assert (device.key, device.token, device.removed) == ("a/nn", "t:1/2", True)
    answer = client.delete(f"/api/v1/customers/ann/devices/{'t' * 5_000}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "device_invalid")


@pytest.mark.parametrize("person", ["ann@b.test", "a/b", "a/events", "50%", "größe 😀", "x/devices/y"])
def test_an_id_may_hold_anything(client: TestClient, face: MemoryFace, person: str) -> None:
    address = f"/api/v1/customers/{quote(person, safe='')}"
    assert client.put(address, json={"plan": "pro"}).status_code == 200
    assert client.post(f"{address}/events", json={"name": "signed_up"}).status_code == 200
    assert client.put(f"{address}/devices", json={"device": {"id": "t"}}).status_code == 200
    assert {signal.key for signal in face.accepted} == {person}


@pytest.mark.parametrize(
    ("method", "path", "code", "advice"),
    [
        ("DELETE", "customers/ann", "deletion_unsupported", "unsubscribed"),
        ("DELETE", "customers/a%2Fb", "deletion_unsupported", "unsubscribed"),
        ("POST", "customers/ann/suppress", "suppression_unsupported", "unsubscribed"),
        ("POST", "customers/ann/unsuppress", "suppression_unsupported", "nothing was changed"),
    ],
)
def test_what_cannot_be_done_is_refused_and_not_pretended(
    client: TestClient, face: MemoryFace, method: str, path: str, code: str, advice: str
) -> None:
    answer = client.request(method, f"/api/v1/{path}", content=b"{}")
    content = answer.json()
    assert (answer.status_code, content["error"]["code"]) == (400, code)
    assert advice in content["meta"]["error"]
    assert face.accepted == []
    stranger = client.request(method, f"/api/v1/{path}", headers=_headers("lw_wrong"))
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (401, "key_invalid")


def test_a_refused_message_is_told_where_the_clients_look(client: TestClient, face: MemoryFace) -> None:
    answer = client.post("/api/v1/customers/ann/events", json={"data": {}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "name_missing")
    assert answer.json()["meta"] == {"error": answer.json()["error"]["text"]}
    assert face.accepted == []


def test_the_key_is_the_password_and_nothing_else(client: TestClient) -> None:
    for headers, status in (
        (_headers(WRITE_KEY, site=""), 200),
        (_headers("wrong", site=WRITE_KEY), 401),
        ({"Authorization": f"Bearer {WRITE_KEY}"}, 401),
    ):
        assert client.put("/api/v1/customers/ann", json={}, headers=headers).status_code == status
