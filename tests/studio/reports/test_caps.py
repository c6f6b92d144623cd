"""A cap that tries several limits, from the document to the report, through the server's own doors."""

from pathlib import Path

import pytest

from loopline.decisions.capping.compiled import arm_of_unit
from loopline.model.entry.cap import CapArm, CapExperiment
from loopline.runtime.clock import VirtualClock
from tests.cli.served import loopline
from tests.runtime.parts import DAY, NOON
from tests.studio.house import House, Json, error_of, identify, living, track

ARMS = [{"name": "one", "limit": 1}, {"name": "three", "limit": 3}]
RULES: Json = {
    "kind": "workspace",
    "caps": [
        {
            "limit": 2,
            "within": "7d",
            "channel": "email",
            "experiment": {"id": "weekly", "arms": ARMS, "goal": {"event": "bought", "value": "amount"}},
        }
    ],
}
NEWS: Json = {
    "kind": "journey",
    "id": "news",
    "entry": {"on": ["published"], "reentry": {"policy": "always"}},
    "start": "mail",
    "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "News", "text": "News"}}},
}
PEOPLE = [f"p{number}" for number in range(12)]
TRIES = CapExperiment(
    id="weekly", arms=tuple(CapArm(name=str(one["name"]), limit=int(str(one["limit"]))) for one in ARMS)
)


def arm(person: str) -> str:
    return arm_of_unit(TRIES, "loopline", person).name


def lived(house: House, clock: VirtualClock) -> None:
    """Four editions of the news within four days; then the weeks pass in which people may buy."""
    answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "how many are too many"})
    assert answer.status_code == 200, answer.text
    house.publish(NEWS)
    house.send(*(identify(person, email=f"{person}@example.com") for person in PEOPLE))
    for edition in range(4):
        clock.move_to(NOON + edition * DAY)
        house.send(*(track(person, "published") for person in PEOPLE))
    house.send(*(track(person, "bought", amount=10) for person in PEOPLE[:3]))
    clock.move_to(NOON + 30 * DAY)
    house.send(track("passer", "page_viewed"))


def test_the_gate_obeys_the_arm_and_the_report_counts_from_where_arms_differ(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        lived(house, clock)
        report, listed = house.get("/api/caps/weekly/report"), house.get("/api/caps")
        table = house.client.get("/api/caps/weekly/report", params={"format": "csv"})
        timeline = house.get(f"/api/people/{next(one for one in PEOPLE if arm(one) == 'one')}/timeline")
        unknown = house.client.get("/api/caps/monthly/report")
    assert listed == {
        "caps": [{"experiment": "weekly", "name": "weekly", "cap": "messages by email in 7d", "arms": ["one", "three"]}]
    }
    counts = {name: sum(arm(one) == name for one in PEOPLE) for name in ("one", "three")}
    assert min(counts.values()) >= 2, "the draw has both"
    arms = {one["arm"]: one for one in report["arms"]}
    assert {name: one["units"] for name, one in arms.items()} == counts, "from the second edition on, whatever the arm"
    assert arms["one"]["messages"] == 0 and arms["three"]["messages"] == pytest.approx(2 / 2)
    bought = {line["arm"]: line for line in report["lines"] if line["outcome"] == "goal"}
    assert bought["three"]["side"]["did"] + bought["three"]["against_side"]["did"] == 3
    assert report["verdict"] == "not_enough_data" and not report["missing"]
    assert table.status_code == 200 and table.text.count("\n") >= 4
    texts = " ".join(line["text"] for line in timeline["entries"]) if "entries" in timeline else str(timeline)
    assert "of the limits that weekly tries" in texts and "The cap weekly tries several limits" in texts
    assert error_of(unknown) == (404, "cap_experiment_missing")
    told = loopline("report", "--cap", "weekly", "--data", str(tmp_path))
    assert told.returncode == 0 and "three" in told.stdout
    assert "verdict: guard failed" in told.stdout, "by the clock of the command these facts are months old"
