"""Other windows hear of a comment over the stream, without what it says."""

import json

from tests.studio.house import WELCOME, House

PATH = "/api/journeys/talked/comments"


def test_the_stream_tells_of_a_comment_and_not_what_it_says(house: House) -> None:
    draft = {"document": WELCOME | {"id": "talked"}, "revision": 0}
    assert house.client.put("/api/journeys/talked/draft", json=draft).status_code == 200
    with house.client.stream("GET", "/api/stream", timeout=20) as stream:
        lines = stream.iter_lines()
        said, news = False, {}
        for line in lines:
            if line.startswith("event: counts") and not said:
                said = house.client.post(PATH, json={"text": "Hello"}).status_code == 200
            if line == "event: comments":
                news = json.loads(next(lines).removeprefix("data: "))
                break
    assert news == {"id": "talked"}
    [thread] = house.get(PATH)["threads"]
    assert (thread["comments"][0]["by"], thread["unread"]) == ("api", False)
