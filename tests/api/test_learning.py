"""Reports over HTTP: cause beside credit, days that people read, and the list's lift from the background."""

import time

import pytest

from tests.api.house import WELCOME, House, identify, track


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
    assert report["time_to_convert"]["histogram"][0]["from_ms"] == 0
    assert report["time_to_convert"]["conversions"] == sum(b["count"] for b in report["time_to_convert"]["histogram"])


def test_the_list_shows_the_lift_once_it_was_counted(sold: House) -> None:
    sold.get("/api/journeys/held/report")
    line = sold.get("/api/journeys")["journeys"][0]
    assert line["lift"]["verdict"] == "not_enough_data" and line["lift"]["reason"]


def test_the_list_counts_lifts_in_the_background(sold: House) -> None:
    sold.app.office.lifts._known.clear()
    assert sold.get("/api/journeys")["journeys"][0]["lift"] is None
    limit = time.monotonic() + 30
    while sold.get("/api/journeys")["journeys"][0]["lift"] is None:
        assert time.monotonic() < limit, "nobody counted"
        time.sleep(0.02)
