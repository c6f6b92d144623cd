"""A server that stands by is alive, not ready, and says why to whoever asks anything."""

import httpx2
import pytest
from starlette.testclient import TestClient

from loopline.api.metrics import Metrics
from loopline.cli.standby.face import FIGURES, StandingBy


@pytest.fixture
def client() -> TestClient:
    face = StandingBy()
    face.why = "Another one owns it."
    return TestClient(face)


def test_it_lives_and_is_not_ready(client: TestClient) -> None:
    assert (client.get("/live").status_code, client.get("/live").json()) == (200, {"live": True})
    ready: httpx2.Response = client.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "why": "Another one owns it."})


@pytest.mark.parametrize("path", ["/", "/v1/track", "/api/health", "/l/abc"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_everything_else_is_refused_with_a_code(client: TestClient, path: str, method: str) -> None:
    answer = client.request(method, path, content=b"{" * 5 if method == "POST" else None)
    assert answer.status_code == 503
    if method != "HEAD":
        assert answer.json() == {"error": {"code": "standing_by", "text": "Another one owns it."}}


def test_its_figure_is_worded_as_that_of_a_server_that_serves(client: TestClient) -> None:
    served = [line for line in Metrics().text(0).decode().splitlines() if "loopline_standing_by" in line]
    assert served[-1] == "loopline_standing_by 0.0"
    assert client.get("/metrics").content == FIGURES
    assert FIGURES.decode().splitlines() == [*served[:-1], "loopline_standing_by 1.0"]
