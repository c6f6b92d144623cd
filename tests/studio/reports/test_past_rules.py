"""Programmes in a living house: 400 people through the door, reports over HTTP and by command, held to a recount."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import Raw

from loopline.model.fact import Fact
from loopline.runtime.clock import VirtualClock
from tests.reports.programmes.recount import Asked, Recount, recount
from tests.runtime.parts import DAY, NOON
from tests.studio.house import WELCOME, House, error_of, identify, living, track

PEOPLE = 400
GOAL = {"event": "bought", "value": "amount", "within": "7d"}
RULES: dict[str, Any] = {
    "kind": "workspace",
    "holdout": {"percent": 10, "goal": GOAL},
    "programmes": {
        "growth": {"name": "Growth", "owner": "ann", "north_star": "more regulars", "percent": 25, "goal": GOAL}
    },
}
CLOCK = VirtualClock(NOON)
FACTS = """
SELECT kind, person, "at", position, seq, name, journey, version, enrollment, held, CAST(data AS VARCHAR) FROM facts
"""


def journey(name: str, **fields: Any) -> dict[str, Any]:
    entry = {"on": [f"{name}_began"], "reentry": {"policy": "always"}}
    return {**WELCOME, "id": name, "entry": entry, "goal": GOAL, **fields}


def facts_of(house: House) -> list[Fact]:
    """All facts as they lie there."""
    house.app.studio.reports.programmes()  # brings them up to date
    return [one_fact(*row) for row in house.app.facts.query(FACTS)]


def one_fact(*row: Any) -> Fact:
    kind, person, at, position, seq, name, journey, version, enrollment, held, data = row
    told = Raw(str(data).encode()) if data else None
    own: dict[str, Any] = {"journey": journey, "version": version, "enrollment": enrollment, "held": held, "data": told}
    return Fact(kind, person, at, position, seq, name=name, **own)


def day(house: House, number: float, *messages: dict[str, Any]) -> None:
    """The clock stands there, and this comes in."""
    CLOCK.move_to(round(NOON + number * DAY))
    house.app.worker.wake()
    house.send(identify("witness", seen=str(number)), *messages)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programmes")


@pytest.fixture(scope="module")
def house(folder: Path) -> Iterator[House]:
    """400 people went through one to three of three journeys, two of which are of "growth", and some bought."""
    rng = Random(11)
    with living(folder, clock=CLOCK) as house:
        assert house.client.put("/api/workspace", json={"document": RULES, "reason": "to measure"}).status_code == 200
        for name in ("welcome", "cart"):
            house.publish(journey(name, programme="growth", holdout={"percent": 20}))
        house.publish(journey("receipt"))
        people = [f"p{number}" for number in range(PEOPLE)]
        day(house, 0, *(identify(one, email=f"{one}@example.test") for one in people))
        for number in range(1, 13):
            came = [(one, name) for one in people for name in ("welcome", "cart", "receipt") if rng.random() < 0.06]
            day(house, number, *(track(one, f"{name}_began") for one, name in came))
            bought = [one for one in people if rng.random() < 0.05]
            day(house, number + 0.5, *(track(one, "bought", amount=rng.choice((5, 12.5, 80, -5))) for one in bought))
        day(house, 16)
        yield house


def wanted(house: House, level: str) -> Recount:
    names = ("welcome", "cart", "receipt") if level == "global" else ("welcome", "cart")
    versions = {(name, 1) for name in names}
    return recount(facts_of(house), Asked(level, versions, [(NOON, True)], "bought", 7 * DAY, CLOCK.now()))


@pytest.mark.parametrize(
    ("level", "path"), [("global", "/api/report/global"), ("programme", "/api/programmes/growth/report")]
)
def test_what_the_engine_did_is_counted_to_the_unit(house: House, level: str, path: str) -> None:
    found, counted = house.get(path), wanted(house, level)
    lift = found["lift"]
    for name in ("treated", "held_out"):
        arm, own = lift[name], counted.side(name)
        assert own.units > 10 and own.conversions > 0
        assert (arm["units"], arm["conversions"], arm["pending"]) == (own.units, own.conversions, own.pending)
        assert (arm["value_sum"], arm["value_squares"]) == pytest.approx((own.value_sum, own.value_squares))
    credit = counted.credited["2026-03"]
    assert (found["credit"]["conversions"], found["credit"]["value"]) == pytest.approx(credit)
    assert lift["attributed_conversions"] == credit[0], "one figure, wherever it stands"
    treated, held = counted.side("treated"), counted.side("held_out")
    more = treated.value_sum / treated.units - held.value_sum / held.units
    assert lift["value"]["estimate"] == pytest.approx(more)
    assert lift["incremental_value"] == pytest.approx(more * treated.units)
    assert found["cost"]["units"] == held.units + held.pending
    assert found["cost"]["value"]["estimate"] == pytest.approx(more * held.units)
    (month,) = found["months"]
    assert month["month"] == "2026-03" and month["incremental_value"]["estimate"] == pytest.approx(more * treated.units)


def test_the_list_has_everything_and_each_programme_with_the_same_figures(house: House) -> None:
    found = house.get("/api/programmes")
    assert found["everything"] == house.get("/api/report/global")
    (growth,) = found["programmes"]
    assert growth == house.get("/api/programmes/growth/report")
    assert (growth["name"], growth["owner"], growth["north_star"], growth["percent"]) == (
        "Growth",
        "ann",
        "more regulars",
        25,
    )
    assert [one["journey"] for one in growth["journeys"]] == ["cart", "welcome"]
    for line in growth["journeys"]:
        own = house.get(f"/api/journeys/{line['journey']}/report")["lift"]
        assert line["verdict"] == own["verdict"]
        assert line["incremental_conversions"]["estimate"] == pytest.approx(own["incremental_conversions"])
    receipt = next(one for one in found["everything"]["journeys"] if one["journey"] == "receipt")
    assert receipt["verdict"] is None and receipt["incremental_value"] is None, "it holds nobody out by itself"


def test_what_is_not_there_is_missing_and_strangers_learn_nothing(house: House) -> None:
    assert error_of(house.client.get("/api/programmes/none/report")) == (404, "programme_missing")
    for path in ("/api/programmes", "/api/programmes/growth/report", "/api/report/global"):
        assert house.stranger.get(path).status_code == 401


def test_a_goal_that_takes_the_place_of_another_counts_those_who_come_later(house: House, folder: Path) -> None:
    before = house.get("/api/programmes/growth/report")
    day(house, 17)
    changed = {**RULES, "programmes": {"growth": {**RULES["programmes"]["growth"], "goal": {**GOAL, "within": "2d"}}}}
    assert house.client.put("/api/workspace", json={"document": changed, "reason": "too long"}).status_code == 200
    found = house.get("/api/programmes/growth/report")
    assert found["lift"] is None and "Nobody has come" in found["missing"]
    assert any("The goal was changed on 2026-03-18" in note for note in found["notes"])
    assert house.get("/api/report/global")["lift"] is not None, "the goal of everything is what it was"
    fresh = [f"new{number}" for number in range(40)]
    day(house, 17.5, *(identify(one, email=f"{one}@example.test") for one in fresh))
    day(house, 18, track("p1", "cart_began"), *(track(one, "welcome_began") for one in fresh))
    day(house, 21)
    lift = house.get("/api/programmes/growth/report")["lift"]
    assert lift["treated"]["units"] + lift["held_out"]["units"] in range(30, 41), "who came before stays where she was"
    assert before["lift"]["treated"]["units"] > 100


def test_a_journey_that_leaves_takes_those_who_come_later_with_it(house: House) -> None:
    before = house.get("/api/programmes/growth/report")["entered"]
    house.publish(journey("cart"))
    late = [f"late{number}" for number in range(20)]
    day(house, 22, *(identify(one, email=f"{one}@example.test") for one in late))
    day(house, 23, *(track(one, "cart_began") for one in late))
    assert house.get("/api/programmes/growth/report")["entered"] == before, "they entered a journey that is not of it"
    everybody = house.get("/api/report/global")["entered"]
    house.publish(journey("receipt", programme="growth"))
    day(house, 24, track("late0", "receipt_began"))
    assert house.get("/api/programmes/growth/report")["entered"] == before + 1, "others were in it before"
    assert house.get("/api/report/global")["entered"] == everybody
