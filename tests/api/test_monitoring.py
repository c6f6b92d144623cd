"""Health, readiness and metrics answer, also when a read of the stores does not come back."""

import threading
from collections.abc import Iterator, Mapping

import pytest
from starlette.testclient import TestClient

from loopline.api import monitoring
from loopline.api.server import create_app
from tests.clients.memory_face import MemoryFace


class Hanging(MemoryFace):
    """A face whose stores may hang, and which may not be ready."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.why = threading.Event(), ""
        self.open.set()

    def health(self) -> Mapping[str, object]:
        assert self.open.wait(20)
        return super().health()

    def metrics(self) -> bytes:
        assert self.open.wait(20)
        return super().metrics()

    def not_ready(self) -> str:
        return self.why


@pytest.fixture
def face() -> Iterator[Hanging]:
    made = Hanging()
    yield made
    made.open.set()


def test_the_process_lives_and_is_ready_when_it_says_so(face: Hanging) -> None:
    client = TestClient(create_app(face))
    assert (client.get("/live").status_code, client.get("/live").json()) == (200, {"live": True})
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (200, {"ready": True, "why": ""})
    face.why = "Still deciding."
    not_yet = client.get("/ready")
    assert (not_yet.status_code, not_yet.json()) == (503, {"ready": False, "why": "Still deciding."})
    assert client.get("/live").status_code == 200


def test_a_disk_that_hangs_is_told_with_what_was_known_last(face: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "LOOK_SECONDS", 0.1)
    client = TestClient(create_app(face))
    well = client.get("/api/health").json()
    assert well["status"] == "ok"
    face.open.clear()
    for _ in range(2):  # whoever asks again shares the look that hangs
        ill = client.get("/api/health").json()
        assert ill["status"] == "failing" and "stores_hang" in ill["fault"]
        assert ill["version"] == well["version"]
    assert (client.get("/live").status_code, client.get("/ready").status_code) == (200, 200)
    assert client.get("/metrics").json()["error"]["code"] == "stores_hang"
    face.open.set()
    monkeypatch.setattr(monitoring, "LOOK_SECONDS", 20.0)
    assert client.get("/api/health").json()["status"] == "ok"
    assert client.get("/metrics").status_code == 200
