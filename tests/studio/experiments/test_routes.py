"""An experiment ends over HTTP: everybody takes the winner, those inside too, and the draft does not undo it."""

from itertools import count
from typing import Any

import pytest

from tests.studio.house import House, Json, error_of, identify, track

ARMS = [{"name": "short", "weight": 1, "then": "mail"}, {"name": "long", "weight": 1, "then": "mail"}]
NODES: Json = {
    "rest": {"kind": "wait", "for": "1h", "then": "test"},
    "test": {"kind": "experiment", "arms": ARMS},
    "mail": {
        "kind": "message",
        "channel": "email",
        "content": {"subject": "x", "text": "{{unsubscribe_url}}"},
        "holdout": {"percent": 20},
    },
}
JOURNEY: Json = {"kind": "journey", "entry": {"on": ["signed_up"]}, "start": "rest", "nodes": NODES}
numbers = count(1)


class Tried:
    """A journey of its own in a house that many tests share."""

    def __init__(self, house: House) -> None:
        self.id, self.house = f"tried{next(numbers)}", house
        self.document: Json = {**JOURNEY, "id": self.id}
        body = {"document": self.document, "reason": "try"}
        assert house.client.post(f"/api/journeys/{self.id}/publish", json=body).status_code == 200

    def choose(self, node: str = "test", journey: str = "", **body: Any) -> Any:
        path = f"/api/journeys/{journey or self.id}/experiments/{node}/winner"
        return self.house.client.post(path, json={"arm": "long", "reason": "It sold more.", **body})

    def shown(self) -> Json:
        found: Json = self.house.get(f"/api/journeys/{self.id}")
        return found

    def draft(self, **fields: Any) -> None:
        body = {"document": {**self.document, **fields}, "revision": 0}
        assert self.house.client.put(f"/api/journeys/{self.id}/draft", json=body).status_code == 200


@pytest.fixture
def tried(house: House) -> Tried:
    return Tried(house)


def test_the_winner_is_published_with_its_reason_and_taken_back_as_well(tried: Tried) -> None:
    assert tried.choose().json() == {"version": 2}
    live = tried.shown()["live"]
    assert (live["document"]["nodes"]["test"]["winner"], live["reason"]) == ("long", "It sold more.")
    assert tried.choose(arm="").json() == {"version": 3}
    assert "winner" not in tried.shown()["live"]["document"]["nodes"]["test"]


def test_a_draft_gets_the_winner_too_and_keeps_what_else_it_changes(tried: Tried) -> None:
    tried.draft(name="Mine", nodes={**NODES, "rest": {"kind": "wait", "for": "2h", "then": "test"}})
    assert tried.choose().json() == {"version": 2, "draft": True}
    found = tried.shown()
    draft, live = found["draft"]["document"], found["live"]["document"]
    assert (draft["name"], draft["nodes"]["rest"]["for"], draft["nodes"]["test"]["winner"]) == ("Mine", "2h", "long")
    assert live["nodes"]["rest"]["for"] == "1h"


def test_a_draft_without_the_node_stays_as_its_author_has_it(tried: Tried) -> None:
    tried.draft(nodes={"rest": {"kind": "wait", "for": "1h", "then": "mail"}, "mail": NODES["mail"]})
    assert tried.choose().json() == {"version": 2}
    assert set(tried.shown()["draft"]["document"]["nodes"]) == {"rest", "mail"}


def test_the_holdout_of_a_message_ends_with_the_message_for_everybody(tried: Tried) -> None:
    assert tried.choose("mail", arm="sent").json() == {"version": 2}
    assert "holdout" not in tried.shown()["live"]["document"]["nodes"]["mail"]
    assert error_of(tried.choose("mail", arm="sent")) == (400, "experiment_kind")


