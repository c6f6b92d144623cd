"""The application around the routes: who is let in, and one shape for every error."""

import pytest
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.testclient import TestClient

from loopline.api.auth import STUDIO_HEADER
from loopline.api.server import create_app
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing, Unavailable
from tests.clients.memory_face import ADMIN_KEY, SESSION, SESSION_COOKIE, WRITE_KEY, MemoryFace

ADMIN = {"Authorization": f"Bearer {ADMIN_KEY}"}
FAULTS: dict[str, Exception] = {
    "invalid": Invalid("name_odd", "Mend it.", at="nodes.push"),
    "missing": Missing("journey_missing", "Look again."),
    "conflict": Conflict("draft_conflict", "Load it again."),
    "unavailable": Unavailable("store_busy", "Wait."),
    "other": RuntimeError("secret"),
}


class Wanted(BaseModel):
    """A body with one field."""

    days: int


def room() -> APIRouter:
    router = APIRouter()

    @router.get("/api/fault/{name}")
    async def fault(name: str) -> None:
        raise FAULTS[name]

    @router.post("/api/wanted")
    async def wanted(body: Wanted) -> dict[str, int]:
        return {"days": body.days}

    return router


def door() -> APIRouter:
    router = APIRouter()

    @router.get("/api/session")
    async def session() -> dict[str, str]:
        return {"state": "signed_out"}

    return router


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(MemoryFace(), [room()], [door()]), raise_server_exceptions=False)


@pytest.mark.parametrize("name", FAULTS)
def test_every_error_has_one_shape(client: TestClient, name: str) -> None:
    fault = FAULTS[name]
    answer = client.get(f"/api/fault/{name}", headers=ADMIN)
    if isinstance(fault, LooplineError):
        assert answer.status_code == fault.status
        assert answer.json() == {"error": {"code": fault.code, "text": fault.text, "at": fault.at}}
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal")
        assert "secret" not in answer.text
    assert ("retry-after" in answer.headers) == (name == "unavailable")


def test_a_body_that_does_not_fit_names_its_fields(client: TestClient) -> None:
    for content in (b'{"days":"many"}', b"{}", b"no json", b""):
        answer = client.post("/api/wanted", content=content, headers=ADMIN | {"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "body_invalid")
    answer = client.post("/api/wanted", json={"days": "many"}, headers=ADMIN)
    assert answer.json()["error"]["at"] == "body.days"
    assert "body.days" in answer.json()["error"]["text"]


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post("/api/wanted", content=b" " * 1_100_000, headers=ADMIN)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
    assert client.post("/api/wanted", json={"days": 3}, headers=ADMIN).json() == {"days": 3}


def test_only_an_admin_is_let_in(client: TestClient) -> None:
    def code(headers: dict[str, str]) -> object:
        answer = client.post("/api/wanted", json={"days": 3}, headers=headers)
        return answer.status_code if answer.status_code == 200 else (answer.status_code, answer.json()["error"]["code"])

    cookie = {"Cookie": f"{SESSION_COOKIE}={SESSION}"}
    assert code({}) == (401, "signed_out")
    assert code({"Cookie": f"{SESSION_COOKIE}=stolen"}) == (401, "signed_out")
    assert code({"Authorization": f"Bearer {WRITE_KEY}"}) == (401, "key_invalid")
    assert code({"Authorization": "Basic abc"}) == (401, "signed_out")
    assert code(ADMIN) == 200
    assert code(cookie) == (401, "studio_header_missing")
    assert code(cookie | {STUDIO_HEADER: "1"}) == 200
    assert client.get("/api/fault/missing", headers=cookie).status_code == 404


def test_some_doors_are_open(client: TestClient) -> None:
    assert client.get("/api/session").json() == {"state": "signed_out"}
    assert client.get("/api/health").json()["status"] == "ok"
    assert client.get("/metrics").text.startswith("loopline_lag_signals")
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route_unknown")
