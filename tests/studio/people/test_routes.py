"""People over HTTP: found, shown as they are now, asked why."""

from typing import Any

import pytest

from loopline.model.signal import ConsentChanged
from loopline.studio.cursor import mark
from tests.studio.house import WELCOME, House, Json, error_of, identify, track


@pytest.fixture(scope="module")
def peopled(house: House) -> House:
    """Ann stands in the journey, Eve may not; Carl has an id with marks in it."""
    rules = {"when": 'plan == "free"', "reason": "to ask for it"}
    assert house.client.put("/api/segments/free", json=rules).status_code == 200
    house.publish(WELCOME)
    house.send(
        identify("ann", email="ann@example.test", name="Ann Smith", plan="free", seats={"used": 3}, tags=["a"]),
        identify("eve", email="eve@corp.test", plan="enterprise"),
        identify("a/b why", name="Carl"),
        {"type": "track", "anonymousId": "anon-1", "event": "looked", "properties": {"page": "/"}},
        {"type": "group", "userId": "ann", "groupId": "acme", "traits": {"size": 12}},
    )
    house.send(
        track("ann", "signed_up", source="ad", price=9.5, cart={"items": 2}),
        track("eve", "signed_up", source="mail"),
    )
    return house


def test_people_are_found_by_id_address_and_name(peopled: House) -> None:
    def found(query: str) -> list[str]:
        return [one["person"] for one in peopled.get("/api/people", q=query)["people"]]

    assert found("ann") == ["ann"] and found("CORP.test") == ["eve"] and found("smith") == ["ann"]
    assert set(found("")) == {"ann", "eve", "a/b why", "~anon-1"}
    assert found("%") == [] and found("' OR 1=1 --") == []
    line = peopled.get("/api/people", q="ann")["people"][0]
    assert (line["name"], line["email"], line["account"]) == ("Ann Smith", "ann@example.test", "acme")
    assert line["last_seen_at"] > 1_700_000_000_000
    assert len(peopled.get("/api/people", limit=2)["people"]) == 2
    assert peopled.get("/api/people", q="eve")["people"][0]["name"] == "eve@corp.test"


def test_a_profile_is_what_the_loop_knows_now(peopled: House) -> None:
    ann = peopled.get("/api/people/ann")
    assert (ann["person"], ann["account"], ann["account_traits"]) == ("ann", "acme", {"size": 12})
    assert ann["traits"]["seats"] == {"used": 3} and ann["segments"] == ["free"] and ann["suppressed"] == {}
    stands = ann["enrollments"][0]
    assert (stands["journey"], stands["node"], stands["held"]) == ("welcome", "pause", False)
    assert stands["waiting"].startswith("Waits until 2") and stands["wake_at"] > stands["arrived_at"]
    assert peopled.get("/api/people/eve")["segments"] == []


@pytest.mark.parametrize("address", ["a%2Fb%20why", "~anon-1"])
def test_ids_may_hold_any_character(peopled: House, address: str) -> None:
    person = peopled.get(f"/api/people/{address}")["person"]
    assert person in ("a/b why", "~anon-1")
    kinds = [fact["kind"] for fact in peopled.get(f"/api/people/{address}/timeline")["facts"]]
    assert kinds == (["person", "event"] if person == "~anon-1" else ["person"])
    assert peopled.get(f"/api/people/{address}/why")["entries"] == []


def test_why_and_timeline(peopled: House) -> None:
    why = peopled.get("/api/people/ann/why", journey="welcome")
    assert why["answer"].startswith("Got no message: the sandbox kept 1") and why["entries"][0]["held"] == ""
    assert [step["node"] for step in why["entries"][0]["steps"]][:2] == ["hello", "hello"]
    refused = peopled.get("/api/people/eve/why", journey="welcome")
    assert refused["entries"] == [] and 'plan was "enterprise"' in refused["answer"]
    facts = peopled.get("/api/people/ann/timeline", limit=2)["facts"]
    assert len(facts) >= 2 and all(isinstance(fact["data"], dict) for fact in facts)
    assert [fact["at"] for fact in facts] == sorted((fact["at"] for fact in facts), reverse=True)
    before = facts[-1]["at"]
    older = peopled.get("/api/people/ann/timeline", before=before)["facts"]
    assert all(fact["at"] < before for fact in older)
    assert facts + older == peopled.get("/api/people/ann/timeline")["facts"], "no page loses a fact"


def test_a_colleague_writes_down_what_a_person_wants(peopled: House) -> None:
    put = peopled.client.put
    assert put("/api/people/ann/consent", json={"channel": "sms", "allowed": True}).status_code == 204
    wish = {"channel": "email", "topic": "offers", "allowed": False}
    assert put("/api/people/ann/consent", json=wish).status_code == 204
    assert put("/api/people/ann/lists/vip", json={"member": True}).status_code == 204
    ann = peopled.get("/api/people/ann")
    assert ann["consent"] == {"sms": True, "email:offers": False} and ann["lists"] == ["vip"]
    assert put("/api/people/ann/lists/vip", json={"member": False}).status_code == 204
    assert peopled.get("/api/people/ann")["lists"] == []
    assert error_of(put("/api/people/ann/consent", json={"channel": "fax", "allowed": True})) == (
        400,
        "channel_unknown",
    )
    assert error_of(put("/api/people/zoe/consent", json={"channel": "sms", "allowed": True})) == (
        404,
        "person_unknown",
    )
    assert error_of(put("/api/people/ann/lists/" + "x" * 201, json={"member": True})) == (400, "name_too_long")


