"""Two authors have one journey open: each hears of the other, over HTTP."""

import json

from tests.studio.house import House, error_of

PATH = "/api/journeys/welcome/presence"


def test_a_window_hears_of_the_other_one_and_of_its_step(house: House) -> None:
    assert error_of(house.stranger.post(PATH, json={"window": "a"})) == (401, "signed_out")
    assert house.client.post(PATH, json={"window": "a"}).json()["authors"] == [
        {"window": "a", "name": "api", "step": ""}
    ]
    with house.client.stream("GET", "/api/stream", timeout=20) as stream:
        lines = stream.iter_lines()
        told, news = False, {}
        for line in lines:
            if line.startswith("event: counts") and not told:
                told = house.client.post(PATH, json={"window": "b", "step": "push_a"}).status_code == 200
            if line == "event: presence":
                news = json.loads(next(lines).removeprefix("data: "))
                break
    assert news["id"] == "welcome"
    assert [(one["window"], one["step"]) for one in news["authors"]] == [("a", ""), ("b", "push_a")]
    left = house.client.post(PATH, json={"window": "a", "leaves": True}).json()
    assert [one["window"] for one in left["authors"]] == ["b"]


def test_what_a_window_says_is_bounded(house: House) -> None:
    for body in (
        {},
        {"window": ""},
        {"window": "x" * 65},
        {"window": "a", "step": "x" * 129},
        {"window": "a", "name": "b"},
    ):
        assert error_of(house.client.post(PATH, json=body)) == (400, "body_invalid")
