"""What is missing of a broadcast is said in place, and a number that is not true any more sends nothing."""

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