def test_a_person_whom_nobody_knows(peopled: House) -> None:
    for path in ("", "/why"):
        assert error_of(peopled.client.get(f"/api/people/zoe{path}")) == (404, "person_unknown")
    assert peopled.get("/api/people/zoe/timeline")["facts"] == []
    assert error_of(peopled.client.get("/api/people/" + "x" * 600)) == (400, "person_too_long")


def pages(house: House, path: str, name: str, cursor: str | None = "", **query: Any) -> list[list[Json]]:
    """Every page of a list, by its cursors."""
    found: list[list[Json]] = []
    while cursor is not None:
        answer = house.get(path, cursor=cursor, **query)
        found.append(answer[name])
        cursor = answer["next"]
    return found


def test_pages_lose_nothing_within_one_millisecond(peopled: House) -> None:
    moment = "2026-03-01T12:00:00.000Z"
    peopled.send(*({**track("dora", "blinked", number=number), "timestamp": moment} for number in range(40)))
    whole = peopled.get("/api/people/dora/timeline", limit=500)["facts"]
    assert len([fact for fact in whole if fact["kind"] == "event"]) == 40 and len({one["at"] for one in whole}) <= 2
    paged = pages(peopled, "/api/people/dora/timeline", "facts", limit=7)
    assert len(paged[0]) >= 40, "who goes on by `before` is given the whole millisecond"
    assert [fact for page in paged for fact in page] == whole
    at = whole[0]["at"]
    cursor = mark("timeline", at + 1, 0)
    exact = [len(page) for page in pages(peopled, "/api/people/dora/timeline", "facts", cursor, limit=7)]
    assert sum(exact) == len(whole) and max(exact) == 7


def test_people_are_listed_page_after_page(peopled: House) -> None:
    crowd = [identify(f"crowd-{number:02}", plan="free") for number in range(23)]
    peopled.send(*crowd)
    for query in ("crowd", ""):
        paged = pages(peopled, "/api/people", "people", q=query, limit=5)
        found = [one["person"] for page in paged for one in page]
        assert found == [one["person"] for one in peopled.get("/api/people", q=query, limit=100)["people"]]
        assert len(found) == len(set(found)) >= 23 and {len(page) for page in paged[:-1]} == {5}


@pytest.mark.parametrize("path", ["/api/people", "/api/people/ann/timeline", "/api/messages"])
@pytest.mark.parametrize("cursor", ["x", "' OR 1=1 --", "\u0000", "kpPZ", mark("other", 1, 2), "A" * 4_000])
def test_a_hostile_cursor_is_refused_in_words(peopled: House, path: str, cursor: str) -> None:
    assert error_of(peopled.client.get(path, params={"cursor": cursor})) == (400, "cursor_invalid")
    assert error_of(peopled.client.get(path, params={"cursor": "A" * 4_097})) == (400, "body_invalid")


def test_somebody_known_by_a_word_of_consent_alone_is_there(peopled: House) -> None:
    now = peopled.app.clock.now()
    peopled.do(
        peopled.app.accept(
            [ConsentChanged(key="flora", id="c-1", at=now, received_at=now, channel="email", topic="", allowed=True)]
        )
    )
    peopled.settle()
    assert peopled.get("/api/people/flora")["consent"] == {"email": True}
    assert [one["person"] for one in peopled.get("/api/people", q="flora")["people"]] == ["flora"]
    lines = peopled.get("/api/people/flora/timeline")["facts"]
    assert [line["kind"] for line in lines] == ["consent"]


def test_people_are_found_and_called_by_first_and_last_name(peopled: House) -> None:
    peopled.send(identify("hal", firstName="Hal", lastName="Ninethousand"))
    found = peopled.get("/api/people", q="ninethou")["people"]
    assert [(one["person"], one["name"]) for one in found] == [("hal", "Hal Ninethousand")]


def test_a_timeline_tells_which_traits_changed(peopled: House) -> None:
    for plan, seats in (("free", 1), ("pro", 1), ("pro", 5)):
        peopled.send(identify("gus", plan=plan, seats=seats))
    peopled.send({"type": "group", "userId": "gus", "groupId": "gusco", "traits": {"size": 9}})
    assert peopled.client.put("/api/people/gus/lists/vip", json={"member": True}).status_code == 204
    lines = peopled.get("/api/people/gus/timeline")["facts"]
    assert [line["text"] for line in reversed(lines)] == [
        'Became known: plan is "free"; seats is 1.',
        'Plan went from "free" to "pro".',
        "Seats went from 1 to 5.",
        "Joined the account gusco.",
        "Account size is 9.",
        'Added to the list "vip".',
    ]
    assert lines[3]["data"] == {"changes": [{"of": "traits", "field": "seats", "now": 5, "was": 1}]}


def test_consent_that_a_key_states_names_the_key(peopled: House) -> None:
    peopled.send(identify("gus", email="gus@example.test"))
    wish = {"channel": "sms", "allowed": True}
    assert peopled.client.put("/api/people/gus/consent", json=wish).status_code == 204
    peopled.settle()
    listed = peopled.admin["Authorization"].removeprefix("Bearer ")[:8]
    assert listed in [key["prefix"] for key in peopled.get("/api/keys")["keys"]]
    lines = [one for one in peopled.get("/api/people/gus/timeline")["facts"] if one["kind"] == "consent"]
    assert [(one["text"], one["reason"]) for one in lines] == [(f"Allowed SMS (key {listed}).", f"key {listed}")]
