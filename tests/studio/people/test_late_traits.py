"""What was said last of a trait counts, whatever comes last: over HTTP, to journeys, audiences and pages alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.studio.house import House, identify, track

STAY = {
    "kind": "journey",
    "id": "stay",
    "entry": {"on": ["began"]},
    "exits": [{"change": "plan", "reason": "changed"}],
    "start": "rest",
    "nodes": {
        "rest": {"kind": "wait", "for": "30d", "then": "end"},
        "end": {"kind": "exit", "reason": "over"},
    },
}
KEEP = {
    "kind": "journey",
    "id": "keep",
    "entry": {"on": ["prompted"]},
    "start": "set",
    "nodes": {"set": {"kind": "update", "set": {"stage": "asked"}}},
}


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def traits_of(house: House, who: str) -> dict[str, Any]:
    found: dict[str, Any] = house.client.get(f"/api/people/{who}").json()["traits"]
    return found


def facts_of(house: House, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.client.get(f"/api/people/{who}/timeline").json()["facts"]
    return found


def test_a_late_identify_overwrites_nothing_newer_and_ends_nobodys_journey(house: House) -> None:
    house.publish(STAY)
    house.send(identify("late", plan="new", city="Rome"), track("late", "began"))
    house.send(identify("late", plan="old", street="Via") | {"timestamp": ago(days=7)})
    assert traits_of(house, "late") == {"plan": "new", "city": "Rome", "street": "Via"}
    facts = facts_of(house, "late")
    assert [fact["reason"] for fact in facts if fact["kind"] == "quality"] == ["trait_late"]
    assert not [fact for fact in facts if fact["kind"] == "exited"]
    count = house.client.post("/api/audience", json={"when": 'plan == "new" and street == "Via"'}).json()
    assert count["yes"] == 1
    house.send(identify("late", plan="newest"))
    assert [fact["reason"] for fact in facts_of(house, "late") if fact["kind"] == "exited"] == ["changed"]


def test_a_removed_trait_does_not_come_back_late(house: House) -> None:
    house.send(identify("gone", plan="pro"))
    house.send(identify("gone", plan=None))
    house.send(identify("gone", plan="old") | {"timestamp": ago(days=1)})
    assert traits_of(house, "gone") == {}


def test_what_a_journey_sets_was_said_when_it_was_set(house: House) -> None:
    house.publish(KEEP)
    house.send(track("staged", "prompted"))
    house.send(identify("staged", stage="before") | {"timestamp": ago(hours=1)})
    assert traits_of(house, "staged")["stage"] == "asked"


def test_an_account_and_a_merge_know_what_was_said_last_too(house: House) -> None:
    house.send({"type": "group", "userId": "mel", "groupId": "initech", "traits": {"seats": 9}})
    old = {"type": "group", "userId": "mel", "groupId": "initech", "traits": {"seats": 3, "tier": "b"}}
    house.send(old | {"timestamp": ago(days=2)})
    assert house.client.get("/api/people/mel").json()["account_traits"] == {"seats": 9, "tier": "b"}

    house.send({"type": "identify", "anonymousId": "v-1", "traits": {"plan": "seen"}, "timestamp": ago(hours=1)})
    house.send(identify("kim", plan="stale") | {"timestamp": ago(hours=3)})
    house.send({"type": "identify", "userId": "kim", "anonymousId": "v-1", "traits": {}})
    assert traits_of(house, "kim")["plan"] == "seen"