def test_people_inside_take_the_winner_as_well_unless_it_is_not_wanted(tried: Tried) -> None:
    assert tried.choose(move=False).json() == {"version": 2}
    assert tried.choose(arm="short").json() == {"version": 3}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"arm": "lnog"}, (400, "winner_unknown")),
        ({"reason": " "}, (400, "reason_missing")),
        ({"node": "rest"}, (400, "experiment_kind")),
        ({"node": "gone"}, (404, "node_unknown")),
        ({"journey": "nobody"}, (404, "journey_unknown")),
        ({"node": "mail", "arm": "withheld"}, (400, "winner_withheld")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_published(tried: Tried, asked: Json, error: tuple[int, str]) -> None:
    assert error_of(tried.choose(**asked)) == error
    assert len(tried.shown()["versions"]) == 1


def test_a_stopped_journey_has_nothing_to_end(tried: Tried) -> None:
    assert tried.house.client.post(f"/api/journeys/{tried.id}/stop").status_code == 200
    assert error_of(tried.choose()) == (409, "journey_stopped")


def test_what_was_compared_stays_on_the_report_after_the_end(house: House) -> None:
    tried = Tried(house)
    nodes = {**NODES, "test": {**NODES["test"], "arms": [{**arm, "then": "mail"} for arm in ARMS]}}
    document = {
        **tried.document,
        "start": "test",
        "nodes": nodes,
        "goal": {"event": "paid"},
        "holdout": {"percent": 10},
    }
    tried.document = document
    body = {"document": document, "reason": "now"}
    assert house.client.post(f"/api/journeys/{tried.id}/publish", json=body).status_code == 200
    people = [f"{tried.id}-{n}" for n in range(60)]
    house.send(*(identify(one, email=f"{one}@example.test") for one in people))
    house.send(*(track(one, "signed_up") for one in people))

    def told() -> dict[str, dict[str, int]]:
        report = house.get(f"/api/journeys/{tried.id}/report")
        assert {one["node"] for one in report["experiments"]} == {"test", "mail"}
        return {
            one["node"]: {arm["name"]: arm["pending"] for arm in report["arms"] if arm["node"] == one["node"]}
            for one in report["experiments"]
        }

    before = told()
    assert set(before["test"]) == {"short", "long"} and set(before["mail"]) == {"sent", "withheld"}
    assert tried.choose("mail", arm="sent").status_code == 200
    assert tried.choose("test").status_code == 200
    assert told() == before
    late = f"{tried.id}-late"
    house.send(identify(late, email="late@example.test"), track(late, "signed_up"))
    assert told()["mail"] == before["mail"], "nobody is drawn any more"


def test_a_retired_arm_is_drawn_no_more_and_the_last_one_is_not_retired(tried: Tried) -> None:
    def retire(arm: str, node: str = "test") -> Any:
        path = f"/api/journeys/{tried.id}/experiments/{node}/retire"
        return tried.house.client.post(path, json={"arm": arm, "reason": "It sold less."})

    tried.draft(name="Another name")
    assert retire("short").json() == {"version": 2, "draft": True}
    arms = tried.shown()["live"]["document"]["nodes"]["test"]["arms"]
    assert [(one["name"], one["weight"]) for one in arms] == [("short", 0), ("long", 1)]
    drafted = tried.shown()["draft"]["document"]
    assert drafted["name"] == "Another name" and drafted["nodes"]["test"]["arms"] == arms
    assert error_of(retire("long")) == (400, "arm_last")
    assert error_of(retire("none")) == error_of(retire("")) == (400, "winner_unknown")
    assert error_of(retire("sent", "mail")) == (400, "experiment_kind")
    assert error_of(retire("short", "nowhere")) == (404, "node_unknown")
    assert tried.choose(arm="long").json()["version"] == 3, "an arm is retired, and another one may win"


def test_a_best_hour_is_an_experiment_that_is_listed_told_and_ended(house: House) -> None:
    rest = {"kind": "wait", "until_time": "16:00", "best_hour": {"share": 60}, "then": "mail"}
    document = {**JOURNEY, "id": "own_hour", "nodes": {**NODES, "rest": rest, "mail": {**NODES["mail"], "holdout": {}}}}
    document["nodes"].pop("test")
    document["entry"] = {"on": ["hour_asked"]}
    house.publish(document)
    people = [f"hour{number}" for number in range(12)]
    house.send(*(identify(one, email=f"{one}@example.test") for one in people))
    reasons = [
        {"feature": day, "value": 10, "effect": 0.02} for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    ]
    scores = [
        {"userId": one, "model": "send_hour", "value": 10, "version": "mine", "reasons": reasons} for one in people
    ]
    answer = house.stranger.post("/api/scores", json={"scores": scores}, headers=house.write)
    assert answer.status_code == 200 and answer.json()["faults"] == []
    house.settle()
    house.send(*(track(one, "hour_asked") for one in people))
    told = {one: str(house.get(f"/api/people/{one}/why", journey="own_hour")) for one in people}
    own = [one for one, text in told.items() if "their best hour, 10:00 (clicks 2.0 points" in text]
    fixed = [one for one, text in told.items() if "the fixed hour, by the draw" in text]
    assert len(own) + len(fixed) == 12 and own and fixed
    report = house.get("/api/journeys/own_hour/report")
    [tested] = report["experiments"]
    assert (tested["node"], [row["against"] for row in tested["between"]["rows"]]) == ("rest", ["fixed hour"])
    [line] = [one for one in house.get("/api/experiments")["experiments"] if one["node"] == "rest"]
    assert {one["name"]: one["percent"] for one in line["arms"]} == {"fixed hour": 40.0, "best hour": 60.0}
    path = "/api/journeys/own_hour/experiments/rest"
    wrong = house.client.post(f"{path}/winner", json={"arm": "best our", "reason": "x"})
    assert error_of(wrong) == (400, "winner_unknown") and "best hour" in wrong.text
    won = house.client.post(f"{path}/winner", json={"arm": "best hour", "reason": "More clicks."})
    assert won.status_code == 200, won.text
    assert house.get("/api/journeys/own_hour")["live"]["document"]["nodes"]["rest"]["best_hour"] == {"share": 95.0}
    won = house.client.post(f"{path}/winner", json={"arm": "fixed hour", "reason": "No longer."})
    assert "best_hour" not in house.get("/api/journeys/own_hour")["live"]["document"]["nodes"]["rest"]
