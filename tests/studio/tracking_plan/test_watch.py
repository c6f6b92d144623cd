"""A goal that stops arriving: its alarm in health, in the plan, as a fact and at a webhook; over once it is back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import json

from loopline.model.errors import Unavailable
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.settings import Settings
from tests.providers.servers import Receiver, in_a_thread
from tests.studio.house import House, Json, identify, living, track

HOUR = 3_600_000
MONDAY = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1_000)
STEP = 6
GOAL: Json = {
    "kind": "journey",
    "id": "upsell",
    "name": "Upsell",
    "owner": "growth",
    "entry": {"on": ["limit_reached"]},
    "goal": {"event": "upgraded", "within": "14d"},
    "start": "wait",
    "nodes": {"wait": {"kind": "wait", "for": "1d"}},
}


class Days:
    """A house that lives through days: batches of events, each `STEP` hours, as a source sends them."""

    def __init__(self, house: House, clock: VirtualClock) -> None:
        self.house, self.clock, self.sent = house, clock, 0

    def pass_by(self, hours: int, counts: dict[str, int], **properties: object) -> None:
        """So many events of each name in each step."""
        for _ in range(hours // STEP):
            self.clock.move_to(self.clock.now() + STEP * HOUR)
            batch = []
            for name, count in counts.items():
                for _ in range(count + self.sent % 3):
                    self.sent += 1
                    batch.append(track(f"p{self.sent % 7}", name, plan="pro", seats=3, **properties))
            answer = self.house.stranger.post("/v1/batch", json={"batch": batch}, headers=self.house.write)
            assert answer.status_code == 200, answer.text
        self.house.settle()

    def look(self) -> list[str]:
        """The keys of the alarms that last, once the watch has looked."""
        self.house.settle()
        self.house.do(self.house.app.studio.plan_watch.look())
        self.house.settle()
        told = self.house.get("/api/health")
        assert told["status"] == "ok"
        return [one["key"] for one in told["troubles"] if one["key"].startswith("plan:")]

    def tell(self) -> None:
        """Operators' alarms look: at once, and again once it has settled, or has stayed away for long enough."""
        for _ in range(2):
            self.house.do(self.house.app.upkeep.alarms.look())
            self.clock.move_to(self.clock.now() + 6 * 60_000)
            self.house.do(self.house.app.upkeep.alarms.look())


def texts(desk: Receiver) -> list[str]:
    return [json.decode(body)["text"] for _, _, body in desk.requests]


def test_a_goal_that_stops_raises_its_alarm_and_is_over_once(tmp_path: Path) -> None:
    clock = VirtualClock(MONDAY)
    with in_a_thread(Receiver()) as desk:
        alarms = {"alarms": f"http://127.0.0.1:{desk.port}/room", "allow_private_webhooks": True}
        with living(tmp_path, Settings.model_validate(alarms), clock=clock) as house:
            days = Days(house, clock)
            house.send(*(identify(f"p{number}") for number in range(7)))
            house.publish(GOAL)
            for line in house.app.upkeep.alarms.tasks[1:]:
                house.do(_started(line.start))
            days.pass_by(24 * 24, {"upgraded": 12, "looked": 12})
            assert days.look() == []
            (seen,) = [one for one in house.get("/api/tracking-plan")["events"] if one["name"] == "upgraded"]
            assert len(seen["days"]) == 30 and sum(seen["days"]) == seen["count"] and seen["learned_in_days"] == 0
            assert seen["properties"]["plan"]["types"] == {"string": 1} and seen["properties"]["plan"]["missing"] == 0

            days.pass_by(36, {"looked": 12})
            assert days.look() == ["plan:event_stopped/upgraded/"]
            assert days.look() == ["plan:event_stopped/upgraded/"], "it is said once"
            days.tell()
            told = house.get("/api/tracking-plan")["alarms"]
            assert [(one["reason"], one["name"], one["ended_at"]) for one in told] == [("event_stopped", "upgraded", 0)]
            assert told[0]["seen"] == "none" and told[0]["since"] == MONDAY + (24 * 24 + 1) * HOUR
            assert 'The event "upgraded" has stopped since 2026-03-26 01:00 UTC' in told[0]["words"]
            house.do(_until(lambda: len(texts(desk)) == 1))
            assert 'Began: The event "upgraded" has stopped' in texts(desk)[0]
            assert "It is the goal of upsell." in texts(desk)[0]

            days.pass_by(12, {"upgraded": 12, "looked": 12})
            assert days.look() == []
            days.tell()
            house.do(_until(lambda: len(texts(desk)) == 2))
            assert 'Ended: The event "upgraded" has stopped' in texts(desk)[1]
            (over,) = house.get("/api/tracking-plan")["alarms"]
            assert over["ended"] == "back" and over["ended_at"] > over["since"]
            asked = "SELECT name, reason FROM facts WHERE kind = 'quality' AND person = ''"
            assert house.app.facts.query(asked) == [("upgraded", "event_stopped")] * 2


async def _started(start: object) -> None:
    assert callable(start)
    start()


async def _until(done: object) -> None:
    assert callable(done)
    for _ in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


def test_a_property_that_vanishes_and_a_volume_that_jumps_are_told_and_a_muted_event_is_not(tmp_path: Path) -> None:
    clock = VirtualClock(MONDAY)
    with living(tmp_path, clock=clock) as house:
        days = Days(house, clock)
        days.pass_by(20 * 24, {"paid": 30, "looked": 30}, currency="EUR")
        assert days.look() == []
        days.pass_by(30, {"paid": 30, "looked": 250})
        found = days.look()
        assert "plan:property_vanished/paid/currency" in found and "plan:volume_off/looked/" in found
        for name in ("paid", "looked"):
            answer = house.client.put("/api/tracking-plan/mute", json={"event": name, "muted": True})
            assert answer.status_code == 200, answer.text
        assert days.look() == []
        clock.move_to(clock.now() + 10_000)  # the plan is read anew after some seconds
        told = house.get("/api/tracking-plan")
        assert {one["ended"] for one in told["alarms"]} == {"muted"}
        assert all(one["muted"] for one in told["events"] if one["name"] in ("paid", "looked"))
        assert house.client.put("/api/tracking-plan/mute", json={"event": "", "muted": True}).status_code == 400
        assert house.client.put("/api/tracking-plan/mute", json={"event": "paid", "muted": False}).status_code == 200
        assert house.get("/api/workspace")["tracking"]["events"] == {"looked": {"muted": True}}


def test_a_look_that_fails_is_told_and_the_next_one_goes_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.studio.tracking_plan.watch.FIRST_SECONDS", 0.05)
    query, broken = GuardedFacts.query, [True]

    def fails(facts: GuardedFacts, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
        if broken[0]:
            raise Unavailable("facts_unavailable", "The disk is full.")
        return query(facts, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(GuardedFacts, "query", fails)
    with living(tmp_path, clock=VirtualClock(MONDAY)) as house:
        watch = house.app.studio.plan_watch
        house.do(_until(lambda: watch.task.report().restarts > 0))
        assert 'background task "tracking_plan" fails' in house.get("/api/health")["fault"]
        broken[0] = False
        house.do(_until(lambda: watch.task.report().state == "running"))
        assert house.get("/api/health")["fault"] == ""
