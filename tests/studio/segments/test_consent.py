"""A segment holds by consent whom journeys let in by it: what was said of a channel and of its topics, together."""

import pytest

from tests.studio.house import House, Json, track

SAID: dict[str, Json] = {
    "left": {"email": False},
    "left_but_news": {"email": False, "email:news": True},
    "all": {"email": True},
    "all_but_news": {"email": True, "email:news": False},
    "only_news": {"email:news": True},
    "no_news": {"email:news": False},
    "silent": {},
}
NEWS = 'consented("email", "news")'
HOLD: dict[str, set[str]] = {
    NEWS: {"all", "only_news"},
    f"not {NEWS}": {"left", "left_but_news", "all_but_news", "no_news"},
    'consented("email")': {"all", "all_but_news"},
    'consented("email", "tips")': {"all", "all_but_news"},
    'not consented("email", "tips")': {"left", "left_but_news"},
}


@pytest.fixture(scope="module")
def lived_in(house: House) -> House:
    """One person for each way to say yes, no or nothing, all of whom ask every journey in."""
    for index, when in enumerate(HOLD):
        rest = {"rest": {"kind": "wait", "for": "1d"}}
        entry = {"on": ["asked"], "where": when}
        house.publish({"kind": "journey", "id": f"j{index}", "entry": entry, "start": "rest", "nodes": rest})
    for person, said in SAID.items():
        house.send(track(person, "asked") | {"context": {"consent": {"categoryPreferences": said}}}, track(person, "x"))
        house.send(track(person, "asked"))
    return house


@pytest.mark.parametrize("when", HOLD)
def test_segments_and_journeys_agree(lived_in: House, when: str) -> None:
    shown = lived_in.client.post("/api/segments/preview", json={"when": when, "limit": 20}).json()
    inside = lived_in.get(f"/api/journeys/j{list(HOLD).index(when)}/people", limit=20)
    assert {one["person"] for one in shown["people"]} == HOLD[when]
    assert {one["person"] for one in inside["people"]} == HOLD[when]
