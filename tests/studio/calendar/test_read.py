"""The calendar shows each moment of a schedule, what is held until when, and what left on a day."""

from collections.abc import Iterator

import pytest
from whenever import Date

from tests.studio.house import House, Json, identify, living, track

MAIL: Json = {"kind": "message", "channel": "email", "content": {"subject": "x", "text": "x"}}


def journey(name: str, entry: Json, **more: Json) -> Json:
    """One message."""
    return {
        "kind": "journey",
        "id": name,
        "name": name.title(),
        "entry": entry,
        "start": "m",
        "nodes": {"m": MAIL},
        **more,
    }


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A weekly schedule, a broadcast at one time, and a paused one."""
    with living(tmp_path_factory.mktemp("planned") / "data") as house:
        weekly = {"schedule": "0 9 * * mon", "zone": "workspace", "when": 'plan == "free"'}
        house.publish(journey("weekly", {"on": [], "triggers": [weekly]}))
        house.publish(journey("once", {"on": [], "triggers": [{"schedule": "2999-12-24 09:00", "zone": "person"}]}))
        house.publish(journey("still", {"on": [], "triggers": [{"schedule": "2999-12-25 09:00", "zone": "workspace"}]}))
        house.client.post("/api/journeys/still/pause", json={"reason": "x"})
        yield house


def test_each_moment_of_a_schedule_stands_on_its_day(planned: House) -> None:
    """Given December of a year to come, each Monday has the weekly one, and the broadcasts stand on their days."""
    found = planned.get("/api/calendar", **{"from": "2999-12-01", "to": "2999-12-31"})
    told = [(one["journey"], one["kind"], one["state"]) for one in found["planned"]]
    assert told.count(("weekly", "schedule", "live")) in (4, 5)
    assert ("once", "broadcast", "live") in told and ("still", "broadcast", "paused") in told
    assert next(one for one in found["planned"] if one["journey"] == "weekly")["audience"] == "people by a rule"
    assert [one["at"] for one in found["planned"]] == sorted(one["at"] for one in found["planned"])
    assert found["sent"] == [] and not found["more"]


def test_what_was_past_at_the_publish_stands_nowhere(planned: House) -> None:
    """Given a schedule that was published today, no day before today has it: nobody was let in then."""
    assert planned.get("/api/calendar", **{"from": "2020-01-01", "to": "2020-02-20"})["planned"] == []


def test_the_sends_of_today_are_those_of_the_first_page(planned: House) -> None:
    """Given a message that left, the day and the first page say the same, by the same query."""
    planned.publish(journey("hello", {"on": ["went"]}))
    planned.send(identify("ann", email="ann@example.com"), track("ann", "went"))
    today = planned.get("/api/calendar", **{"from": "2999-12-01", "to": "2999-12-01"})["today"]
    found = planned.get("/api/calendar", **{"from": today, "to": today})
    home = planned.get("/api/home")["today"]["channels"]
    assert found["sent"] == [{"day": today, "channels": home}]
    assert home[0]["messages"] == 1


def test_what_is_held_stands_on_the_day_of_its_release(planned: House) -> None:
    """Given quiet hours that never end today, the message waits for its hour, with the reason in words."""
    hours = {"from": "00:00", "to": "23:59"}
    planned.publish(journey("night", {"on": ["slept"]}, quiet_hours=hours))
    planned.send(identify("bob", email="bob@example.com"), track("bob", "slept"))
    today = planned.get("/api/calendar", **{"from": "2999-12-01", "to": "2999-12-01"})["today"]
    last = str(Date.parse_iso(today).add(days=1))
    held = planned.get("/api/calendar", **{"from": today, "to": last})["held"]
    assert [(one["journey"], one["reason"], one["messages"]) for one in held] == [("night", "quiet_hours", 1)]
    assert held[0]["text"] == "it is quiet hours where they live"
