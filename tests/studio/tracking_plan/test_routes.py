"""The tracking plan over HTTP: what signals really carried."""

import pytest

from loopline.learning.queries import tracking as q
from loopline.model.duration import DAY
from tests.studio.house import WELCOME, House, error_of, identify, track


@pytest.fixture(scope="module")
def lived_in(house: House) -> House:
    """Four people, two of whom signed up; one segment, one journey."""
    rules = {"when": 'plan == "free"', "reason": "to ask for it"}
    assert house.client.put("/api/segments/free", json=rules).status_code == 200
    house.publish(WELCOME)
    house.send(
        identify("ann", email="ann@example.test", plan="free", seats={"used": 3}, tags=["a"]),
        identify("eve", email="eve@corp.test", plan="enterprise"),
        identify("carl", name="Carl"),
        {"type": "track", "anonymousId": "anon-1", "event": "looked", "properties": {"page": "/"}},
        {"type": "group", "userId": "ann", "groupId": "acme", "traits": {"size": 12}},
    )
    house.send(
        track("ann", "signed_up", source="ad", price=9.5, cart={"items": 2}),
        track("eve", "signed_up", source="mail"),
    )
    return house


def test_the_tracking_plan_shows_what_was_really_seen(lived_in: House) -> None:
    lived_in.settle()
    found = lived_in.get("/api/tracking-plan")
    events = {one["name"]: one for one in found["events"]}
    assert events["signed_up"]["count"] == 2 and set(events) == {"signed_up", "looked", "message_sent"}
    assert events["message_sent"]["properties"]["channel"]["examples"] == ["email"]
    seen = events["signed_up"]["properties"]
    assert seen["source"]["type"] == "string" and set(seen["source"]["examples"]) == {"ad", "mail"}
    half = {"types": {"number": 1.0}, "missing": 0.5, "of": 2, "declared": ""}
    assert seen["price"] == {"type": "number", "examples": [9.5], **half}
    assert seen["cart.items"] == {"type": "number", "examples": [2], **half}
    assert events["signed_up"]["days"] == [0] * 29 + [2] and events["signed_up"]["learned_in_days"] == 18
    assert found["traits"]["seats.used"]["examples"] == [3] and found["traits"]["tags"]["type"] == "list"
    assert found["account_traits"]["size"]["examples"] == [12]
    assert (found["segments"], found["journeys"]) == (["free"], ["welcome"])


def test_names_that_events_make_up_are_bounded(house: House) -> None:
    for first in range(0, 40, 10):  # 8,000 names of properties, and one that each event has
        house.send(
            *(
                track("ann", "priced", plan="pro", **{f"sku{number}_{place}": 1 for place in range(200)})
                for number in range(first, first + 10)
            )
        )
    house.send(*(track("bob", f"made_up_{number}") for number in range(520)))
    now = house.app.clock.now()
    asked = {"names": ["priced"], "every": [1], "since": now - DAY, "until": now + 1}
    found = house.app.facts.query(q.TYPES, asked)
    fields = {str(row[2]): row[4] for row in found}
    assert len(found) == q.FIELDS_MAX + 1 and (fields["plan"], fields[""]) == (40, 40)
    days = house.app.facts.query(q.DAYS, {"names": ["priced", "made_up_1"], "since": now - DAY})
    assert sorted((name, count) for name, _, count in days) == [("made_up_1", 1), ("priced", 40)]
    name = "x" * 256  # the longest name that an event has
    assert house.client.put("/api/tracking-plan/mute", json={"event": name, "muted": True}).status_code == 200
    for name in ("x" * 257, "", "a\0b"):
        answer = house.client.put("/api/tracking-plan/mute", json={"event": name, "muted": True})
        assert error_of(answer) == (400, "declared_name")
