"""A choice learns over HTTP: from what people did, by a look a day, with every step told; and it is taken back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loopline.runtime.clock import VirtualClock
from tests.runtime.parts import DAY, NOON
from tests.studio.choices.people_made import JOURNEY, OF_NODE, come, given
from tests.studio.house import House, Json, error_of, living, track


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, VirtualClock, Path]]:
    """A day of people for whom the gift alone does something."""
    clock, folder = VirtualClock(NOON), tmp_path_factory.mktemp("learned")
    with living(folder, clock=clock) as house:
        house.publish(JOURNEY)
        come(house, "d")
        clock.move_to(NOON + DAY + 60_000)
        house.send(track("passer", "seen"))
        yield house, clock, folder


def look(house: House, **body: Any) -> Any:
    return house.client.post(f"{OF_NODE}/policy", json=body)


def test_a_policy_goes_on_trial_and_what_is_chosen_by_it_says_so(
    learned: tuple[House, VirtualClock, Path],
) -> None:
    house, clock, _ = learned
    report = house.get(OF_NODE)
    assert (report["stage"], report["version"], report["state"]) == ("random", 0, "none")
    lines = {line["option"]: line for line in report["options"]}
    assert set(lines) == {"gift", "tips", "nothing"}
    assert sum(line["share"] for line in lines.values()) == pytest.approx(1)
    assert lines["gift"]["converted"] == lines["gift"]["settled"] == lines["gift"]["units"]
    assert lines["tips"]["low"] < lines["tips"]["mean"] < lines["tips"]["high"] < lines["gift"]["low"]
    found = look(house).json()
    assert (found["move"], found["version"]) == ("on_trial", 1)
    assert error_of(look(house)) == (409, "policy_fresh")
    report = house.get("/api/journeys/next/choices")["choices"][0]
    assert (report["stage"], report["state"], report["version"]) == ("best", "trial", 1)
    assert [line["version"] for line in report["stated"]] == [1]
    come(house, "e")
    given(house)
    told = house.app.facts.query(
        "SELECT CAST(data AS VARCHAR), value FROM facts WHERE reason = 'choice' AND person LIKE 'e%'"
    )
    assert all('"policy":1' in str(data) for data, _ in told)
    why = house.get("/api/people/e1/why", journey="next")
    assert "by policy 1" in str(why)
    clock.move_to(NOON + 2 * DAY + 120_000)
    house.send(track("passer", "seen"))
    found = look(house).json()
    assert (found["move"], found["version"]) == ("promoted", 2), found["words"]
    split = house.get(OF_NODE)
    assert (split["state"], split["stage"]) == ("standing", "best")


def test_a_person_ends_it_with_a_reason_and_it_stays_so_after_a_restart(
    learned: tuple[House, VirtualClock, Path],
) -> None:
    house, clock, _ = learned
    assert error_of(look(house, act="random", reason=" ")) == (400, "reason_missing")
    found = look(house, act="random", reason="The gifts are gone.").json()
    assert found["move"] == "taken_back"
    report = house.get(OF_NODE)
    assert (report["stage"], report["stated"][0]["words"]) == ("random", "The gifts are gone.")
    assert report["version"] == found["version"]
    clock.move_to(NOON + 4 * DAY)
    house.send(track("passer", "seen"))
    assert look(house).json()["move"] == "kept"


def test_what_is_stated_is_there_after_a_restart(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    with living(tmp_path, clock=clock) as house:
        house.publish(JOURNEY)
        look(house, act="random", reason="Not yet.")
        assert house.get(OF_NODE)["version"] == 1
    with living(tmp_path, clock=clock) as house:
        report = house.get(OF_NODE)
        assert (report["version"], report["stated"][0]["words"]) == (1, "Not yet.")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/api/journeys/gone/choices", (404, "journey_unknown")),
        ("/api/journeys/gone/choices/pick", (404, "journey_unknown")),
        ("/api/journeys/next/choices/gone", (404, "node_unknown")),
        ("/api/journeys/next/choices/mail", (400, "choice_kind")),
    ],
)
def test_what_is_not_there_is_refused(
    learned: tuple[House, VirtualClock, Path], path: str, error: tuple[int, str]
) -> None:
    house = learned[0]
    assert error_of(house.client.get(path)) == error
    if path.count("/") == 5:
        assert error_of(house.client.post(f"{path}/policy", json={})) == error


def test_a_stranger_learns_nothing(learned: tuple[House, VirtualClock, Path]) -> None:
    house = learned[0]
    assert house.stranger.get(OF_NODE).status_code == 401
    assert house.stranger.post(f"{OF_NODE}/policy", json={}).status_code == 401


def test_a_body_with_a_field_that_nobody_knows_is_refused(learned: tuple[House, VirtualClock, Path]) -> None:
    house = learned[0]
    version = house.get(OF_NODE)["version"]
    assert error_of(look(house, atc="random", reason="Stop!")) == (400, "body_invalid")
    assert error_of(look(house, policy={"now": {"stage": "best"}})) == (400, "body_invalid")
    assert house.get(OF_NODE)["version"] == version


def test_numbers_beyond_all_fractions_are_not_known_and_set_nobody_aside(tmp_path: Path) -> None:
    pick = {**JOURNEY["nodes"]["pick"], "context": ["entry.seats"]}
    with living(tmp_path) as house:
        house.publish({**JOURNEY, "nodes": {**JOURNEY["nodes"], "pick": pick}})
        text = json.dumps({"batch": [track("ann", "joined", seats=0.5)]}).replace("0.5", "9" * 400)
        assert house.stranger.post("/v1/batch", content=text.encode(), headers=house.write).status_code == 200
        house.settle()
        assert house.get("/api/quarantine")["items"] == []
        assert set(given(house)) == {"ann"}


def test_choices_of_a_journey_without_a_goal_are_counted_and_teach_nothing(tmp_path: Path) -> None:
    aimless = {name: value for name, value in JOURNEY.items() if name != "goal"}
    with living(tmp_path) as house:
        house.publish(aimless)
        house.send(*(track(f"p{number}", "joined") for number in range(5)))
        report = house.get(OF_NODE)
        assert (report["choices"], report["settled"]) == (5, 0)
        assert sum(line["pending"] for line in report["options"]) == 5
        assert report["words"] == "The journey has no goal, so nothing is learned."
        assert look(house).json()["move"] == "waits"


@pytest.mark.parametrize(
    ("pick", "goal"), [({"context": ["entry.seats"]}, {}), ({"reward": "value"}, {"value": "amount"})]
)
def test_a_few_absurd_numbers_do_not_end_all_learning(pick: Json, goal: Json, tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    nodes = {**JOURNEY["nodes"], "pick": {**JOURNEY["nodes"]["pick"], **pick}}
    with living(tmp_path, clock=clock) as house:
        house.publish({**JOURNEY, "nodes": nodes, "goal": {**JOURNEY["goal"], **goal}})
        for number in range(3):
            house.send(track(f"odd{number}", "joined", seats=1.7e308), track(f"odd{number}", "bought", amount=1.7e308))
        come(house, "d")
        clock.move_to(NOON + DAY + 60_000)
        house.send(track("passer", "seen"))
        report = house.get(OF_NODE)
        assert "nan" not in report["words"]
        assert None not in [rule[name] for rule in report["rules"] for name in ("value", "low", "high", "more")]
        assert goal or look(house).json()["move"] == "on_trial"
