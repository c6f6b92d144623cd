"""The calendar shows each moment of a schedule, what is held until when, and what left on a day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from whenever import Date

from loopline.model.duration import DAY, MINUTE
from loopline.runtime.clock import VirtualClock
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


def test_a_month_of_an_hourly_schedule_is_whole(planned: House) -> None:
    """Given a schedule that comes each hour, the last day of the month has it too, or the answer says it was cut."""
    planned.publish(journey("hourly", {"on": [], "triggers": [{"schedule": "0 * * * *", "zone": "workspace"}]}))
    found = planned.get("/api/calendar", **{"from": "2998-11-01", "to": "2998-11-30"})
    hours = [one["at"] for one in found["planned"] if one["journey"] == "hourly"]
    assert len(hours) == 30 * 24 and not found["more"]
    long = planned.get("/api/calendar", **{"from": "2998-11-01", "to": "2998-12-31"})
    assert len(long["planned"]) == 1_000 and long["more"]
    planned.client.post("/api/journeys/hourly/stop", json={})


def test_a_day_begins_at_its_own_midnight_where_zones_are_by_the_half_hour(tmp_path: Path) -> None:
    """Given a message that left in the first half hour of a day in Kolkata, that day has it."""
    midnight = 1_795_977_000_000  # 2026-11-30 00:00 in Kolkata
    clock = VirtualClock(midnight + 10 * MINUTE)
    with living(tmp_path / "data", clock=clock) as house:
        rules = {"document": {"kind": "workspace", "zone": "Asia/Kolkata"}, "reason": "x"}
        assert house.client.put("/api/workspace", json=rules).status_code == 200
        house.publish(journey("hello", {"on": ["went"]}))
        house.send(identify("ann", email="ann@example.com"), track("ann", "went"))
        clock.move_to(midnight + DAY)
        found = house.get("/api/calendar", **{"from": "2026-11-29", "to": "2026-11-30"})
    assert [one["day"] for one in found["sent"] if one["channels"]] == ["2026-11-30"]
