"""The texts of a journey as a table over HTTP: out and in changes nothing, and each row that is wrong is told."""

import csv
import io

import httpx2
import pytest

from tests.studio.house import WELCOME, House, Json, error_of

TEXTS = "/api/journeys/written/texts"
GERMAN: Json = {"subject": "Hallo", "html": WELCOME["nodes"]["hello"]["content"]["html"]}
HELLO: Json = WELCOME["nodes"]["hello"]["content"] | {"locales": {"de": GERMAN}}
WRITTEN: Json = WELCOME | {
    "id": "written",
    "nodes": WELCOME["nodes"] | {"hello": WELCOME["nodes"]["hello"] | {"content": HELLO}},
}


@pytest.fixture
def drawn(house: House) -> House:
    seen = house.client.get("/api/journeys/written")
    revision = (seen.json().get("draft") or {"revision": 0})["revision"] if seen.is_success else 0
    body = {"document": WRITTEN, "revision": revision}
    assert house.client.put("/api/journeys/written/draft", json=body).status_code == 200
    return house


def rows_of(house: House) -> list[dict[str, str]]:
    answer = house.client.get(TEXTS)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def file_of(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def given(house: House, file: bytes, **query: str) -> httpx2.Response:
    return house.client.post(TEXTS, content=file, params=query)


def draft_of(house: House) -> Json:
    draft: Json = house.get("/api/journeys/written")["draft"]
    return draft


def test_every_text_stands_in_a_row_and_comes_back_as_it_was(drawn: House) -> None:
    found = [(one["step"], one["channel"], one["field"], one["language"]) for one in rows_of(drawn)]
    of_mail = [("hello", "email", part, "") for part in ("subject", "html", "text")]
    assert found == [*of_mail, *(("hello", "email", part, "de") for part in GERMAN), ("again", "sms", "body", "")]
    before = draft_of(drawn)
    answer = given(drawn, drawn.client.get(TEXTS).content).json()
    assert answer == {"rows": 6, "same": 6, "changed": [], "faults": [], "revision": None}
    assert draft_of(drawn) == before


def test_the_texts_of_a_file_become_the_draft_and_nothing_else_changes(drawn: House) -> None:
    rows, before = rows_of(drawn), draft_of(drawn)
    rows[0]["text"] = "Good morning"
    rows.append(rows[5] | {"language": "de", "text": "Noch da?"})
    trial = given(drawn, file_of(rows), trial="true").json()
    assert trial["revision"] is None and draft_of(drawn) == before
    taken = given(drawn, file_of(rows, delimiter=";")).json()
    assert taken["changed"] == trial["changed"]
    assert [(one["row"], one["step"], one["field"], one["language"]) for one in taken["changed"]] == [
        (2, "hello", "subject", ""),
        (8, "again", "body", "de"),
    ]
    after = draft_of(drawn)
    assert after["revision"] == taken["revision"] == before["revision"] + 1
    wanted = before["document"]
    wanted["nodes"]["hello"]["content"]["subject"] = "Good morning"
    wanted["nodes"]["again"]["content"]["locales"] = {"de": {"body": "Noch da?"}}
    assert after["document"] == wanted


def test_a_row_that_is_wrong_is_told_and_costs_the_others_nothing(drawn: House) -> None:
    first = rows_of(drawn)[0]
    rows = [
        first | {"text": "Good morning {{name}"},
        first | {"step": "nobody"},
        first | {"field": "colour"},
        first | {"field": "title"},
        first | {"field": "text", "text": "  "},
        first | {"text": "Twice"},
        first | {"field": "text", "text": "Good morning"},
        first | {"language": "not a language", "text": "Bonjour"},
    ]
    taken = given(drawn, file_of(rows)).json()
    told = [(one["row"], one["code"], one["refused"]) for one in taken["faults"]]
    assert told == [
        (2, "template_syntax", False),
        (3, "text_step", True),
        (4, "text_field", True),
        (5, "text_field", True),
        (6, "text_blank", True),
        (7, "text_twice", True),
        (9, "language_invalid", False),
    ]
    assert [one["row"] for one in taken["changed"]] == [2, 8, 9]
    content = draft_of(drawn)["document"]["nodes"]["hello"]["content"]
    assert (content["subject"], content["text"]) == ("Good morning {{name}", "Good morning")


def test_a_formula_and_an_apostrophe_come_back_as_they_were(drawn: House) -> None:
    for text in ("=1+1", "'=1+1", "''-x", "'tis", "+49 1234", "-5", "@me", "\tTab"):
        rows = rows_of(drawn)
        protected = f"'{text}" if text.lstrip("'")[0] in "=+-@\t" else text
        rows[-1]["text"] = protected
        given(drawn, file_of(rows))
        assert draft_of(drawn)["document"]["nodes"]["again"]["content"]["body"] == text
        assert rows_of(drawn)[-1]["text"] == protected


def test_a_file_that_is_no_table_is_refused_as_a_whole(drawn: House) -> None:
    before = draft_of(drawn)
    assert error_of(given(drawn, b"")) == (400, "texts_columns")
    assert error_of(given(drawn, b"step,text\nhello,x")) == (400, "texts_columns")
    assert error_of(given(drawn, "step,field,text\nhello,subject,Grüße".encode("cp1252"))) == (400, "texts_encoding")
    assert error_of(given(drawn, b'step,field,text\nhello,subject,"open')) == (400, "texts_unreadable")
    many = b"step,field,text\n" + b"a,b,c\n" * 20_001
    assert error_of(given(drawn, many)) == (400, "texts_many")
    assert error_of(drawn.client.get("/api/journeys/nobody/texts")) == (404, "journey_unknown")
    assert draft_of(drawn) == before
