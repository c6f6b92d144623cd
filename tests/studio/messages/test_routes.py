"""Messages over HTTP: listed, read, and settled by an operator when nobody can say whether they left."""

from typing import Any

import pytest

from loopline.model.ids import stable_id
from loopline.model.signal import AttemptAnswered
from tests.studio.house import WELCOME, House, Json, error_of, identify, track


@pytest.fixture(scope="module")
def mailed(house: House) -> House:
    """Ann and Bob have their first mail; Carl has no address."""
    house.publish(WELCOME)
    for person in ("ann", "bob"):
        house.send(identify(person, email=f"{person}@example.test", plan="free"), track(person, "signed_up"))
    house.send(identify("carl", plan="free"), track("carl", "signed_up"))
    return house


def messages(house: House, **query: Any) -> list[Json]:
    found: list[Json] = house.get("/api/messages", **query)["messages"]
    return found


def test_messages_are_listed_newest_first(mailed: House) -> None:
    assert [line["person"] for line in messages(mailed)] == ["bob", "ann"]
    line = messages(mailed, person="ann")[0]
    told = {name: line[name] for name in ("person", "channel", "journey", "node", "status", "subject", "attempts")}
    assert told == {
        "person": "ann",
        "channel": "email",
        "journey": "welcome",
        "node": "hello",
        "status": "sent",
        "subject": "Hello you",
        "attempts": 1,
    }
    assert len(messages(mailed, status="sent")) == 2 and messages(mailed, status="failed") == []
    assert messages(mailed, journey="other") == [] and len(messages(mailed, limit=1)) == 1
    assert [one["person"] for one in messages(mailed, before=messages(mailed)[0]["created_at"])] == ["ann"]


def test_messages_are_listed_page_after_page(mailed: House) -> None:
    whole = mailed.get("/api/messages")
    assert whole["next"] is None
    first = mailed.get("/api/messages", limit=1)
    second = mailed.get("/api/messages", limit=1, cursor=first["next"])
    assert first["messages"] + second["messages"] == whole["messages"] and second["next"] is None
    sent = mailed.get("/api/messages", limit=1, status="sent", cursor=first["next"])
    assert sent["messages"] == second["messages"]


def test_a_message_is_shown_as_it_was_sent(mailed: House) -> None:
    found = mailed.get("/api/messages/" + messages(mailed, person="ann")[0]["key"])
    assert found["address"] == "ann@example.test" and found["status"] == "sent"
    assert "/l/click/" in found["rendered"]["html"] and "again" not in found["rendered"]
    assert [(one["outcome"], one["attempt"]) for one in found["attempts"]] == [("sent", 1)]
    assert found["attempts"][0]["text"] == "The sandbox kept the e-mail of hello; nothing left."
    assert found["receipts"] == []


def test_a_text_message_tells_its_segments(mailed: House) -> None:
    text = {"kind": "message", "channel": "sms", "transactional": True, "content": {"body": "Hi {{name}}, l’été"}}
    mailed.publish({**WELCOME, "id": "texts", "entry": {"on": ["texted"]}, "start": "text", "nodes": {"text": text}})
    mailed.send(identify("tia", phone="+4915112345678", name="x" * 70), track("tia", "texted"))
    found = mailed.get("/api/messages/" + messages(mailed, person="tia")[0]["key"])
    assert found["sms"] == {"segments": 2, "alphabet": "UCS-2", "wide": "’"}
    mail = mailed.get("/api/messages/" + messages(mailed, person="ann")[0]["key"])
    assert mail["sms"] is None


def test_a_marketing_text_to_a_country_that_asks_for_it_tells_how_to_leave(mailed: House) -> None:
    """Where it is rendered again it is what left, and one that says so itself, or is no marketing, says it once."""
    node = {"kind": "message", "channel": "sms", "content": {"body": "20 % off"}, "then": "own"}
    nodes = {
        "text": node,
        "own": {**node, "content": {"body": "Off! STOP to end"}, "then": "code"},
        "code": {**node, "content": {"body": "Code 1234"}, "transactional": True, "then": "out"},
        "out": {"kind": "exit"},
    }
    mailed.publish({**WELCOME, "id": "usa", "entry": {"on": ["visited"]}, "start": "text", "nodes": nodes})
    yes = {"context": {"consent": {"categoryPreferences": {"sms": True}}}}
    mailed.send({**identify("uma", phone="(415) 555-0100", country="US"), **yes}, track("uma", "visited"))
    keys = {line["node"]: line["key"] for line in messages(mailed, person="uma")}
    shown = {node: mailed.get(f"/api/messages/{key}")["rendered"]["body"] for node, key in keys.items()}
    assert shown == {"text": "20 % off Reply STOP to opt out.", "own": "Off! STOP to end", "code": "Code 1234"}


