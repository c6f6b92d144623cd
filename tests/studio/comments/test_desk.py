"""Comments as people meet them: signed in, over HTTP, in threads that the document never hears of."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx2
import pytest

from tests.studio.house import WELCOME, House, Json, error_of, living

PASSWORD = "a long enough password"
STUDIO = {"X-Loopline-Studio": "1"}
PATH = "/api/journeys/welcome/comments"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("comments") / "data") as found:
        body = {"name": "Olga", "email": "owner@x.test", "password": PASSWORD, "token": found.setup_token()}
        assert found.stranger.post("/api/setup", json=body).status_code == 200
        found.stranger.cookies.clear()
        for name, role in (("Mara", "editor"), ("Jon", "viewer")):
            made = {"name": name, "email": f"{name.lower()}@x.test", "password": PASSWORD, "role": role}
            assert found.client.post("/api/operators", json=made).status_code == 204
        found.publish(WELCOME)
        yield found


def signed_in(house: House, name: str) -> httpx2.Client:
    client = httpx2.Client(base_url=house.url, headers=STUDIO, timeout=60, trust_env=False, verify=False)
    assert client.post("/api/session", json={"email": f"{name}@x.test", "password": PASSWORD}).status_code == 200
    return client


@pytest.fixture
def mara(house: House) -> Iterator[httpx2.Client]:
    with closing(signed_in(house, "mara")) as client:
        yield client


@pytest.fixture
def jon(house: House) -> Iterator[httpx2.Client]:
    with closing(signed_in(house, "jon")) as client:
        yield client


def said(client: httpx2.Client, **body: Any) -> Json:
    answer = client.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def thread_of(client: httpx2.Client, identity: str) -> Json:
    found: list[Json] = client.get(PATH).json()["threads"]
    return next(one for one in found if one["id"] == identity)


def notes_of(client: httpx2.Client, kind: str) -> list[Json]:
    return [one for one in client.get("/api/notes").json()["notes"] if one["kind"] == kind]


def test_a_question_is_asked_answered_settled_and_taken_up_again(mara: httpx2.Client, jon: httpx2.Client) -> None:
    asked = said(jon, step="hello", text="Why so  soon?\n")
    assert (asked["step_name"], asked["gone"], asked["resolved_at"]) == ("hello", False, None)
    said(mara, thread=asked["id"], text="It was asked for.")
    seen = thread_of(jon, asked["id"])
    assert [(one["place"], one["by"], one["text"], one["mine"]) for one in seen["comments"]] == [
        (1, "Jon", "Why so  soon?", True),
        (2, "Mara", "It was asked for.", False),
    ]
    assert mara.post(f"{PATH}/{asked['id']}/resolve").json()["resolved_by"] == "Mara"
    assert thread_of(jon, asked["id"])["resolved_at"] > 0
    again = jon.post(f"{PATH}/{asked['id']}/reopen").json()
    assert (again["resolved_at"], again["resolved_by"]) == (None, "")


def test_a_mention_and_an_answer_are_told_once_with_their_place(mara: httpx2.Client, jon: httpx2.Client) -> None:
    asked = said(jon, step="pause", text="@Mara three days?", mentions=["MARA@x.test", "mara@x.test", "jon@x.test"])
    [note] = [one for one in notes_of(mara, "mentioned") if asked["id"] in one["link"]]
    assert note["text"] == 'Jon in "Welcome" at "pause": @Mara three days?'
    assert note["link"] == f"/journeys/welcome?thread={asked['id']}"
    assert not notes_of(jon, "mentioned"), "nobody is told what they said themselves"
    said(mara, thread=asked["id"], text="Yes.")
    [answer] = [one for one in notes_of(jon, "answered") if asked["id"] in one["link"]]
    assert answer["text"] == 'Mara answered in "Welcome" at "pause": Yes.'
    jon.put(f"{PATH}/{asked['id']}/1", json={"text": "@Mara three days, really?", "mentions": ["mara@x.test"]})
    assert len([one for one in notes_of(mara, "mentioned") if asked["id"] in one["link"]]) == 1
    assert error_of(jon.post(PATH, json={"text": "x", "mentions": ["no@x.test"]})) == (400, "mention_unknown")


def test_a_comment_never_changes_the_document_or_its_difference(house: House, mara: httpx2.Client) -> None:
    before = house.get("/api/journeys/welcome")
    asked = said(mara, step="again", handle="then", text="Is this the right channel?")
    mara.post(f"{PATH}/read", json={"until": asked["opened_at"]})
    mara.post(f"{PATH}/{asked['id']}/resolve")
    assert house.get("/api/journeys/welcome") == before
    assert house.get("/api/journeys/welcome/impact")["changes"] == []


def test_a_step_that_went_away_leaves_its_comments_readable(house: House, mara: httpx2.Client) -> None:
    drawn: Json = json.loads(json.dumps(WELCOME))
    drawn["nodes"]["extra"] = {"kind": "wait", "for": "1d", "name": "A day more"}
    house.client.put("/api/journeys/welcome/draft", json={"document": drawn, "revision": 0})
    asked = said(mara, step="extra", text="Do we need this?")
    assert (asked["step_name"], asked["gone"]) == ("A day more", False)
    assert house.client.delete("/api/journeys/welcome/draft").status_code == 204
    seen = thread_of(mara, asked["id"])
    assert (seen["step_name"], seen["gone"]) == ("A day more", True)
    assert seen["comments"][0]["text"] == "Do we need this?"


def test_what_others_said_is_unread_until_it_was_looked_at(mara: httpx2.Client, jon: httpx2.Client) -> None:
    asked = said(jon, text="About all of it")
    assert thread_of(mara, asked["id"])["unread"] and not thread_of(jon, asked["id"])["unread"]
    assert mara.get(PATH).json()["unread"] >= 1
    assert mara.post(f"{PATH}/read", json={"until": 2**62}).status_code == 204
    assert mara.get(PATH).json()["unread"] == 0
    later = said(jon, thread=asked["id"], text="One more thing")
    assert thread_of(mara, later["id"])["unread"], "a mark in the future hides nothing that comes"


def test_only_its_author_changes_a_comment(mara: httpx2.Client, jon: httpx2.Client, house: House) -> None:
    asked = said(mara, step="hello", text="Waht?")
    place = f"{PATH}/{asked['id']}/1"
    for other in (jon, house.client):
        assert error_of(other.put(place, json={"text": "x"})) == (409, "comment_others")
        assert error_of(other.delete(place)) == (409, "comment_others")
    for nowhere in (f"{PATH}/{asked['id']}/{10**30}", f"{PATH}/{asked['id']}/{-(10**30)}"):
        assert error_of(mara.put(nowhere, json={"text": "x"})) == (409, "comment_others")
        assert error_of(mara.delete(nowhere)) == (409, "comment_others")
    assert error_of(jon.post(f"{PATH}/{asked['id']}/resolve")) == (409, "thread_others")
    fixed = mara.put(place, json={"text": "What?"}).json()["comments"][0]
    assert (fixed["text"], fixed["by"]) == ("What?", "Mara") and fixed["changed_at"] >= fixed["at"]
    gone = mara.delete(place).json()["comments"][0]
    assert (gone["text"], gone["removed"]) == ("", True)


def test_what_is_said_is_bounded(house: House, mara: httpx2.Client) -> None:
    for body in (
        {},
        {"text": "x" * 4_001},
        {"text": "x", "mentions": ["a@x.test"] * 21},
        {"text": "x", "step": "s" * 129},
    ):
        assert error_of(mara.post(PATH, json=body)) == (400, "body_invalid")
    for empty in ("", " \n ", "\x00"):
        assert error_of(mara.post(PATH, json={"text": empty})) == (400, "comment_empty")
    assert said(mara, text="a\x00b")["comments"][0]["text"] == "ab"
    assert error_of(mara.post(PATH, json={"text": "x", "thread": "nothing"})) == (404, "thread_unknown")
    assert error_of(mara.post("/api/journeys/nothing/comments", json={"text": "x"})) == (404, "journey_unknown")
    asked = said(mara, text="Of this journey alone")
    house.client.put("/api/journeys/other/draft", json={"document": WELCOME | {"id": "other"}, "revision": 0})
    other = f"/api/journeys/other/comments/{asked['id']}/resolve"
    assert error_of(mara.post(other)) == (404, "thread_unknown")
