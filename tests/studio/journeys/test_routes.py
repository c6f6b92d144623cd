"""Journeys over HTTP: the list, the canvas while it is live, the impact of a draft."""

import time
from typing import Any

import pytest

from tests.studio.house import WELCOME, House, Json, error_of, identify, track

DAY = 86_400_000


@pytest.fixture(scope="module")
def busy(house: House) -> House:
    """Two people stand in the journey, one has bought."""
    house.publish(WELCOME, "the first try")
    for person in ("ann", "bob"):
        house.send(identify(person, email=f"{person}@example.test", plan="free"), track(person, "signed_up"))
    house.send(identify("eve", plan="enterprise"), track("eve", "signed_up"), track("bob", "bought", amount=30))
    return house


def changed(**fields: Any) -> Json:
    return {**WELCOME, **fields}


def test_the_list_counts_and_is_instant_for_hundreds(busy: House) -> None:
    line = next(one for one in busy.get("/api/journeys")["journeys"] if one["id"] == "welcome")
    assert {**line, "changed_at": 0} == {
        "id": "welcome",
        "name": "Welcome",
        "state": "live",
        "owner": "growth",
        "goal": "bought",
        "version": 1,
        "people_inside": 2,
        "entered": 2,
        "conversions": 1,
        "lift": None,
        "changed_at": 0,
        "archived": False,
        "folder": "",
        "tags": [],
    }
    for index in range(300):
        document = changed(id=f"many_{index}")
        busy.app.studio.documents.save_draft(document["id"], busy_document(document))
    began = time.perf_counter()
    found = busy.get("/api/journeys")["journeys"]
    took = time.perf_counter() - began
    assert len(found) > 300
    assert took < 1.0, f"{took:.2f} s for {len(found)} journeys"


def busy_document(document: Json) -> Any:
    from loopline.decisions.documents.read import build_document

    return build_document(document)


def test_the_canvas_while_it_is_live(busy: House) -> None:
    live = busy.get("/api/journeys/welcome/live", days=7)
    assert live["nodes"]["pause"] == {"inside": 2, "entered": 2, "left": 0, "errors": 0, "refused": 0}
    assert live["nodes"]["hello"] == {"inside": 0, "entered": 2, "left": 2, "errors": 0, "refused": 0}
    assert live["nodes"]["again"] == {"inside": 0, "entered": 0, "left": 0, "errors": 0, "refused": 0}
    assert live["edges"] == [{"from": "hello", "to": "pause", "count": 2}]
    people = busy.get("/api/journeys/welcome/people", node="pause")["people"]
    assert {one["person"] for one in people} == {"ann", "bob"}
    assert people[0]["waiting"].startswith("Waits until ") and people[0]["held"] is False
    assert people[0]["wake_at"] - people[0]["arrived_at"] == 3 * DAY
    assert busy.get("/api/journeys/welcome/people", node="again")["people"] == []
    first = busy.get("/api/journeys/welcome/people", node="pause", limit=1)
    second = busy.get("/api/journeys/welcome/people", node="pause", limit=1, cursor=first["next"])
    assert first["people"] + second["people"] == people and second["next"] is None
    refused = busy.client.get("/api/journeys/welcome/people", params={"cursor": "x"})
    assert error_of(refused) == (400, "cursor_invalid")


def test_the_impact_of_a_draft_says_who_stands_where(busy: House) -> None:
    nodes = {name: one for name, one in WELCOME["nodes"].items() if name != "again"}
    nodes["pause"] = {"kind": "wait", "for": "1d"}
    document = changed(nodes=nodes, entry={"on": ["signed_up"]})
    assert busy.client.put("/api/journeys/welcome/draft", json={"document": document}).status_code == 200
    impact = busy.get("/api/journeys/welcome/impact")
    kinds = {(one["node"], one["kind"]) for one in impact["changes"]}
    assert kinds == {("pause", "changed"), ("again", "deleted"), ("", "changed")}
    assert impact["standing"] == {"pause": 2}


@pytest.mark.parametrize("path", ["", "/impact", "/live", "/people", "/report"])
def test_a_journey_that_is_not_there(house: House, path: str) -> None:
    assert error_of(house.client.get(f"/api/journeys/nothing{path}")) == (404, "journey_unknown")