def test_a_message_that_was_not_kept_is_rendered_again(mailed: House) -> None:
    line = messages(mailed, person="bob")[0]
    mailed.app.studio_store.sandbox.trim(2**60)
    found = mailed.get(f"/api/messages/{line['key']}")["rendered"]
    assert (found["subject"], found["again"]) == ("Hello you", True)
    assert messages(mailed, person="bob")[0]["subject"] == "Hello you"


def lost(house: House, person: str) -> str:
    """The provider never answered for this person's mail."""
    key = str(messages(house, person=person)[0]["key"])
    m, now = house.app.state.messages([key])[key].message, house.app.clock.now()
    told = AttemptAnswered(
        key=m.person,
        id=stable_id(key, "lost"),
        at=now,
        received_at=now,
        message=key,
        attempt=1,
        result="unknown",
        channel=m.channel,
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
    )
    with house.app.state._database.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET status = 'sending' WHERE key = ?", (key,))
    house.do(house.app.accept([told]))
    house.settle()
    assert house.get(f"/api/messages/{key}")["status"] == "unknown"
    assert key in [line["key"] for line in messages(house, status="unknown")]
    return key


@pytest.mark.parametrize(
    ("person", "answer", "outcomes"), [("ann", "sent", ["sent"]), ("bob", "resend", ["retry", "sent"])]
)
def test_an_operator_settles_what_nobody_knows(mailed: House, person: str, answer: str, outcomes: list[str]) -> None:
    key = lost(mailed, person)
    told = mailed.client.post(f"/api/messages/{key}/resolve", json={"answer": answer})
    assert told.status_code == 200, told.text
    mailed.settle()
    found = mailed.get(f"/api/messages/{key}")
    assert found["status"] == "sent"
    assert [one["outcome"] for one in found["attempts"]] == ["sent", "unknown", *outcomes]
    again = mailed.client.post(f"/api/messages/{key}/resolve", json={"answer": answer})
    assert error_of(again) == (409, "message_settled")


@pytest.mark.parametrize(("answer", "status"), [("sent", "sent"), ("resend", "sent"), ("failed", "failed")])
def test_all_that_nobody_knows_is_settled_by_one_call(mailed: House, answer: str, status: str) -> None:
    people = [f"dan-{answer}", f"eve-{answer}"]
    for person in people:
        mailed.send(identify(person, email=f"{person}@example.test", plan="free"), track(person, "signed_up"))
    keys = [lost(mailed, person) for person in people]
    ask: dict[str, Any] = {"answer": answer, "status": "unknown"}
    for nothing in ({"channel": "sms"}, {"journey": "another"}, {"since": 2**50}, {"before": 1}, {"status": "held"}):
        told = mailed.client.post("/api/messages/resolve", json={**ask, **nothing})
        assert (told.status_code, told.json()) == (200, {"resolved": 0, "left": False}), nothing
    told = mailed.client.post("/api/messages/resolve", json={**ask, "channel": "email", "since": 1})
    assert told.json() == {"resolved": 2, "left": False}, told.text
    mailed.settle()
    assert [mailed.get(f"/api/messages/{key}")["status"] for key in keys] == [status, status]
    assert mailed.client.post("/api/messages/resolve", json=ask).json() == {"resolved": 0, "left": False}
    for wrong in ({}, {"answer": "maybe"}, {**ask, "status": "sent"}, {**ask, "channel": "pigeon"}):
        assert error_of(mailed.client.post("/api/messages/resolve", json=wrong)) == (400, "body_invalid"), wrong


def test_what_is_not_there_or_not_asked_well(mailed: House) -> None:
    assert error_of(mailed.client.get("/api/messages/no:such:1")) == (404, "message_unknown")
    assert error_of(mailed.client.post("/api/messages/no:such:1/resolve", json={"answer": "sent"})) == (
        404,
        "message_unknown",
    )
    key = messages(mailed)[0]["key"]
    assert error_of(mailed.client.post(f"/api/messages/{key}/resolve", json={"answer": "maybe"})) == (
        400,
        "body_invalid",
    )
    for query in ({"status": "lost"}, {"limit": 0}, {"limit": 10**9}, {"before": "x"}, {"before": 10**30}):
        assert error_of(mailed.client.get("/api/messages", params=query)) == (400, "body_invalid")
