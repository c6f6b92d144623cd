"""A journey that was never published leaves nothing behind when its draft goes."""

from tests.studio.house import WELCOME, House


def draw(house: House, name: str) -> None:
    body = {"document": WELCOME | {"id": name}, "revision": 0}
    assert house.client.put(f"/api/journeys/{name}/draft", json=body).status_code == 200


def test_comments_go_with_the_last_trace_of_a_journey(house: House) -> None:
    draw(house, "sketch")
    assert house.client.post("/api/journeys/sketch/comments", json={"text": "Hm"}).status_code == 200
    assert house.client.delete("/api/journeys/sketch/draft").status_code == 204
    draw(house, "sketch")
    assert house.get("/api/journeys/sketch/comments")["threads"] == []


def test_comments_of_what_is_live_outlive_its_draft(house: House) -> None:
    house.publish(WELCOME | {"id": "kept"})
    draw(house, "kept")
    assert house.client.post("/api/journeys/kept/comments", json={"text": "Hm"}).status_code == 200
    assert house.client.delete("/api/journeys/kept/draft").status_code == 204
    assert len(house.get("/api/journeys/kept/comments")["threads"]) == 1
