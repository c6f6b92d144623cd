"""Declared types through the edge: "6" is 6 for a journey, in facts and in traits, and is told; misspelt names are."""

from pathlib import Path

from msgspec import json

from loopline.runtime.clock import VirtualClock
from tests.studio.house import House, Json, identify, living, track

TRACKING: Json = {
    "events": {
        "upgraded": {
            "properties": {"seats": {"type": "number", "required": True}, "cart.total": {"type": "number"}},
        },
    },
    "traits": {"age": {"type": "number"}},
}
JOURNEY: Json = {
    "kind": "journey",
    "id": "big",
    "name": "Big",
    "owner": "growth",
    "entry": {"on": ["upgraded"], "where": "event.seats > 5 and age >= 18"},
    "start": "wait",
    "nodes": {"wait": {"kind": "wait", "for": "1d"}},
}


def declare(house: House, tracking: Json) -> int:
    body = {"document": {"kind": "workspace", "tracking": tracking}, "reason": "what must be there"}
    return house.client.put("/api/workspace", json=body).status_code


def faults(house: House, journey: Json) -> list[tuple[str, str]]:
    answer = house.client.post("/api/check", json={"document": journey})
    assert answer.status_code == 200, answer.text
    return [(one["code"], one["text"]) for one in answer.json()["faults"] if "unknown" in one["code"]]


def test_a_text_that_reads_as_the_declared_number_is_one_and_is_told(house: House) -> None:
    assert declare(house, TRACKING) == 200
    house.publish(JOURNEY)
    house.send(
        identify("ann", age="41"),
        track("ann", "upgraded", seats="6", cart={"total": "9.5", "items": 2}),
        track("bob", "upgraded", seats="12,00"),
        track("bob", "upgraded", plan="pro"),
    )
    query = house.app.facts.query
    events = [
        json.decode(str(row[0])) for row in query("SELECT data FROM facts WHERE kind = 'event' ORDER BY position, seq")
    ]
    assert events == [{"seats": 6, "cart": {"total": 9.5, "items": 2}}, {"seats": "12,00"}, {"plan": "pro"}]
    assert query("SELECT person FROM facts WHERE kind = 'entered' AND journey = 'big'") == [("ann",)]
    told = query("SELECT person, reason, name FROM facts WHERE kind = 'quality' ORDER BY position, seq")
    assert told == [
        ("ann", "declared_read", "age"),
        ("ann", "declared_read", "upgraded.seats"),
        ("ann", "declared_read", "upgraded.cart.total"),
        ("bob", "declared_type", "upgraded.seats"),
        ("bob", "declared_missing", "upgraded.seats"),
    ]
    assert house.get("/api/people/ann")["traits"]["age"] == 41


def test_a_number_too_big_is_the_nearest_one_and_a_text_that_reads_as_a_date_is_a_text(house: House) -> None:
    traits = {"card": {"type": "number"}, "code": {"type": "string"}}
    assert declare(house, {"traits": traits, "events": {"paid": {"properties": traits}}}) == 200
    house.send(
        identify("eve", card="9" * 30, code="2026-03-01"), track("eve", "paid", card="9" * 25, code="2026-03-01")
    )
    assert house.get("/api/people/eve")["traits"] == {"card": 1e30, "code": "2026-03-01"}
    told = house.app.facts.query("SELECT reason, name FROM facts WHERE kind = 'quality' AND person = 'eve'")
    assert told == [("declared_read", "card"), ("declared_read", "paid.card")]


def test_a_declared_name_is_known_before_it_comes_and_a_misspelt_one_is_a_warning(tmp_path: Path) -> None:
    clock = VirtualClock(1_772_366_400_000)
    with living(tmp_path, clock=clock) as house:
        declared = {"events": {"refund_made": {"properties": {"amount": {"type": "number"}}}}}
        assert declare(house, declared) == 200
        house.send(identify("ann", current_plan="free"), track("ann", "api_call", bytes=3))
        clock.move_to(clock.now() + 10_000)  # the plan is read anew after some seconds
        where = 'curent_plan == "x" and count("api_cal") > 2 and event.byte > 2'
        found = faults(house, {**JOURNEY, "entry": {"on": ["api_call"], "where": where}})
        found += faults(house, {**JOURNEY, "entry": {"on": ["refund_mad"]}})
        assert [code for code, _ in found] == [
            "condition_unknown_field",
            "condition_unknown_event",
            "property_unknown",
            "event_unknown",
        ], found
        assert all("did you mean" in text.lower() for _, text in found)
        where = 'current_plan == "x" and count("refund_made") > 2'
        assert faults(house, {**JOURNEY, "entry": {"on": ["refund_made"], "where": where}}) == []
        (seen,) = [one for one in house.get("/api/tracking-plan")["events"] if one["name"] == "refund_made"]
        assert (seen["count"], seen["properties"]["amount"]["declared"]) == (0, "number")


def test_what_is_declared_is_checked(house: House) -> None:
    for tracking, status in (
        ({"events": {"x": {"properties": {"a..b": {"type": "number"}}}}}, 400),
        ({"events": {"message_sent": {"muted": True}}}, 400),
        ({"events": {"x": {"properties": {"a": {"type": "money"}}}}}, 400),
        ({"traits": {f"t{number}": {"type": "number"} for number in range(201)}}, 400),
        ({}, 200),
    ):
        assert declare(house, tracking) == status, tracking
