"""What is missing of a broadcast is said in place, and a number that is not true any more sends nothing."""

import pytest

from tests.studio.broadcasts.asked import BODY, preview
from tests.studio.house import House, error_of


def test_what_is_missing_is_said_in_place(crowd: House) -> None:
    """Given no text or a rule that cannot be read, the answer has the fault and no number."""
    assert preview(crowd, content={"text": "x"})["faults"]
    assert preview(crowd, segment="", when="plan ==")["faults"]
    assert error_of(crowd.client.post("/api/broadcasts/preview", json={**BODY, "name": " "})) == (400, "name_missing")


def test_an_audience_that_moved_is_looked_at_again(crowd: House) -> None:
    """Given a number that is not true any more, nothing is sent."""
    answer = crowd.client.post("/api/broadcasts", json={**BODY, "seen": 4, "reason": "x"})
    assert error_of(answer) == (409, "audience_moved")
    assert crowd.get("/api/broadcasts")["broadcasts"] == []


@pytest.mark.parametrize("at", ["0 9 * * mon", "29991224T0900", "2999-12-24 09:00:00.5", "tomorrow"])
def test_a_broadcast_has_one_time(crowd: House, at: str) -> None:
    """Given a time that comes again and again, or that the list would not know again, it is refused."""
    body = {**BODY, "at": at}
    assert error_of(crowd.client.post("/api/broadcasts/preview", json=body)) == (400, "broadcast_time")
    sent = crowd.client.post("/api/broadcasts", json={**body, "seen": 7, "reason": "x"})
    assert error_of(sent) == (400, "broadcast_time")


@pytest.mark.parametrize("zone", ["workspace", "person"])
def test_a_time_that_is_past_reaches_nobody_and_says_so(crowd: House, zone: str) -> None:
    """Given a time that is past, nobody is counted, and the send is refused rather than called sent."""
    found = preview(crowd, at="2020-01-01 09:00", zone=zone)
    assert (found["gets"], found["at"]) == (0, None)
    assert found["not_sent"][0] == {"reason": "time_past", "text": "that time is past where they are", "people": 10}
    body = {**BODY, "at": "2020-01-01 09:00", "zone": zone, "seen": 0, "reason": "x"}
    assert error_of(crowd.client.post("/api/broadcasts", json=body)) == (400, "broadcast_past")
