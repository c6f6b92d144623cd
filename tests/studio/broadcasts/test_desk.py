"""A broadcast is counted by what the gate says, refused when its audience moved, and listed with its figures."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.studio.house import House, Json, error_of, identify, living

BODY: Json = {
    "name": "Spring sale",
    "segment": "free_plan",
    "content": {"subject": "Spring", "html": "<p>Spring</p>", "text": "Spring {{unsubscribe_url}}"},
}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ten people on the free plan: one without an address, one suppressed, one who said no; and one who pays."""
    with living(tmp_path_factory.mktemp("crowd") / "data") as house:
        house.client.put("/api/segments/free_plan", json={"when": 'plan == "free"', "name": "Free", "reason": "x"})
        for number in range(9):
            house.send(identify(f"p{number}", email=f"p{number}@example.com", plan="free"))
        house.send(identify("mute", plan="free"), identify("pays", email="pays@example.com", plan="pro"))
        house.client.post("/api/suppressions", json={"address": "p0@example.com", "note": "asked"})
        no = {"consent": {"categoryPreferences": {"email": False}}}
        house.send({**identify("p1"), "context": no})
        yield house


def preview(house: House, **body: Any) -> Json:
    """What is answered before it is sent."""
    answer = house.client.post("/api/broadcasts/preview", json={**BODY, **body})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_the_number_that_is_seen_is_what_the_gate_lets_through(crowd: House) -> None:
    """Given people whom a rule keeps from it, each is named with its reason, and the numbers add up."""
    found = preview(crowd)
    assert (found["total"], found["matched"], found["gets"], found["sandbox"]) == (11, 10, 7, True)
    assert {one["reason"]: one["people"] for one in found["not_sent"]} == {
        "no_address": 1,
        "suppressed_manual": 1,
        "unsubscribed": 1,
    }
    assert all(one["text"] and "_" not in one["text"] for one in found["not_sent"])
    assert found["faults"] == []
    assert preview(crowd, segment="")["matched"] == 11
    half = preview(crowd, holdout=50)
    assert half["held_out"] > 0 and half["gets"] + half["held_out"] + sum(n["people"] for n in half["not_sent"]) == 10


def test_what_is_missing_is_said_in_place(crowd: House) -> None:
    """Given no text or a rule that cannot be read, the answer has the fault and no number."""
    assert preview(crowd, content={"text": "x"})["faults"]
    assert preview(crowd, segment="", when="plan ==")["faults"]
    assert error_of(crowd.client.post("/api/broadcasts/preview", json={**BODY, "name": " "})) == (400, "name_missing")


def test_an_audience_that_moved_is_looked_at_again(crowd: House) -> None:
    """Given a number that is not true any more, nothing is sent."""
    answer = crowd.client.post("/api/broadcasts", json={**BODY, "seen": 4, "reason": "x"})
    assert error_of(answer) == (409, "audience_moved")
    assert crowd.get("/api/broadcasts")["broadcasts"] == []


def test_it_is_sent_once_and_listed_with_its_figures(crowd: House) -> None:
    """Given a time to come, it waits, and its line says when and to whom."""
    at = "2999-12-24 09:00"
    sent = crowd.client.post("/api/broadcasts", json={**BODY, "at": at, "seen": 7, "reason": "the sale"})
    assert sent.json() == {"journey": "spring_sale", "gets": 7}, sent.text
    [line] = crowd.get("/api/broadcasts")["broadcasts"]
    assert (line["standing"], line["audience"], line["schedule"]) == ("scheduled", "Free", at)
    assert line["at"] > 0 and line["sent"] == line["kept"] == 0
    again = crowd.client.post("/api/broadcasts", json={**BODY, "at": at, "seen": 7, "reason": "the sale"})
    assert again.json()["journey"] == "spring_sale_2", "each broadcast is a journey of its own"
    crowd.client.post("/api/journeys/spring_sale_2/pause", json={"reason": "x"})
    assert {one["standing"] for one in crowd.get("/api/broadcasts")["broadcasts"]} == {"scheduled", "paused"}
