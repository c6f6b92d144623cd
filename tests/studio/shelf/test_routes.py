"""A place in the list is no change of the document, and other windows show it."""

import json

from tests.studio.house import WELCOME, House


def test_a_place_leaves_the_document_alone_and_is_told_to_other_windows(house: House) -> None:
    house.publish(WELCOME | {"id": "placed"})
    before = house.get("/api/journeys/placed")
    body = {"journeys": ["placed"], "folder": "Onboarding"}
    with house.client.stream("GET", "/api/stream", timeout=20) as stream:
        lines = stream.iter_lines()
        said, news = False, {}
        for line in lines:
            if line.startswith("event: counts") and not said:
                said = house.client.post("/api/shelf", json=body).status_code == 200
            if line == "event: journey":
                news = json.loads(next(lines).removeprefix("data: "))
                break
    assert news == {"id": "placed"}
    assert house.get("/api/journeys/placed") == before
