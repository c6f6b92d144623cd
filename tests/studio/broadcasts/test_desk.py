"""A broadcast is listed with its time, its audience and where it stands."""

from concurrent.futures import ThreadPoolExecutor

from tests.studio.broadcasts.asked import BODY
from tests.studio.house import House, Json, error_of


def test_it_is_sent_once_and_listed_with_its_figures(crowd: House) -> None:
    """Given a time to come, it waits, and its line says when and to whom."""
    at = "2999-12-24 09:00"
    sent = crowd.client.post("/api/broadcasts", json={**BODY, "at": at, "seen": 7, "reason": "the sale"})
    assert sent.json() == {"journey": "spring_sale", "gets": 7}, sent.text
    [line] = crowd.get("/api/broadcasts")["broadcasts"]
    assert (line["standing"], line["audience"], line["schedule"]) == ("scheduled", "Free", at)
    assert line["at"] > 0 and line["sent"] == line["kept"] == 0
    later = {**BODY, "at": "2999-12-31 09:00", "seen": 7, "reason": "the sale"}
    again = crowd.client.post("/api/broadcasts", json=later)
    assert again.json()["journey"] == "spring_sale_2", "each broadcast is a journey of its own"
    crowd.client.post("/api/journeys/spring_sale_2/pause", json={"reason": "x"})
    assert {one["standing"] for one in crowd.get("/api/broadcasts")["broadcasts"]} == {"scheduled", "paused"}


def test_what_is_asked_for_twice_is_sent_once(crowd: House) -> None:
    """Given a send that is asked again since no answer came, now or for a time, nobody gets it twice."""
    for name, at in (("Once", "2999-12-24 10:00"), ("Once now", "")):
        body = {**BODY, "name": name, "at": at, "seen": 7, "reason": "x"}
        assert crowd.client.post("/api/broadcasts", json=body).status_code == 200
        assert error_of(crowd.client.post("/api/broadcasts", json=body)) == (409, "broadcast_twice")
        other = {**body, "content": {**body["content"], "subject": "Another"}}
        assert crowd.client.post("/api/broadcasts", json=other).status_code == 200


def test_a_stopped_one_may_be_sent_again(crowd: House) -> None:
    """Given a broadcast that was stopped, the same may be sent: the first one reaches nobody any more."""
    body = {**BODY, "name": "Stopped", "at": "2999-12-24 11:00", "seen": 7, "reason": "x"}
    first = crowd.client.post("/api/broadcasts", json=body).json()["journey"]
    crowd.client.post(f"/api/journeys/{first}/stop", json={"reason": "x"})
    assert crowd.client.post("/api/broadcasts", json=body).json()["journey"] == "stopped_2"


def test_two_of_one_name_at_one_moment_are_two(crowd: House) -> None:
    """Given two authors who send different words under one name at once, neither takes the other's place."""

    def send(subject: str) -> Json:
        content = {**BODY["content"], "subject": subject}
        body = {**BODY, "name": "At once", "content": content, "at": "2999-12-24 12:00", "seen": 7, "reason": "x"}
        found: Json = crowd.client.post("/api/broadcasts", json=body).json()
        return found

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send, ("one", "two", "three", "four")))
    assert sorted(one["journey"] for one in sent) == ["at_once", "at_once_2", "at_once_3", "at_once_4"]
