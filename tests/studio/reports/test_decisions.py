"""Verdicts that stand, in a living house: made in the background, read and replayed over HTTP and by command."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.runtime.clock import VirtualClock
from tests.cli.served import loopline
from tests.runtime.parts import DAY, NOON
from tests.studio.house import WELCOME, House, error_of, identify, living, track

HELD = {**WELCOME, "id": "held", "holdout": {"percent": 50}, "goal": {"event": "bought", "within": "2d"}}
CLOCK = VirtualClock(NOON)


def to_day(house: House, day: float) -> None:
    """The clock stands there, something comes in, and the background has looked."""
    CLOCK.move_to(round(NOON + day * DAY))
    house.app.worker.wake()
    house.send(identify("witness", seen=str(day)))
    house.do(house.app.studio.reports.decisions.look())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("decided")


@pytest.fixture(scope="module")
def house(folder: Path) -> Iterator[House]:
    """A journey planned for 60 people; 80 came, and half of them bought."""
    with living(folder, clock=CLOCK) as house:
        house.publish({**HELD, "planned_units": 60})
        people = [f"p{index}" for index in range(80)]
        house.send(*(identify(one, email=f"{one}@example.test", plan="free") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        house.send(*(track(one, "bought", amount=10) for one in people[::2]))
        yield house


def test_nothing_stands_before_the_last_window_has_closed_and_late_events_had_their_time(house: House) -> None:
    for day in (0.1, 1.9, 2.1):
        to_day(house, day)
        assert house.get("/api/journeys/held/report/decisions")["decisions"] == []


def test_then_the_verdict_stands_whatever_comes_later(house: House) -> None:
    to_day(house, 20)
    (first,) = house.get("/api/journeys/held/report/decisions")["decisions"]
    assert first["lift"]["final"] and first["planned_units"] == 60
    assert first["lift"]["treated"]["units"] + first["lift"]["held_out"]["units"] == 60
    assert first["decided_at"] < first["made_at"] == NOON + 20 * DAY
    report = house.get("/api/journeys/held/report")
    assert report["lift"] == first["lift"]
    line = next(one for one in report["comparisons"] if one["leading"])
    assert (line["state"], line["decision"], line["decided_at"]) == ("settled", first["id"], first["decided_at"])
    to_day(house, 40)
    assert house.get("/api/journeys/held/report/decisions")["decisions"] == [first]


def test_anybody_computes_it_once_more(house: House) -> None:
    (line,) = house.get("/api/journeys/held/report/decisions")["decisions"]
    path = f"/api/journeys/held/report/decisions/{line['id']}"
    record = house.get(path)
    assert record["snapshot"]["cells"] and record["salt"] is not None and record["code"] == line["code"]
    again = house.get(f"{path}/replay")
    assert (again["agrees"], again["from_snapshot"], again["from_facts"]) == (True, True, True), again["differences"]
    assert again["now"] == again["then"] == line["lift"]


def test_what_is_not_there_is_missing(house: House) -> None:
    assert error_of(house.client.get("/api/journeys/held/report/decisions/none")) == (404, "decision_unknown")
    assert error_of(house.client.get("/api/journeys/held/report/decisions/none/replay")) == (404, "decision_unknown")
    assert error_of(house.client.get("/api/journeys/none/report/decisions")) == (404, "journey_unknown")


def test_by_command_and_after_the_facts_were_counted_anew(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        house.publish({**HELD, "planned_units": 20})
        people = [f"p{index}" for index in range(30)]
        house.send(*(identify(one, email=f"{one}@example.test", plan="free") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        clock.move_to(NOON + 20 * DAY)
        house.send(track("witness", "came"))
        house.do(house.app.studio.reports.decisions.look())
        (line,) = house.get("/api/journeys/held/report/decisions")["decisions"]
    shown = loopline("report", "held", "--data", tmp_path)
    assert f"decided on 2026-03-04 12:00 UTC ({line['id']})" in " ".join(shown.stdout.split()), shown.stderr
    assert loopline("facts", "rebuild", "--data", tmp_path).returncode == 0
    again = loopline("report", "held", "--data", tmp_path, "--replay", line["id"])
    assert again.returncode == 0, again.stdout + again.stderr
    assert "from the facts as of then: the same to every digit" in again.stdout
    told = json.loads(loopline("report", "held", "--data", tmp_path, "--replay", line["id"], "--json").stdout)
    assert told["agrees"] and told["then"] == line["lift"]
    unknown = loopline("report", "held", "--data", tmp_path, "--replay", "none")
    assert unknown.returncode == 1 and "decision_unknown" in unknown.stderr + unknown.stdout
