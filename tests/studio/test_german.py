"""Whoever asks in German is answered in German: faults, refusals, and why somebody did or did not get a message."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.studio.house import WELCOME, House, identify, track

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.fixture
def told(house: House) -> Iterator[httpx2.Client]:
    house.publish(WELCOME)
    headers = {**house.client.headers, **GERMAN}
    with httpx2.Client(base_url=house.url, headers=headers, trust_env=False, verify=False) as client:
        yield client


def test_faults_of_a_document_are_told_in_german(told: httpx2.Client, house: House) -> None:
    faulty = WELCOME | {"id": "faulty", "nodes": {"hello": {"kind": "message", "channel": "sms", "then": "gone"}}}
    found = told.post("/api/check", json={"document": faulty}).json()["faults"]
    texts = {one["code"]: one["text"] for one in found}
    assert texts["content_missing"] == "Eine Nachricht per sms braucht body; schreib es."
    in_english = house.client.post("/api/check", json={"document": faulty}).json()["faults"]
    assert [one["code"] for one in in_english] == [one["code"] for one in found]
    assert {one["code"]: one["text"] for one in in_english}[
        "content_missing"
    ] == "A message by sms needs body; write it."


def test_a_refusal_is_told_in_german_with_its_code(told: httpx2.Client) -> None:
    error = told.delete("/api/journeys/nobody/draft").json()["error"]
    assert (error["code"], error["text"]) == ("draft_missing", "Die Journey „nobody“ hat keinen Entwurf.")
    body = {"document": WELCOME | {"id": "faulty", "start": "nowhere"}, "reason": "now"}
    refused = told.post("/api/journeys/faulty/publish", json=body).json()
    assert "zu verbessern" in refused["error"]["text"]
    assert any("was kein Schritt ist" in one["text"] for one in refused["faults"])


def test_the_why_is_told_in_german(told: httpx2.Client, house: House) -> None:
    house.send(identify("gil", plan="enterprise"), track("gil", "signed_up"))
    answer = told.get("/api/people/gil/why", params={"journey": "welcome"}).json()
    assert "der Filter am Eingang war nicht erfüllt" in answer["not_entered"][0]["text"], answer
    assert "Trat nicht ein" in answer["answer"], answer


def test_what_people_wrote_is_never_said_otherwise(told: httpx2.Client, house: House) -> None:
    hello = WELCOME["nodes"]["hello"] | {"name": "Check its spelling.", "note": "Name it in a journey."}
    document = WELCOME | {"id": "written", "name": "Name it in a journey."}
    document["nodes"] = WELCOME["nodes"] | {"hello": hello}
    path = "/api/journeys/written/draft"
    assert told.put(path, json={"document": document, "revision": 0}).status_code == 200
    found = told.get("/api/journeys/written").json()["draft"]["document"]
    assert (found["name"], found["nodes"]["hello"]["note"]) == ("Name it in a journey.", "Name it in a journey.")
