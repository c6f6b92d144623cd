"""A broadcast that is spread over hours leaves to an equal part of its audience in each, and says so meanwhile."""

from pathlib import Path

from loopline.model.duration import HOUR, MINUTE
from loopline.runtime.clock import VirtualClock
from tests.studio.broadcasts.asked import BODY, preview
from tests.studio.house import House, Json, error_of, identify, living

NOON = 1_795_953_600_000  # 2026-11-29 12:00 UTC
PEOPLE = 6
SPREAD: Json = {**BODY, "spread": 3}


def line_of(house: House) -> Json:
    house.send(identify("pays", plan="pro"))  # in virtual time the loop looks at the clock when something comes
    lines: list[Json] = house.get("/api/broadcasts")["broadcasts"]
    return lines[0]


def test_it_leaves_in_equal_parts_and_is_sent_once_nobody_waits(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        house.client.put("/api/segments/free_plan", json={"when": 'plan == "free"', "name": "Free", "reason": "x"})
        house.send(*(identify(f"p{n}", email=f"p{n}@example.com", plan="free") for n in range(PEOPLE)))
        seen = preview(house, spread=3)
        assert (seen["gets"], seen["per_hour"], seen["faults"]) == (PEOPLE, 2, [])
        assert preview(house)["per_hour"] == 0
        sent = house.client.post("/api/broadcasts", json={**SPREAD, "seen": PEOPLE, "reason": "the sale"})
        assert sent.status_code == 200, sent.text
        assert (line_of(house)["standing"], line_of(house)["per_hour"]) == ("scheduled", 2)
        told = []
        for hour in range(3):
            clock.move_to(NOON + 3 * MINUTE + hour * (HOUR + 2 * MINUTE))
            line = line_of(house)
            told.append((line["standing"], line["kept"], line["queued"]))
        assert told == [("sending", 2, 4), ("sending", 4, 2), ("sent", 6, 0)]


def test_the_same_is_sent_once_however_it_is_spread(crowd: House) -> None:
    body = {**SPREAD, "name": "Spread", "at": "2999-12-24 13:00", "seen": 7, "reason": "x"}
    assert crowd.client.post("/api/broadcasts", json=body).status_code == 200
    assert error_of(crowd.client.post("/api/broadcasts", json={**body, "spread": 0})) == (409, "broadcast_twice")
    for hours in (-1, 73, 1.5):
        answer = crowd.client.post("/api/broadcasts", json={**body, "name": "Odd", "spread": hours})
        assert error_of(answer) == (400, "body_invalid")
