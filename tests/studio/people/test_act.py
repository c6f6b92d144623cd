"""Acts on a person, over HTTP: each says what it did, and test people are in no report."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track

OPEN_TO_ALL = {**WELCOME, "entry": {"on": ["signed_up"], "triggers": [{"request": True}]}}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path / "own") as found:
        yield found


def act(house: House, method: str, what: str, body: Json, person: str = "ann") -> Json:
    answer = house.client.request(method, f"/api/people/{person}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_traits_and_addresses_are_stated_and_taken_away(house: House) -> None:
    house.send(identify("ann", email="ann@x.test", plan="free"))
    done = act(house, "PUT", "traits", {"traits": {"plan": "pro", "email": "new@x.test"}, "reason": "she wrote"})
    assert done == {"text": "Stated: email, plan.", "changed": True}
    assert act(house, "PUT", "traits", {"traits": {"plan": "pro"}})["changed"] is False
    profile = house.get("/api/people/ann")
    assert profile["traits"] == {"email": "new@x.test", "plan": "pro"}
    assert [one["address"] for one in profile["addresses"]] == ["new@x.test", "ann@x.test"]
    act(house, "PUT", "traits", {"traits": {"plan": None}})
    assert "plan" not in house.get("/api/people/ann")["traits"]
    assert error_of(house.client.put("/api/people/ann/traits", json={"traits": {}})) == (400, "traits_count")
    assert error_of(house.client.put("/api/people/ann/traits", json={"traits": {"": 1}})) == (400, "trait_name")
    nobody = house.client.put("/api/people/nobody/traits", json={"traits": {"a": 1}})
    assert error_of(nobody) == (404, "person_unknown")


def test_somebody_is_put_in_and_taken_out_and_what_waited_is_not_sent(house: House) -> None:
    house.publish(OPEN_TO_ALL)
    house.send(identify("ann", email="ann@x.test"))
    assert act(house, "POST", "enter", {"journey": "welcome"}) == {"text": 'Entered "Welcome".', "changed": True}
    house.settle()
    (inside,) = house.get("/api/people/ann")["enrollments"]
    assert inside["node"] == "pause"
    done = act(house, "POST", "leave", {"journey": "welcome", "reason": "she called"})
    assert done["text"].startswith('Taken out of "Welcome"')
    assert house.get("/api/people/ann")["enrollments"] == []
    lines = house.get("/api/people/ann/timeline")["facts"]
    (left,) = [line for line in lines if line["kind"] == "exited"]
    assert left["reason"] == "taken_out" and left["data"]["reason"] == "she called"
    assert left["data"]["by"].startswith("key la_")


def test_whoever_waits_for_a_place_is_taken_out_of_the_queue(house: House) -> None:
    house.publish({**OPEN_TO_ALL, "entry": {**OPEN_TO_ALL["entry"], "limits": {"per_day": 1}}})
    house.send(identify("bob", email="bob@x.test"), identify("ann", email="ann@x.test"))
    act(house, "POST", "enter", {"journey": "welcome"}, "bob")
    act(house, "POST", "enter", {"journey": "welcome"})
    assert house.get("/api/journeys/welcome/limits")["waiting"] == 1
    act(house, "POST", "leave", {"journey": "welcome", "reason": "she called"})
    (told,) = [one for one in house.get("/api/people/ann/timeline")["facts"] if one["kind"] == "not_entered"]
    assert told["reason"] == "taken_out"
    answer = house.client.post("/api/people/ann/leave", json={"journey": "welcome", "reason": "again"})
    assert error_of(answer) == (409, "not_inside")
    again = house.client.post("/api/people/ann/leave", json={"journey": "welcome"})
    assert error_of(again) == (409, "not_inside")
    house.publish({**WELCOME, "id": "closed"})
    refused = house.client.post("/api/people/ann/enter", json={"journey": "closed"})
    assert error_of(refused) == (409, "takes_no_requests")


def test_a_merge_is_seen_before_it_is_made(house: House) -> None:
    house.send(identify("ann", email="ann@x.test", plan="free"))
    house.send(identify("anna", plan="pro", city="Rome"))
    seen = house.get("/api/people/ann/merge", other="anna")
    assert seen["added"] == {"city": "Rome"}
    assert seen["differing"] == [{"name": "plan", "own": "free", "other": "pro", "kept": "pro"}]
    assert len(seen["warnings"]) == 2
    assert house.get("/api/people/anna")["traits"]["city"] == "Rome"  # nothing was done
    assert "anna is ann" in act(house, "POST", "merge", {"other": "anna"})["text"]
    house.settle()
    merged = house.get("/api/people/anna")
    assert merged["person"] == "ann" and merged["traits"] == {"email": "ann@x.test", "plan": "pro", "city": "Rome"}
    assert error_of(house.client.post("/api/people/ann/merge", json={"other": "anna"})) == (409, "same_person")


CAPPED: Json = {
    "kind": "workspace",
    "holdout": {"percent": 90},  # ann and cid are among them
    "caps": [{"limit": 1, "within": "7d"}],
}


def counted(house: House) -> Json:
    report = house.get("/api/journeys/welcome/report")
    return {name: report[name] for name in ("entered", "messaged", "messages", "held_out", "converted", "channels")}


def test_a_test_person_is_never_held_out_capped_or_counted(house: House) -> None:
    answer = house.client.put("/api/workspace", json={"document": CAPPED, "reason": "all are held out"})
    assert answer.status_code == 200, answer.text
    again = {
        **WELCOME,
        "entry": {"on": ["signed_up"]},
        "nodes": {"hello": {**WELCOME["nodes"]["hello"], "then": "more"}, "more": WELCOME["nodes"]["hello"]},
    }
    again["nodes"]["more"] = {**again["nodes"]["more"], "then": None}
    house.publish(again)
    house.send(identify("ann", email="ann@x.test"), identify("cid", email="cid@x.test"))
    assert "never held out" in act(house, "PUT", "test", {"test": True})["text"]
    assert act(house, "PUT", "test", {"test": True})["changed"] is False
    assert house.get("/api/people/ann")["test"] is True and house.get("/api/people/cid")["test"] is False
    before = counted(house)
    house.send(track("ann", "signed_up"), track("ann", "bought", amount=40))
    assert counted(house) == before
    story = house.get("/api/people/ann/why", journey="welcome")
    assert "sent" in str(story).lower() and "held out" not in story["answer"]
    kinds = [line["kind"] for line in house.get("/api/people/ann/timeline")["facts"]]
    assert kinds.count("message") == 2 and "goal" in kinds and not any(kind.startswith("test") for kind in kinds)
    sql = (
        "SELECT count(*) FROM facts WHERE person = 'ann' AND kind IN ('entered', 'message', 'attempt', 'goal', 'event')"
    )
    rows = house.client.post("/api/query", json={"sql": sql}).json()["rows"]
    assert rows == [[0]]
    house.send(track("cid", "signed_up"))
    assert counted(house)["entered"] == before["entered"] + 1 and counted(house)["held_out"] == 1
    act(house, "PUT", "test", {"test": False})
    assert house.get("/api/people/ann")["test"] is False


def test_a_test_send_goes_to_test_people_alone_and_is_in_no_figure(house: House) -> None:
    house.publish(WELCOME)
    house.send(identify("ann", email="ann@x.test", name="Ann"))
    body = {"journey": "welcome", "node": "hello"}
    assert error_of(house.client.post("/api/people/ann/test-send", json=body)) == (409, "test_person_needed")
    act(house, "PUT", "test", {"test": True})
    before = counted(house)
    sent = act(house, "POST", "test-send", body)
    assert sent["status"] == "accepted" and "in no figure" in sent["text"] and "sandbox" in sent["text"]
    house.settle()
    assert counted(house) == before
    (kept,) = [one for one in house.app.studio_store.sandbox.latest(10, "ann")]
    assert b"Hello Ann" in kept.rendered
    draft = {**WELCOME, "nodes": {**WELCOME["nodes"], "hello": {**WELCOME["nodes"]["hello"]}}}
    draft["nodes"]["hello"]["content"] = {"subject": "Draft for {{name}}", "text": "x"}
    act(house, "POST", "test-send", {**body, "document": draft})
    house.settle()
    assert any(b"Draft for Ann" in one.rendered for one in house.app.studio_store.sandbox.latest(10, "ann"))
    wrong = house.client.post("/api/people/ann/test-send", json={"journey": "welcome", "node": "pause"})
    assert error_of(wrong) == (404, "node_unknown")


def test_consent_is_changed_with_a_reason_and_its_author(house: House) -> None:
    house.send(identify("ann", email="ann@x.test"))
    body = {"channel": "email", "topic": "news", "allowed": False, "reason": "asked by phone"}
    assert house.client.put("/api/people/ann/consent", json=body).status_code == 204
    profile = house.get("/api/people/ann")
    assert profile["consent"] == {"email:news": False}
    (proof,) = profile["proofs"]
    assert proof["text"] == "asked by phone" and proof["operator"].startswith("key la_") and proof["at"] > 0
