"""A draft that somebody else saved first: the refusal holds theirs, so that nothing is lost."""

from typing import Any

from tests.studio.house import WELCOME, House, Json, error_of


def changed(**fields: Any) -> Json:
    """The welcome journey with other fields."""
    return {**WELCOME, **fields}


def test_the_refusal_holds_what_stands_there_and_who_saved_it(house: House) -> None:
    path = "/api/journeys/both/draft"
    house.client.put(path, json={"document": changed(id="both", name="First"), "window": "w1"})
    late = house.client.put(path, json={"document": changed(id="both", name="Second"), "window": "w2"})
    assert error_of(late) == (409, "draft_conflict")
    theirs = late.json()["theirs"]
    assert (theirs["document"]["name"], theirs["revision"], theirs["window"]) == ("First", 1, "w1")


def test_the_refusal_says_when_the_draft_was_thrown_away(house: House) -> None:
    path = "/api/journeys/gone/draft"
    house.client.put(path, json={"document": changed(id="gone")})
    house.client.delete(path)
    late = house.client.put(path, json={"document": changed(id="gone"), "revision": 1})
    assert error_of(late) == (409, "draft_conflict") and late.json()["theirs"] is None
