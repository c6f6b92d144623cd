"""Suppressions over HTTP: added, listed, lifted and imported by an operator, each through the log."""

import pytest

from tests.studio.house import WELCOME, House, Json, error_of, identify, track

WELCOMED = {**WELCOME, "entry": {"on": ["signed_up"]}, "nodes": {"hello": {**WELCOME["nodes"]["hello"], "then": None}}}


def standing(house: House, **query: str) -> list[tuple[str, str, str]]:
    found = house.get("/api/suppressions", **query)["suppressions"]
    return [(one["channel"], one["address"], one["reason"]) for one in found]


def add(house: House, **body: str) -> None:
    answer = house.client.post("/api/suppressions", json=body)
    assert answer.status_code == 204, answer.text


def why(house: House, person: str) -> str:
    return str(house.get(f"/api/people/{person}/why")["answer"])


def test_what_is_added_holds_until_it_is_lifted_and_says_by_whom(house: House) -> None:
    house.publish(WELCOMED)
    house.send(identify("ann", email="ann@box.test"), identify("eve", email="Ann@Box.test"))
    add(house, address="ANN@box.test", reason="manual", note="asked by phone")
    (line,) = house.get("/api/suppressions", q="ann@")["suppressions"]
    assert (line["address"], line["reason"], line["note"]) == ("ann@box.test", "manual", "asked by phone")
    assert line["by"].startswith("key la_") and line["since"] > 0
    (address,) = house.get("/api/people/eve")["addresses"]
    assert (address["address"], [word["word"] for word in address["words"]]) == ("ann@box.test", ["manual"])
    house.send(track("eve", "signed_up"))
    assert "an operator suppressed this address" in why(house, "eve")
    answer = house.client.post("/api/suppressions/lift", json={"address": "ann@BOX.test"})
    assert answer.status_code == 204
    assert standing(house, q="ann@") == []
    assert house.get("/api/people/eve")["suppressed"] == {}
    house.send(track("ann", "signed_up"))
    assert "an operator" not in why(house, "ann")
    texts = [fact["text"] for fact in house.get("/api/people/ann/timeline")["facts"]]
    assert "The address ann@box.test may be written to again (manual)." in texts


def test_an_unsubscribed_address_is_marketing_alone_and_by_topic(house: House) -> None:
    house.send(identify("tom", email="tom@box.test"))
    add(house, address="tom@box.test", reason="unsubscribed", topic="offers")
    assert house.get("/api/people/tom")["consent"] == {"email:offers": False}
    assert house.get("/api/people/tom")["suppressed"] == {}


def test_a_lift_ends_what_the_record_of_a_person_had_herself(house: House) -> None:
    refuse: Json = {"context": {"consent": {"categoryPreferences": {"email": False}}}}
    house.send(identify("lou", email="lou@box.test"), {"type": "identify", "userId": "lou", **refuse})
    assert ("email", "lou@box.test", "unsubscribed") in standing(house)
    house.client.post("/api/suppressions/lift", json={"address": "lou@box.test"})
    assert house.get("/api/people/lou")["consent"] == {}


def test_of_a_file_the_good_rows_are_taken_and_the_bad_ones_told(house: House) -> None:
    rows = ["address,channel,reason,note"]
    rows += [f"bulk{number}@box.test,email,bounced," for number in range(3_000)]
    rows += ["no address,email,bounced,", "+491701112223,sms,unsubscribed,", "x@box.test,fax,bounced,"]
    rows += ["y@box.test,email,because,", '"z@box.test', "a,b,c,d,e", "", "last@box.test"]
    content = "\n".join(rows)
    answer = house.client.post("/api/suppressions/import", content=content, headers={"content-type": "text/csv"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["accepted"], told["refused"]) == (3_002, 5)
    assert [(one["line"], one["code"]) for one in told["faults"]] == [
        (3_002, "address_invalid"),
        (3_004, "channel_unknown"),
        (3_005, "suppression_reason"),
        (3_006, "row_unreadable"),
        (3_007, "row_unreadable"),
    ]
    house.settle()
    seen: list[str] = []
    page = house.get("/api/suppressions", q="bulk", limit=1_000)
    while True:
        seen += [one["address"] for one in page["suppressions"]]
        if page["next"] is None:
            break
        page = house.get("/api/suppressions", q="bulk", limit=1_000, cursor=page["next"])
    assert len(set(seen)) == len(seen) == 3_000
    assert standing(house, channel="sms") == [("sms", "+491701112223", "unsubscribed")]
    house.send(identify("new", email="bulk7@BOX.test"))
    assert house.get("/api/people/new")["suppressed"] == {"email=bulk7@box.test": "bounced"}


@pytest.mark.parametrize(
    "content", ["address," + "x" * 200_000, '"' + "x" * 200_000, '"address', "", "address;note\na@b.test;x"]
)
def test_a_file_whose_first_line_names_no_columns_is_told(house: House, content: str) -> None:
    answer = house.client.post("/api/suppressions/import", content=content, headers={"content-type": "text/csv"})
    assert error_of(answer) == (400, "import_header")


def test_bad_words_are_told_and_strangers_are_not_heard(house: House) -> None:
    bad: list[tuple[Json, str]] = [
        ({"address": "nobody"}, "address_invalid"),
        ({"address": "a@b.test", "channel": "push"}, "suppression_channel"),
        ({"address": "a@b.test", "reason": "manual", "topic": "x"}, "suppression_reason"),
        ({"address": "a@b.test", "note": "x" * 301}, "suppression_text"),
        ({"address": "a@b.test", "more": 1}, "body_invalid"),
    ]
    for body, code in bad:
        assert error_of(house.client.post("/api/suppressions", json=body)) == (400, code)
    assert error_of(house.client.post("/api/suppressions/import", content="email\nx@y.test")) == (400, "import_header")
    assert house.stranger.get("/api/suppressions").status_code == 401
    assert house.stranger.post("/api/suppressions/lift", json={"address": "a@b.test"}).status_code == 401
