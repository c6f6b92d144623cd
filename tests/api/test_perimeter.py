"""What holds for every answer of a whole server: the name it was asked by, and what browsers are told."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.settings import Settings
from tests.studio.house import House, error_of, living, track

PUBLIC = "https://loopline.example.com"
EVIL = {"Host": "evil.example:8400", "Origin": "http://evil.example:8400", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that browsers reach by https."""
    with living(tmp_path_factory.mktemp("public"), Settings(public_url=PUBLIC)) as house:
        yield house


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/setup"), ("GET", "/api/session"), ("GET", "/api/keys"), ("GET", "/api/nothing"), ("GET", "/")],
)
def test_a_page_that_points_its_own_name_at_us_gets_no_answer(public: House, method: str, path: str) -> None:
    answer = public.stranger.request(method, path, headers=EVIL, json={} if method == "POST" else None)
    assert answer.status_code == 421
    assert "LOOPLINE_ALLOWED_HOSTS" in answer.text
    if path.startswith("/api"):
        assert error_of(answer) == (421, "host_unknown")
    assert public.client.request(method, path, headers=EVIL).status_code == 421, "nor with a key"


def test_signals_health_and_links_may_be_reached_by_more_names(public: House) -> None:
    elsewhere = {"Host": "signals.example.org"}
    sent = public.stranger.post("/v1/track", json=track("ann", "seen"), headers={**public.write, **elsewhere})
    assert sent.status_code == 200
    for path in ("/api/health", "/metrics"):
        assert public.stranger.get(path, headers=elsewhere).status_code == 200
    assert public.stranger.get("/l/o/nothing", headers=elsewhere).status_code != 421
    assert error_of(public.stranger.put("/api/v1/customers/ann", json={}, headers=elsewhere)) == (401, "key_invalid")


@pytest.mark.parametrize("host", ["loopline.example.com", "localhost:8400", "127.0.0.1"])
def test_our_own_names_are_answered(public: House, host: str) -> None:
    assert public.stranger.get("/api/session", headers={"Host": host}).json()["state"] == "setup"


def test_two_names_in_one_request_are_none(public: House) -> None:
    asked = b"GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(public.url.rpartition(":")[2])), timeout=60) as line:
        line.sendall(asked)
        assert line.makefile("rb").readline().split()[1] in (b"400", b"421")


@pytest.mark.parametrize("path", ["/api/keys", "/api/session", "/api/nothing", "/api/openapi.json", "/api/health"])
def test_what_the_api_answers_is_kept_nowhere(public: House, path: str) -> None:
    assert public.client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/api/keys", "/v1/nothing", "/metrics", "/l/o/x", "/hooks/none", "/nothing.js"])
def test_every_answer_says_nosniff_and_https_alone(public: House, path: str) -> None:
    answer = public.stranger.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_an_answer_to_a_fault_of_ours_says_so_too(public: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public.app.keys, "listing", lambda: 1 / 0)
    answer = public.client.get("/api/keys")
    assert error_of(answer) == (500, "internal")
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")


def test_without_https_nothing_is_said_of_it(tmp_path: Path) -> None:
    with living(tmp_path / "plain") as house:
        assert "strict-transport-security" not in house.stranger.get("/").headers


def test_the_loader_of_browsers_is_told_the_public_scheme(public: House) -> None:
    key = public.client.post("/api/keys", json={"role": "browser"}).json()["key"]
    path = f"/v1/projects/{key}/settings"
    told = public.stranger.get(path, headers={"Host": "loopline.example.com"}).json()["integrations"]["Segment.io"]
    assert (told["apiHost"], told["protocol"]) == ("loopline.example.com/v1", "https")
    assert public.stranger.get(path).json()["integrations"]["Segment.io"]["protocol"] == "http"


def test_a_name_that_the_operator_adds_is_answered(tmp_path: Path) -> None:
    settings = Settings(public_url=PUBLIC, allowed_hosts="studio.example.org")
    with living(tmp_path / "named", settings) as house:
        for host, status in (("studio.example.org", 200), ("evil.example", 421)):
            assert house.stranger.get("/api/session", headers={"Host": host}).status_code == status
