"""A guest of the demo sees what it holds and changes nothing, whatever is asked; an owner ends it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.studio.access.gate import GUEST_QUESTIONS
from loopline.studio.access.permissions import PERMISSIONS
from tests.studio.house import WELCOME, House, error_of, identify, living, track

STUDIO = {"X-Loopline-Studio": "1"}
READS = [path for (method, path), row in PERMISSIONS.items() if method == "GET" and row.role == "viewer"]
REFUSED = [
    asked
    for asked, row in PERMISSIONS.items()
    if asked not in GUEST_QUESTIONS and (asked[0] != "GET" or row.role != "viewer")
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that takes guests, as the demo does."""
    with living(tmp_path_factory.mktemp("demo") / "data") as house:
        house.app.access.sign_ins.take_guests()
        yield house


@pytest.mark.parametrize(("method", "path"), REFUSED, ids=lambda part: part)
def test_a_guest_changes_nothing_and_reads_no_secret(demo: House, method: str, path: str) -> None:
    """Given every route that writes or that a viewer may not read, the answer says why and how to begin."""
    answer = demo.stranger.request(method, path.replace("{", "").replace("}", ""), json={}, headers=STUDIO)
    assert error_of(answer) == (403, "demo_read_only")
    assert "loopline demo" in answer.json()["error"]["text"]


@pytest.mark.parametrize("path", [path for path in READS if "{" not in path and path != "/api/stream"])
def test_a_guest_reads_what_every_viewer_reads(demo: House, path: str) -> None:
    """Given a page's figures, a guest gets them; what lacks a parameter says so."""
    assert demo.stranger.get(path).status_code in (200, 400, 404)


def test_a_guest_acts_for_nobody_by_the_links_of_a_message(tmp_path: Path) -> None:
    """Given a message whose links a guest reads, none of them is a click, an open or an unsubscribe of the person."""
    with living(tmp_path / "data") as house:
        house.publish(WELCOME)
        house.send(identify("ann", email="ann@example.com", plan="free"), track("ann", "signed_up"))
        house.app.access.sign_ins.take_guests()
        [line] = house.stranger.get("/api/messages").json()["messages"]
        shown = house.stranger.get(f"/api/messages/{line['key']}").text
        links = set(re.findall(r"/l/(?:click|open|unsubscribe)/[\w.-]+", shown))
        assert len(links) >= 2, shown
        before = house.get("/api/people/ann")
        for link in links:
            assert error_of(house.stranger.post(link)) in ((403, "demo_read_only"), (405, "method_unknown"))
            assert error_of(house.stranger.get(link)) == (403, "demo_read_only")
        assert house.get("/api/people/ann") == before


def test_an_owner_ends_it(tmp_path: Path) -> None:
    """Given a demo that somebody makes their own, a stranger is a stranger again."""
    with living(tmp_path / "data") as house:
        assert house.stranger.get("/api/session").json()["state"] == "setup"
        assert error_of(house.stranger.get("/api/journeys")) == (401, "signed_out")
        house.app.access.sign_ins.take_guests()
        session = house.stranger.get("/api/session").json()
        assert (session["state"], session["person"]["role"]) == ("guest", "viewer")
        assert house.stranger.get("/api/journeys").status_code == 200
        body = {
            "name": "Ada",
            "email": "ada@example.test",
            "password": "a long walk on the beach",
            "token": house.setup_token(),
        }
        assert house.stranger.post("/api/setup", json=body).json()["state"] == "signed_in"
        assert house.stranger.get("/api/keys").status_code == 200
        house.stranger.cookies.clear()
        assert house.stranger.get("/api/session").json()["state"] == "signed_out"
        assert error_of(house.stranger.get("/api/journeys")) == (401, "signed_out")
