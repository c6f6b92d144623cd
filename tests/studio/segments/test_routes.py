"""The segments over HTTP: whom they hold, who asks for them, and that changing one loses nothing."""

from collections.abc import Iterator

import pytest

from tests.cli.served import wait_for
from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three people: one on the free plan, one on another, one of whose plan nothing is known."""
    with living(tmp_path_factory.mktemp("segments")) as house:
        house.send(identify("ann", plan="free", name="Ann", seats=3), identify("bob", plan="pro"), track("cy", "login"))
        yield house


@pytest.fixture
def house(lived_in: House) -> House:
    """The same house, with the segment `free` as it is at first."""
    put(lived_in, "free", when='plan == "free"', name="Free")
    return lived_in


def put(house: House, segment: str, **body: object) -> Json:
    """A segment goes live."""
    answer = house.client.put(f"/api/segments/{segment}", json={"reason": "to see it work", **body})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def line(house: House, segment: str) -> Json:
    """A segment in the list."""
    return next(one for one in house.get("/api/segments")["segments"] if one["id"] == segment)


def splitting(journey: str, *conditions: str, **other: object) -> Json:
    """A journey whose one split asks these conditions."""
    return {
        **WELCOME,
        "id": journey,
        "name": journey.title(),
        "start": "which",
        "nodes": {
            "which": {"kind": "split", "name": "Which?", "branches": [{"when": one} for one in conditions]},
        },
        **other,
    }


def test_a_segment_says_whom_it_holds(house: House) -> None:
    found = line(house, "free")
    assert found["people"] == {"yes": 1, "no": 1, "unknown": 1, "total": 3, "accounts": 0}
    assert (found["name"], found["by"], found["reason"]) == ("Free", "api", "to see it work")
    assert found["changed_at"] > 0 and found["journeys"] == [] and found["segments"] == []


def test_the_count_moves_with_a_trait_and_an_event(house: House) -> None:
    put(house, "busy", when='count("clicked_around", within="30d") >= 2')
    assert (line(house, "busy")["people"]["yes"], line(house, "free")["people"]["yes"]) == (0, 1)
    house.send(track("cy", "clicked_around"), track("cy", "clicked_around"), identify("dan", plan="free"))
    # a count of a second ago may be told again, so the new one is waited for
    wait_for(lambda: line(house, "busy")["people"]["yes"] == 1 and line(house, "free")["people"]["yes"] == 2)


def test_a_preview_shows_people_and_what_decided(house: House) -> None:
    body = {"when": 'plan == "free" and seats >= 1'}
    people = house.client.post("/api/segments/preview", json=body).json()["people"]
    assert [(one["person"], one["name"], one["values"]) for one in people] == [
        ("ann", "Ann", {"plan": "free", "seats": 3})
    ]
    unknown = house.client.post("/api/segments/preview", json={"when": 'plan == "free"', "which": "unknown"}).json()
    assert [(one["person"], one["values"]) for one in unknown["people"]] == [("cy", {"plan": None})]
    assert error_of(house.client.post("/api/segments/preview", json={"when": "plan =="}))[0] == 400
    assert error_of(house.client.post("/api/segments/preview", json={"when": "event.x == 1"})) == (
        400,
        "condition_not_countable",
    )


def test_saving_what_is_there_already_publishes_nothing(house: House) -> None:
    first = put(house, "calm", when="seats > 1", name="Calm")
    before, position = len(house.app.state.documents()), house.app.log.end()
    same = put(house, "calm", when="  seats > 1 ", name="Calm ", over=first["version"])
    assert same == first and len(house.app.state.documents()) == before and house.app.log.end() == position
    rules = {"document": {"kind": "workspace", "zone": "Europe/Berlin"}, "reason": "to begin"}
    once = house.client.put("/api/workspace", json=rules).json()
    position = house.app.log.end()
    assert house.client.put("/api/workspace", json=rules).json() == once and house.app.log.end() == position
    assert put(house, "calm", when="seats > 2", name="Calm", over=first["version"]) == {"version": 2}


def test_two_who_edit_do_not_overwrite_each_other(house: House) -> None:
    put(house, "shared", when="seats > 1")
    put(house, "shared", when="seats > 5", reason="fewer", over=1)
    late = house.client.put("/api/segments/shared", json={"when": "seats > 9", "reason": "mine", "over": 1})
    assert error_of(late) == (409, "segment_changed")
    theirs = late.json()["theirs"]
    assert (theirs["version"], theirs["when"], theirs["reason"], theirs["by"]) == (2, "seats > 5", "fewer", "api")
    new = house.client.put("/api/segments/shared", json={"when": "seats > 9", "reason": "mine", "over": 0})
    assert error_of(new) == (409, "segment_changed"), "a new segment does not take the place of another"
    assert put(house, "shared", when="seats > 9", over=2) == {"version": 3}
    versions = house.get("/api/segments/shared")["versions"]
    assert [(one["version"], one["when"]) for one in versions] == [(3, "seats > 9"), (2, "seats > 5"), (1, "seats > 1")]


def test_it_tells_which_journeys_ask_for_it(house: House) -> None:
    put(house, "inner", when="seats > 1")
    put(house, "outer", when='in_segment("inner") and plan == "free"')
    house.publish(splitting("asks", 'in_segment("inner")', "seats > 5"))
    house.publish(splitting("leads", "seats > 1", entry={"on": ["began"], "where": 'not in_segment("outer")'}))
    house.publish(splitting("asked_once", 'in_segment("inner")'))
    house.publish(splitting("asked_once", "seats > 3"))
    body = {"document": splitting("drawn", 'in_segment("inner")'), "revision": 0}
    assert house.client.put("/api/journeys/drawn/draft", json=body).status_code == 200
    found = line(house, "inner")
    assert found["segments"] == ["outer"]
    assert [(u["journey"], u["standing"], u["through"], u["places"]) for u in found["journeys"]] == [
        ("asks", "live", "", ['step "Which?"']),
        ("leads", "live", "outer", ["who enters"]),
        ("drawn", "draft", "", ['step "Which?"']),
        ("asked_once", "older", "", ['step "Which?"']),
    ]
    assert [(u["name"], u["state"]) for u in found["journeys"]][:1] == [("Asks", "live")]
    assert [u["journey"] for u in line(house, "outer")["journeys"]] == ["leads"]


def test_what_cannot_be_a_segment_is_refused(house: House) -> None:
    answer = house.client.put("/api/segments/bad", json={"when": 'in_segment("bad")', "reason": "x"})
    assert error_of(answer) == (400, "journey_faults")
    assert [fault["code"] for fault in answer.json()["faults"]] == ["segment_circle"]
    answer = house.client.put("/api/segments/bad", json={"when": "event.x == 1", "reason": "x"})
    assert [fault["code"] for fault in answer.json()["faults"]] == ["event_not_here"]
    assert error_of(house.client.put("/api/segments/bad", json={"when": "plan ==", "reason": "x"}))[0] == 400
    assert error_of(house.client.put("/api/segments/bad", json={"when": "a > 1", "reason": " "})) == (
        400,
        "reason_missing",
    )
    assert error_of(house.client.put("/api/segments/Bad!", json={"when": "a > 1", "reason": "x"}))[0] == 400
    assert error_of(house.client.get("/api/segments/nothing")) == (404, "segment_unknown")
