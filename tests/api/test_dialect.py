"""What every dialect's HTTP half can build on: reading a body, checking keys, telling of errors at its addresses."""

import gzip
from collections.abc import Mapping, Sequence
from typing import ClassVar

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from loopline.api.describe import Json
from loopline.api.dialect import ANY_PAGE, Dialect, check_write_key, operation, read_content
from loopline.api.dialects import DIALECTS
from loopline.api.face import AppFace
from loopline.api.server import create_app, dialect_at
from tests.clients.memory_face import WRITE_KEY, MemoryFace

LIMIT = 2 * 1024 * 1024
"""More than the API's own routes take."""


class Postcards(Dialect):
    """A protocol under /api, with a limit and an error of its own."""

    prefixes: ClassVar = ("/api/postcards/", "/v1/postcards/")
    headers: ClassVar = ANY_PAGE

    def routes(self, face: AppFace) -> Sequence[Route]:
        async def send(request: Request) -> Response:
            check_write_key(face, request, [request.headers.get("key", "")])
            return JSONResponse({"bytes": len(await read_content(request, LIMIT, "card_too_large"))})

        return [Route("/api/postcards/send", send, methods=["POST"])]

    def describe(self) -> Json:
        described = operation("card", "Send", "A card.", body={}, answer={}, limits="2 MB")
        schemas = {"Postcard": {"type": "object"}}
        return {"paths": {"/api/postcards/send": {"post": described}}, "components": {"schemas": schemas}}

    def error_fields(self, status: int, code: str, text: str) -> Mapping[str, object]:
        return {"msg": text, "status": status}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr("loopline.api.server.DIALECTS", (*DIALECTS, Postcards()))
    return TestClient(create_app(MemoryFace()), headers={"key": WRITE_KEY}, raise_server_exceptions=False)


def test_a_dialect_is_called_as_its_module() -> None:
    assert Postcards().name == "test_dialect"


def test_a_body_is_read_as_it_came_or_unpacked(client: TestClient) -> None:
    assert client.post("/api/postcards/send", content=b"card").json() == {"bytes": 4}
    packed = {"Content-Encoding": " GZip "}
    assert client.post("/api/postcards/send", content=gzip.compress(b"card"), headers=packed).json() == {"bytes": 4}
    answer = client.post("/api/postcards/send", content=b"card", headers={"Content-Encoding": "br"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "encoding_unknown")


def test_its_own_limit_holds_not_that_of_the_api(client: TestClient) -> None:
    assert client.post("/api/postcards/send", content=b" " * LIMIT).json() == {"bytes": LIMIT}
    for content, headers in (
        (b" " * (LIMIT + 1), {}),
        (gzip.compress(b" " * (LIMIT + 1)), {"Content-Encoding": "gzip"}),
    ):
        answer = client.post("/api/postcards/send", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "card_too_large")


def test_a_wrong_key_is_denied(client: TestClient) -> None:
    answer = client.post("/api/postcards/send", content=b"card", headers={"key": "lw_wrong"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "key_invalid")


def test_an_error_at_its_address_has_its_fields_and_headers(client: TestClient) -> None:
    for path in ("/api/postcards/nothing", "/v1/postcards/nothing"):
        answer = client.post(path)
        content = answer.json()
        assert content["error"]["code"] == "route_unknown"
        assert (content["msg"], content["status"]) == (content["error"]["text"], 404)
        assert "success" not in content, "the shorter prefix /v1/ is another dialect's"
        assert answer.headers["access-control-allow-origin"] == "*"
    elsewhere = client.post("/api/nothing")
    assert set(elsewhere.json()) == {"error"}
    assert "access-control-allow-origin" not in elsewhere.headers


def test_the_house_s_addresses_belong_to_no_dialect() -> None:
    assert dialect_at("/api/health") is None
    assert dialect_at("/v10/batch") is None


def test_it_is_described(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert "/api/postcards/send" in document["paths"]
    assert document["components"]["schemas"]["Postcard"] == {"type": "object", "x-dialect": "test_dialect"}


def test_what_varies_in_an_address_is_described_and_a_single_message_lists_no_faults() -> None:
    many = operation("cards", "Send", "Cards.", body={}, answer={}, limits="2 MB")
    one = operation("card", "Send", "A card.", body={}, answer={}, limits="2 MB", inside=["person"], single=True)
    assert "parameters" not in many
    assert one["parameters"] == [{"name": "person", "in": "path", "required": True, "schema": {"type": "string"}}]
    said = {code: answer["description"] for code, answer in one["responses"].items()}
    assert (said["200"], said["413"]) == ("On disk.", "Over 2 MB; send less.")
    assert "faults" in many["responses"]["200"]["description"]
