"""Every comparison is listed with the figures of its report; an arm is retired, and the last one is not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loopline.model.duration import DAY
from loopline.runtime.clock import VirtualClock
from tests.studio.house import House, Json, error_of, identify, living, track

ARMS = [{"name": one, "weight": 1, "then": "mail"} for one in ("short", "long", "odd")]
JOURNEY: Json = {
    "kind": "journey",
    "id": "tried",
    "name": "Tried",
    "entry": {"on": ["went"]},
    "goal": {"event": "bought"},
    "holdout": {"percent": 20},
    "start": "test",
    "nodes": {
        "test": {"kind": "experiment", "name": "How long?", "arms": ARMS},
        "mail": {"kind": "message", "channel": "email", "content": {"subject": "x", "text": "x"}},
    },
}
RETIRE = "/api/journeys/tried/experiments/test/retire"


@pytest.fixture
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A journey with a holdout and three arms, and some people in it."""
    with living(tmp_path_factory.mktemp("tried") / "data") as house:
        house.publish(JOURNEY)
        for number in range(12):
            house.send(identify(f"p{number}", email=f"p{number}@example.com"), track(f"p{number}", "went"))
        yield house


def test_each_comparison_says_what_it_waits_for(tried: House) -> None:
    """Given a dozen people, both comparisons run, neither has a verdict, and the units are those of the report."""
    lines = {one["of"]: one for one in tried.get("/api/experiments")["experiments"]}
    assert set(lines) == {"arms", "journey"}
    assert {one["state"] for one in lines.values()} == {"running"}
    report = tried.get("/api/journeys/tried/report")
    counted = {one["name"]: one["units"] for one in report["arms"]}
    assert {one["name"]: one["units"] for one in lines["arms"]["arms"]} == counted
    assert {one["percent"] for one in lines["arms"]["arms"]} == {33.3}
    assert lines["arms"]["verdict"] == "not_enough_data" and "conversion" in lines["journey"]["waits"]


def test_an_arm_is_retired_until_one_is_left(tried: House) -> None:
    """Given three arms, two can be retired, and a winner ends it."""
    assert tried.client.post(RETIRE, json={"arm": "odd", "reason": "too odd"}).json()["version"] == 2
    [line] = [one for one in tried.get("/api/experiments")["experiments"] if one["of"] == "arms"]
    assert {one["name"]: one["percent"] for one in line["arms"]} == {"short": 50.0, "long": 50.0, "odd": 0.0}
    assert error_of(tried.client.post(RETIRE, json={"arm": "none", "reason": "x"})) == (400, "winner_unknown")
    assert tried.client.post(RETIRE, json={"arm": "long", "reason": "x"}).status_code == 200
    assert error_of(tried.client.post(RETIRE, json={"arm": "short", "reason": "x"})) == (400, "arm_last")
    body = {"arm": "short", "reason": "it sold more"}
    assert tried.client.post("/api/journeys/tried/experiments/test/winner", json=body).status_code == 200
    [line] = [one for one in tried.get("/api/experiments")["experiments"] if one["of"] == "arms"]
    assert (line["state"], line["winner"]) == ("ended", "short")


def test_two_arms_that_are_retired_at_once_are_both_retired(tried: House) -> None:
    """Given two authors who retire an arm each at one moment, neither takes the other's change back."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda arm: tried.client.post(RETIRE, json={"arm": arm, "reason": "x"}), ("odd", "long"))
        )
    assert [one.status_code for one in answers] == [200, 200]
    arms = tried.get("/api/journeys/tried")["live"]["document"]["nodes"]["test"]["arms"]
    assert {one["name"]: one.get("weight", 1) for one in arms} == {"short": 1, "long": 0, "odd": 0}


def test_the_verdict_is_that_of_the_arms_that_are_left(tmp_path: Path) -> None:
    """Given one arm that lost beside one that is as good, the lost one is told; once it is retired, the other one."""
    clock, nodes = VirtualClock(1_795_953_600_000), {f"mail_{arm['name']}": JOURNEY["nodes"]["mail"] for arm in ARMS}
    arms = [{**arm, "then": f"mail_{arm['name']}"} for arm in ARMS]
    split = {**JOURNEY, "goal": {"event": "bought", "within": "1d"}, "holdout": {"percent": 0}}
    with living(tmp_path / "data", clock=clock) as house:
        house.publish({**split, "nodes": {"test": {"kind": "experiment", "arms": arms}, **nodes}})
        people = [f"p{number}" for number in range(600)]
        for first in range(0, len(people), 100):
            some = people[first : first + 100]
            house.send(*(identify(one, email=f"{one}@example.com") for one in some))
            house.send(*(track(one, "went") for one in some))
        house.get("/api/home")
        sent = house.app.facts.query("SELECT person FROM facts WHERE kind = 'message' AND node <> 'mail_odd'", {})
        buyers = [str(row[0]) for row in sent]
        house.send(*(track(one, "bought") for one in buyers))
        clock.move_to(clock.now() + 3 * DAY)
        house.send(identify("late", email="late@example.com"))
        [line] = house.get("/api/experiments")["experiments"]
        assert (line["state"], line["verdict"]) == ("due", "worse"), line
        assert house.client.post(RETIRE, json={"arm": "odd", "reason": "it lost"}).status_code == 200
        [line] = house.get("/api/experiments")["experiments"]
        assert {one["name"] for one in line["rows"]} == {"long", "odd"}, "its figures stay"
        assert (line["state"], line["verdict"]) == ("due", "no_difference_seen"), line
