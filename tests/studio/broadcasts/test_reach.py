"""The number that is seen is what the gate lets through, and the others are named with the reason."""

from pathlib import Path

from loopline.model.duration import HOUR
from loopline.runtime.clock import VirtualClock
from tests.studio.broadcasts.asked import BODY, preview
from tests.studio.house import House, identify, living


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


def test_where_the_time_is_past_already_nobody_is_counted(tmp_path: Path) -> None:
    """Given each person's own clock, those for whom the time is past do not get it, and it leaves with the others."""
    now = 1_795_953_600_000  # 2026-11-29 12:00 UTC: 21:00 in Tokyo, 04:00 in Los Angeles
    with living(tmp_path / "data", clock=VirtualClock(now)) as house:
        for name, zone in (("east", "Asia/Tokyo"), ("west", "America/Los_Angeles")):
            house.send({**identify(name, email=f"{name}@example.com"), "context": {"timezone": zone}})
        found = preview(house, segment="", at="2026-11-29 09:00", zone="person")
    assert (found["matched"], found["gets"], found["at"]) == (2, 1, now + 5 * HOUR)
    assert [(one["reason"], one["people"]) for one in found["not_sent"]] == [("time_past", 1)]


def test_who_has_had_as_many_as_a_cap_allows_is_not_counted(tmp_path: Path) -> None:
    """Given a cap that a first broadcast has filled, the number of a second one is what is sent of it, too."""
    clock = VirtualClock(1_795_953_600_000)
    with living(tmp_path / "data", clock=clock) as house:
        rules = {"document": {"kind": "workspace", "caps": [{"limit": 1, "within": "7d"}]}, "reason": "x"}
        assert house.client.put("/api/workspace", json=rules).status_code == 200
        house.send(*(identify(f"p{number}", email=f"p{number}@example.com") for number in range(4)))
        body = {**BODY, "segment": "", "name": "First", "seen": 4, "reason": "x"}
        assert house.client.post("/api/broadcasts", json=body).json()["gets"] == 4
        clock.move_to(clock.now() + HOUR)
        house.app.worker.wake()
        house.send(identify("new", email="new@example.com"))
        assert house.get("/api/broadcasts")["broadcasts"][0]["kept"] == 4
        found = preview(house, segment="", name="Second")
    assert (found["matched"], found["gets"]) == (5, 1)
    assert [(one["reason"], one["people"]) for one in found["not_sent"]] == [("capped", 4)]
