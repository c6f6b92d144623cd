"""Reports over HTTP: cause beside credit, days that people read, and the list's lift from the background."""

import time

import pytest

from tests.studio.house import WELCOME, House, identify, track


@pytest.fixture(scope="module")
def sold(house: House) -> House:
    """Forty people, half of them held out; every fourth buys."""
    house.publish({**WELCOME, "id": "held", "holdout": {"percent": 50}})
    people = [f"p{index}" for index in range(40)]
    house.send(*(identify(one, email=f"{one}@example.test", plan="free") for one in people))
    house.send(*(track(one, "signed_up") for one in people))
    house.send(*(track(one, "bought", amount=10) for one in people[::4]))
    return house


def test_a_report_says_what_was_caused(sold: House) -> None:
    report = sold.get("/api/journeys/held/report")
    assert (report["journey"], report["entered"], report["converted"]) == ("held", 40, 10)
    assert report["messaged"] + report["held_out"] == 40 and report["held_out"] > 5
    first = report["funnel"][0]
    assert (first["node"], first["kind"], first["entered"], first["share"]) == ("hello", "message", 40, 1.0)
    assert report["lift"]["verdict"] == "not_enough_data" and report["lift"]["guards"]
    assert report["incremental"] == report["lift"]["incremental_conversions"]
    assert report["attributed"] == report["lift"]["attributed_conversions"]
    assert report["experiments"] == [] and report["counted_at"] > 0


def test_lift_by_group_says_how_many_were_compared_and_that_there_is_too_little_yet(sold: House) -> None:
    found = sold.get("/api/journeys/held/report/groups", by="trait:plan")
    (row,) = found["groups"]["rows"]
    assert (found["by"], found["title"], row["name"], row["verdict"]) == (
        "trait:plan",
        "plan",
        "free",
        "not_enough_data",
    )
    assert row["treated"]["pending"] + row["held_out"]["pending"] == 40
    assert "when they entered" in found["note"]


def test_what_cannot_be_broken_down_by_is_refused(sold: House) -> None:
    for query, status, code in (
        ("?by=plan", 400, "breakdown_invalid"),
        ("?by=segment:none", 404, "segment_unknown"),
        ("", 400, None),
    ):
        answer = sold.client.get(f"/api/journeys/held/report/groups{query}")
        assert answer.status_code == status, answer.text
        if code:
            assert answer.json()["error"]["code"] == code


def test_time_to_convert_tells_of_windows_that_are_still_open(sold: House) -> None:
    took = sold.get("/api/journeys/held/report")["time_to_convert"]
    assert (took["closed"], took["conversions"], took["median_ms"]) == (0, 0, None) and took["open"] > 5


def test_the_list_shows_the_lift_once_it_was_counted(sold: House) -> None:
    sold.get("/api/journeys/held/report")
    line = sold.get("/api/journeys")["journeys"][0]
    assert line["lift"]["verdict"] == "not_enough_data" and line["lift"]["reason"]


def test_the_list_counts_lifts_in_the_background(sold: House) -> None:
    sold.app.studio.lift_cache._known.clear()
    assert sold.get("/api/journeys")["journeys"][0]["lift"] is None
    limit = time.monotonic() + 30
    while sold.get("/api/journeys")["journeys"][0]["lift"] is None:
        assert time.monotonic() < limit, "nobody counted"
        time.sleep(0.02)
