"""Before a publish: how many people a trigger matches, how many it lets in, and when a schedule comes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studio.house import House, Json, identify, living

TRIGGERS: list[Json] = [
    {"when": "seats > 2"},
    {"when": "seats > 2", "existing": "skip"},
    {"when": "seats > 2", "leaves": True},
    {"schedule": "0 9 * * mon", "zone": "Europe/Berlin", "when": "seats > 1"},
    {"schedule": "0 9 * * mon"},
    {"schedule": "2001-01-01 09:00"},
    {"date": "renews"},
    {"event": "bought"},
    {"when": "seats >"},
]


def drawn(*triggers: Json, name: str = "drawn") -> Json:
    entry = {"on": [], "triggers": list(triggers)}
    return {"kind": "journey", "id": name, "entry": entry, "start": "end", "nodes": {"end": {"kind": "exit"}}}


def matching(house: House, document: Json) -> list[tuple[int, int, int]]:
    """Of each trigger that asks for a state: its place, who matches, who enters at the publish."""
    name = document["id"]
    house.client.delete(f"/api/journeys/{name}/draft")
    saved = house.client.put(f"/api/journeys/{name}/draft", json={"document": document})
    assert saved.status_code == 200, saved.text
    return [(one["place"], one["people"], one["entering"]) for one in lines(house, name)]


def lines(house: House, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.get(f"/api/journeys/{name}/impact")["matching"]
    return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as made:
        made.send(*(identify(f"p{seats}", seats=seats) for seats in range(6)), identify("ann", renews="2030-01-01"))
        made.settle()
        yield made


def test_who_matches_and_who_enters_is_told_trigger_by_trigger(house: House) -> None:
    assert matching(house, drawn(*TRIGGERS)) == [
        (0, 3, 3),
        (1, 3, 0),
        (2, 3, 0),
        (3, 4, 0),
        (4, 7, 0),
        (5, 7, 0),
        (6, 1, 0),
    ]
    found = {one["place"]: one["next_at"] for one in lines(house, "drawn")}
    assert found[0] is None and found[5] is None and found[6] is None
    ahead = (found[4] - found[3]) % 86_400_000
    assert ahead in (3_600_000, 7_200_000), "nine in Berlin is an hour or two before nine in UTC"


def test_a_new_version_lets_in_whom_the_one_before_did_not_match(house: House) -> None:
    house.publish(drawn({"when": "seats > 3"}, name="live"))
    assert matching(house, drawn({"when": "seats > 1"}, name="live")) == [(0, 4, 2)]
    assert matching(house, drawn({"when": "seats > 4"}, name="live")) == [(0, 1, 0)]
    two = drawn({"when": "seats > 0"}, {"when": "seats > 3"}, name="live")
    assert matching(house, two) == [(0, 5, 5), (1, 2, 0)], "the one that was there stands behind a new one now"
    assert matching(house, drawn({"when": "seats > 2", "leaves": True}, name="live")) == [(0, 3, 0)]
    assert house.client.post("/api/journeys/live/stop", json={"reason": "a test"}).status_code == 200
    assert matching(house, drawn({"when": "seats > 3"}, name="live")) == [(0, 2, 2)]


def test_what_was_told_is_what_happens(house: House) -> None:
    [(_, _, enters)] = matching(house, drawn({"when": "seats > 2"}))
    house.publish(drawn({"when": "seats > 2"}))
    house.settle()
    people = [f"p{seats}" for seats in range(6)]
    kinds = [[one["kind"] for one in house.get(f"/api/people/{who}/timeline")["facts"]] for who in people]
    assert sum("entered" in one for one in kinds) == enters == 3
