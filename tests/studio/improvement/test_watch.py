"""Ideas that are born from a comparison that ended, a failed check and an alarm: each once, and never again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.clock import VirtualClock
from tests.studio.house import WELCOME, House, identify, living, track

DAY = 86_400_000
BEGIN = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1_000)
TRIAL: dict[str, Any] = {
    **WELCOME,
    "id": "trial",
    "name": "Trial",
    "goal": {"event": "bought", "within": "1d"},
    "holdout": {"percent": 50},
    "planned_end": "2026-03-05",
    "entry": {"on": ["signed_up"]},
}


def born(house: House) -> list[dict[str, Any]]:
    house.client.post("/api/backlog/look").raise_for_status()
    found: list[dict[str, Any]] = house.get("/api/backlog")["items"]
    return found


def test_a_comparison_that_ended_is_decided_due_and_an_idea(tmp_path: Path) -> None:
    clock = VirtualClock(BEGIN)
    with living(tmp_path, clock=clock) as house:
        house.publish(TRIAL)
        people = [f"p{n}" for n in range(30)]
        house.send(*(identify(one, email=f"{one}@box.test") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        assert not [one for one in born(house) if one["source"] == "ended"]
        clock.move_to(BEGIN + 40 * DAY)
        house.send(track("other", "seen"))
        house.app.studio.reports.decisions.decide()
        (idea,) = [one for one in born(house) if one["source"] == "ended"]
        assert idea["title"] == 'Decide what follows from "Trial"' and idea["journey"] == "trial"
        assert len([one for one in born(house) if one["source"] == "ended"]) == 1
        home = house.get("/api/home")
        (due,) = [one for one in home["due"] if one["kind"] == "comparison"]
        assert due["name"] == "Trial" and due["text"].startswith("Its verdict stands since 2026-")
        (decided,) = [one for one in home["changed"] if one["what"] == "decided"]
        assert decided["name"] == "Trial"
        (line,) = house.get("/api/journeys/trial/report/decisions")["decisions"]
        assert decided["at"] == line["made_at"]
        (reached,) = house.get("/api/reviews/this")["reached"]
        assert (reached["name"], reached["verdict"]) == ("Trial", line["lift"]["verdict"])


def test_a_failed_check_and_an_alarm_are_ideas_until_they_are_dismissed(tmp_path: Path) -> None:
    clock = VirtualClock(BEGIN)
    with living(tmp_path, clock=clock) as house:
        watch = house.app.studio.improvement.watch
        watch._troubles = lambda: (
            Trouble("plan:event_stopped/bought/", 'The event "bought" has stopped. Since noon.'),
        )
        (alarm,) = born(house)
        assert (alarm["source"], alarm["title"]) == ("alarm", 'The event "bought" has stopped.')
        body = {"title": alarm["title"], "state": "dismissed", "revision": 1}
        assert house.client.put(f"/api/backlog/{alarm['id']}", json=body).status_code == 200
        assert [one["state"] for one in born(house)] == ["dismissed"]
