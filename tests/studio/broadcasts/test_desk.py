"""A broadcast is listed with its time, its audience and where it stands."""

from tests.studio.broadcasts.asked import BODY
from tests.studio.house import House


def test_it_is_sent_once_and_listed_with_its_figures(crowd: House) -> None:
    """Given a time to come, it waits, and its line says when and to whom."""
    at = "2999-12-24 09:00"
    sent = crowd.client.post("/api/broadcasts", json={**BODY, "at": at, "seen": 7, "reason": "the sale"})
    assert sent.json() == {"journey": "spring_sale", "gets": 7}, sent.text
    [line] = crowd.get("/api/broadcasts")["broadcasts"]
    assert (line["standing"], line["audience"], line["schedule"]) == ("scheduled", "Free", at)
    assert line["at"] > 0 and line["sent"] == line["kept"] == 0
    again = crowd.client.post("/api/broadcasts", json={**BODY, "at": at, "seen": 7, "reason": "the sale"})
    assert again.json()["journey"] == "spring_sale_2", "each broadcast is a journey of its own"
    crowd.client.post("/api/journeys/spring_sale_2/pause", json={"reason": "x"})
    assert {one["standing"] for one in crowd.get("/api/broadcasts")["broadcasts"]} == {"scheduled", "paused"}
