"""A date without a zone is the person's own day: to a split, to a wait and to the count of an audience alike."""

import time
from datetime import UTC, datetime, timedelta

from tests.studio.house import House, identify, track

SPLIT = {
    "kind": "journey",
    "id": "due",
    "entry": {"on": ["asked"]},
    "start": "due",
    "nodes": {
        "due": {
            "kind": "split",
            "branches": [{"name": "yes", "when": "days_since(due_on) >= 0", "then": "yes"}],
            "otherwise": "no",
        },
        "yes": {"kind": "exit", "reason": "due"},
        "no": {"kind": "exit", "reason": "not_due"},
    },
}


def test_the_audience_and_the_journey_read_one_day(house: House) -> None:
    house.publish(SPLIT)
    now = datetime.fromtimestamp(time.time(), UTC)
    ahead, behind = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 25 hours apart: it is never the same day in both
    due = (now + timedelta(hours=14)).date().isoformat()  # today's date in the first
    for who, zone in (("kiri", ahead), ("pago", behind)):
        house.send(identify(who, due_on=due, timezone=zone), track(who, "asked"))

    def left(who: str) -> list[str]:
        answer = house.client.get(f"/api/people/{who}/timeline").json()["facts"]
        return [fact["reason"] for fact in answer if fact["kind"] == "exited"]

    assert (left("kiri"), left("pago")) == (["due"], ["not_due"])
    counted = house.client.post("/api/audience", json={"when": "days_since(due_on) >= 0"}).json()
    assert (counted["yes"], counted["no"]) == (1, 1)


def test_a_zone_that_comes_with_an_event_is_known_to_the_audience(house: House) -> None:
    now = datetime.fromtimestamp(time.time(), UTC)
    due = (now + timedelta(hours=14)).date().isoformat()
    house.send(identify("mo", starts_on=due))
    assert house.client.post("/api/audience", json={"when": "now() >= date(starts_on)"}).json()["no"] in (0, 1)
    house.send(track("mo", "looked") | {"context": {"timezone": "Pacific/Kiritimati"}})
    assert house.client.post("/api/audience", json={"when": "now() >= date(starts_on)"}).json()["yes"] == 1
