"""The live canvas counts what the report counts: on each step and path, whatever way people take, to the unit."""

from pathlib import Path

import pytest

from loopline.runtime.clock import VirtualClock
from tests.studio.house import House, Json, identify, living, track

DAY = 86_400_000
NOON = 1_790_000_000_000
MAIL: Json = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}
ROUND: Json = {
    "kind": "journey",
    "id": "round",
    "name": "Round",
    "entry": {"on": ["began"]},
    "goal": {"event": "bought", "within": "14d"},
    "holdout": {"percent": 20},
    "start": "mail",
    "nodes": {
        "mail": {**MAIL, "then": "pause"},
        "pause": {
            "kind": "wait",
            "ways": [
                {"name": "again", "event": "again", "then": "mail"},
                {"name": "paid", "event": "paid", "then": "which"},
                {"name": "gone", "event": "elsewhere", "then": "out"},
            ],
            "timeout": "2d",
            "on_timeout": "out",
        },
        "which": {
            "kind": "split",
            "branches": [{"name": "known", "when": 'plan == "pro"', "then": "paid"}],
            "otherwise": "out",
        },
        "paid": {"kind": "goal", "name": "Paid", "then": "out"},
        "out": {"kind": "exit"},
    },
}
WAYS: tuple[list[str], ...] = (["again", "again", "paid"], ["again"], ["paid"], ["elsewhere"], [], [])


def walk(house: House, tag: str) -> None:
    """People of this tag enter; each goes the way of its turn."""
    for number in range(12):
        one = f"{tag}{number}"
        house.send(identify(one, email=f"{one}@example.test", plan="pro" if number % 4 else "free"))
        house.send(track(one, "began"))
        for to in WAYS[number % len(WAYS)]:
            house.send(track(one, to))


def test_the_live_canvas_and_the_report_count_alike(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        house.publish(ROUND)
        walk(house, "early")
        clock.move_to(NOON + 3 * DAY)
        house.settle()
        walk(house, "late")
        live = house.get("/api/journeys/round/live", days=30)
        funnel = {one["node"]: one for one in house.get("/api/journeys/round/report")["funnel"]}
        for node, counts in live["nodes"].items():
            told = funnel[node]
            assert (node, counts["inside"], counts["entered"], counts["left"]) == (
                node,
                told["inside"],
                told["entered"],
                told["left"],
            )
        assert live["nodes"]["mail"]["entered"] == 24 and live["nodes"]["pause"]["inside"] > 0
        came = {one: sum(edge["count"] for edge in live["edges"] if edge["to"] == one) for one in ("which", "paid")}
        assert came == {one: live["nodes"][one]["entered"] for one in ("which", "paid")}
        (again,) = [edge["count"] for edge in live["edges"] if (edge["from"], edge["to"]) == ("pause", "mail")]
        assert again == 8, "who goes round twice is one person on the path"

        lately = house.get("/api/journeys/round/live", days=1)["nodes"]
        assert lately["mail"]["entered"] == 12
        assert all(one["left"] <= one["entered"] for one in lately.values())
        assert lately["which"]["left"] == lately["which"]["entered"] > 0, "nobody stands on a split"
        standing = house.get("/api/journeys/round/people", node="pause", limit=100)["people"]
        assert len(standing) == live["nodes"]["pause"]["inside"] == lately["pause"]["inside"]


@pytest.mark.parametrize("days", [1, 30])
def test_nobody_goes_on_from_where_they_stand(tmp_path: Path, days: int) -> None:
    """Those who came before the period and still stand there are no part of what went on in it."""
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        long = {**ROUND["nodes"]["pause"], "timeout": "60d"}
        house.publish({**ROUND, "nodes": {**ROUND["nodes"], "pause": long}})
        house.send(*(identify(f"old{n}", email=f"old{n}@example.test") for n in range(9)))
        house.send(*(track(f"old{n}", "began") for n in range(9)))
        clock.move_to(NOON + 5 * DAY)
        house.send(identify("new", email="new@example.test"), track("new", "began"))
        house.send(track("new", "elsewhere"))
        pause = house.get("/api/journeys/round/live", days=days)["nodes"]["pause"]
        assert (pause["inside"], pause["left"]) == (9, 1)
        assert pause["entered"] == (1 if days == 1 else 10)
