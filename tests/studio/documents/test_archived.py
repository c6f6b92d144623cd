"""Only journeys are archived: a segment of the same name is published."""

from tests.studio.house import WELCOME, House


def test_a_segment_of_the_name_of_an_archived_journey_is_published(house: House) -> None:
    draft = {"document": WELCOME | {"id": "namesake"}, "revision": 0}
    assert house.client.put("/api/journeys/namesake/draft", json=draft).status_code == 200
    assert house.client.post("/api/shelf/archive", json={"journeys": ["namesake"]}).json()["done"]
    segment = {"when": 'plan == "free"', "name": "Namesake", "reason": "to ask for it"}
    answer = house.client.put("/api/segments/namesake", json=segment)
    assert answer.status_code == 200, answer.text
