"""The file of texts over HTTP: its name and type, and a draft that begins where nobody draws."""

from tests.studio.house import WELCOME, House, error_of


def test_a_file_has_a_name_and_a_mark_by_which_spreadsheets_read_it(house: House) -> None:
    house.publish(WELCOME | {"id": "named"})
    answer = house.client.get("/api/journeys/named/texts")
    assert answer.headers["content-disposition"] == 'attachment; filename="texts.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfstep,name,channel,field,language,text\r\n")
    assert error_of(house.client.post("/api/journeys/named/texts", content=b"", params={"trial": "x"}))[0] == 400


def test_of_a_live_journey_that_nobody_draws_the_texts_begin_a_draft(house: House) -> None:
    house.publish(WELCOME | {"id": "running"})
    path = "/api/journeys/running/texts"
    file = house.client.get(path).content.replace(b"Still there?", b"Are you there?")
    assert house.client.post(path, content=file).json()["revision"] == 1
    seen = house.get("/api/journeys/running")
    assert seen["draft"]["document"]["nodes"]["again"]["content"] == {"body": "Are you there?"}
    assert seen["live"]["document"]["nodes"]["again"]["content"] == {"body": "Still there?"}
