"""Documents over HTTP: drafted, checked, published with a reason, paused; two authors never overwrite each other."""

from typing import Any

from tests.studio.house import WELCOME, House, Json, error_of


def changed(**fields: Any) -> Json:
    return {**WELCOME, **fields}


def node(name: str, **fields: Any) -> Json:
    return changed(nodes={**WELCOME["nodes"], name: {**WELCOME["nodes"].get(name, {}), **fields}})


def test_a_draft_is_saved_over_what_its_author_saw(house: House) -> None:
    path, document = "/api/journeys/drawn/draft", changed(id="drawn")
    assert house.client.put(path, json={"document": document, "revision": 0}).json()["revision"] == 1
    mine = {"document": document, "revision": 1, "window": "mara-1"}
    assert house.client.put(path, json=mine).json()["revision"] == 2
    late = house.client.put(path, json={"document": changed(id="drawn", name="Mine"), "revision": 1})
    assert error_of(late) == (409, "draft_conflict")
    theirs = late.json()["theirs"]
    assert (theirs["revision"], theirs["document"]["name"]) == (2, "Welcome")
    assert (theirs["by"], theirs["window"]) == ("api", "mara-1"), "a lost answer is known again as one's own"
    found = house.get("/api/journeys/drawn")
    assert (found["state"], found["live"], found["versions"]) == ("draft", None, [])
    assert found["draft"]["revision"] == 2 and found["draft"]["document"]["nodes"] == document["nodes"]
    assert [c["kind"] for c in house.get("/api/journeys/drawn/impact")["changes"]] == ["added"] * 3
    assert house.client.delete(path).status_code == 204
    assert error_of(house.client.delete(path)) == (404, "draft_missing")


def test_a_draft_that_is_kept_otherwise_than_it_came_is_told(house: House) -> None:
    """An author goes on from what the server keeps: what it leaves out is not a change by somebody else."""
    path = "/api/journeys/shaped/draft"
    given = changed(id="shaped", name="Shaped") | {"exits": []}
    kept = house.client.put(path, json={"document": given, "revision": 0}).json()["document"]
    assert "exits" not in kept and kept["name"] == "Shaped"
    assert house.get("/api/journeys/shaped")["draft"]["document"] == kept
    assert house.client.put(path, json={"document": kept, "revision": 1}).json() == {"revision": 2}
    window = {"document": kept, "revision": 2, "window": "x" * 65}
    assert error_of(house.client.put(path, json=window)) == (400, "body_invalid")


def test_a_draft_belongs_to_its_journey(house: House) -> None:
    answer = house.client.put("/api/journeys/other/draft", json={"document": WELCOME, "revision": 0})
    assert error_of(answer) == (400, "journey_differs")
    answer = house.client.post("/api/journeys/other/publish", json={"document": WELCOME, "reason": "x"})
    assert error_of(answer) == (400, "journey_differs")
    assert error_of(house.client.post("/api/journeys/other/publish", json={"reason": "x"})) == (404, "draft_missing")


def test_many_documents_are_published_at_once_and_each_is_answered_for_itself(house: House) -> None:
    segment = {"kind": "segment", "id": "many", "when": "seats > 1"}
    asks = changed(id="asks", entry={"on": ["signed_up"], "where": 'in_segment("many")'})
    faulty = {**node("pause", then="nowhere"), "id": "faulty"}
    documents = [asks, {"kind": "nothing"}, faulty, segment]
    body = {"documents": documents, "publish": True, "reason": "all of them"}
    answer = house.client.post("/api/documents/batch", json=body).json()["documents"]
    assert [one["pushed"] and (one["pushed"]["id"], one["pushed"]["version"]) for one in answer] == [
        ("asks", 1),
        None,
        None,
        ("many", 1),
    ]
    assert [one["refused"] and one["refused"]["code"] for one in answer][1:3] == ["document_kind", "journey_faults"]
    errors = [fault["at"] for fault in answer[2]["refused"]["faults"] if fault["severity"] == "error"]
    assert errors == ["nodes.pause.then"]
    assert house.get("/api/journeys/asks")["live"]["reason"] == "all of them"
    drafts = house.client.post("/api/documents/batch", json={"documents": [asks, segment]}).json()["documents"]
    assert (drafts[0]["pushed"]["revision"], drafts[1]["refused"]["code"]) == (1, "draft_kind")
    assert error_of(house.client.post("/api/documents/batch", json={**body, "reason": " "})) == (400, "reason_missing")


def test_a_version_of_a_paused_journey_says_that_it_waits(house: House) -> None:
    house.publish(changed(id="waits"), "first")
    assert house.client.post("/api/journeys/waits/pause").json() == {"state": "paused"}
    body = {"document": changed(id="waits", name="Second"), "reason": "second"}
    assert house.client.post("/api/journeys/waits/publish", json=body).json() == {
        "version": 2,
        "state": "paused",
        "sandboxed": ["email", "sms"],
    }
    assert house.get("/api/journeys/waits")["state"] == "paused"
    assert house.client.post("/api/journeys/waits/resume").json() == {"state": "live"}


def test_a_check_finds_faults_with_their_place(house: House) -> None:
    faulty = node("pause", then="nowhere")
    faults = house.client.post("/api/check", json={"document": faulty}).json()["faults"]
    assert [(f["code"], f["at"], f["node"], f["severity"]) for f in faults if f["severity"] == "error"] == [
        ("node_missing", "nodes.pause.then", "pause", "error")
    ]
    broken = node("hello", content={"subject": "{{#if", "text": "x"})
    codes = [f["code"] for f in house.client.post("/api/check", json={"document": broken}).json()["faults"]]
    assert any(code.startswith("template") for code in codes), codes
    unreadable = house.client.post("/api/check", json={"document": {"kind": "journey"}}).json()["faults"]
    assert unreadable[0]["severity"] == "error"


def test_publishing_asks_for_a_reason_and_refuses_faults(house: House) -> None:
    path = "/api/journeys/welcome/publish"
    assert error_of(house.client.post(path, json={"document": WELCOME})) == (400, "body_invalid")
    assert error_of(house.client.post(path, json={"document": WELCOME, "reason": " "})) == (400, "reason_missing")
    answer = house.client.post(path, json={"document": node("pause", then="nowhere"), "reason": "x"})
    assert error_of(answer) == (400, "journey_faults")
    assert answer.json()["faults"][0]["code"] == "node_missing"
    moved = {"document": WELCOME, "reason": "x", "moves": {"hello": "nowhere"}}
    assert error_of(house.client.post(path, json=moved)) == (400, "move_target_missing")


def test_a_misspelt_field_of_a_publish_moves_nobody_by_silence(house: House) -> None:
    """`move` for `moves` was passed over, and people stayed where somebody meant to move them."""
    for body in (
        {"document": WELCOME, "reason": "x", "move": "all"},
        {"document": WELCOME, "reason": "x", "Moves": {}},
    ):
        answer = house.client.post("/api/journeys/welcome/publish", json=body)
        assert error_of(answer)[0] == 400 and "ove" in answer.json()["error"]["text"]
    answer = house.client.post(
        "/api/documents", json={"document": WELCOME, "publish": True, "reason": "x", "moves": {}}
    )
    assert error_of(answer)[0] == 400
    assert "welcome" not in {one["id"] for one in house.get("/api/journeys")["journeys"] if one["state"] == "live"}


def test_versions_keep_their_reasons(house: House) -> None:
    first = changed(id="kept")
    body = {"document": first, "reason": "we begin", "hypothesis": "more buy", "moves": {}}
    assert house.client.post("/api/journeys/kept/publish", json=body).json() == {
        "version": 1,
        "sandboxed": ["email", "sms"],
    }
    assert (
        house.client.put("/api/journeys/kept/draft", json={"document": changed(id="kept", name="Two")}).status_code
        == 200
    )
    assert house.client.post("/api/journeys/kept/publish", json={"reason": "a better name"}).json() == {
        "version": 2,
        "sandboxed": ["email", "sms"],
    }
    found = house.get("/api/journeys/kept")
    assert [(v["version"], v["reason"], v["by"]) for v in found["versions"]] == [
        (1, "we begin", "api"),
        (2, "a better name", "api"),
    ]
    assert (found["state"], found["live"]["version"], found["live"]["document"]["name"]) == ("live", 2, "Two")
    one = house.get("/api/journeys/kept/versions/1")
    assert (one["document"]["hypothesis"], one["reason"]) == ("more buy", "we begin")
    assert error_of(house.client.get("/api/journeys/kept/versions/9")) == (404, "version_unknown")


def test_a_journey_pauses_resumes_and_stops(house: House) -> None:
    house.publish(changed(id="stopper"))
    for verb, state in (("pause", "paused"), ("resume", "live"), ("stop", "stopped")):
        assert house.client.post(f"/api/journeys/stopper/{verb}").json() == {"state": state}
        assert house.get("/api/journeys/stopper")["state"] == state
    assert error_of(house.client.post("/api/journeys/stopper/resume")) == (409, "journey_stopped")
    assert error_of(house.client.post("/api/journeys/stopper/restart")) == (400, "body_invalid")
    assert error_of(house.client.post("/api/journeys/nothing/pause")) == (404, "journey_unknown")


def test_documents_are_pushed_as_the_command_line_does(house: House) -> None:
    pushed = house.client.post("/api/documents", json={"document": changed(id="pushed")}).json()
    assert pushed == {"kind": "journey", "id": "pushed", "version": None, "revision": 1}
    body = {"document": {"kind": "segment", "id": "vip", "when": "spent > 100"}, "publish": True, "reason": "x"}
    assert house.client.post("/api/documents", json=body).json()["version"] == 1
    assert error_of(house.client.post("/api/documents", json={**body, "publish": False})) == (400, "draft_kind")


ODD_KIND: Json = {"kind": "journey", "id": "w", "entry": {"on": ["a"]}, "start": "h", "nodes": {"h": {"kind": "e'"}}}


def test_an_odd_document_is_a_list_of_faults_and_costs_no_other_of_its_batch(house: House) -> None:
    checked = house.client.post("/api/check", json={"document": ODD_KIND})
    assert checked.status_code == 200
    assert [fault["code"] for fault in checked.json()["faults"]] == ["node_kind_unknown"]
    good = {"kind": "segment", "id": "odd_batch", "when": 'plan == "pro"'}
    body = {"documents": [ODD_KIND, good], "publish": True, "reason": "a good one beside an odd one"}
    answer = house.client.post("/api/documents/batch", json=body)
    assert answer.status_code == 200
    odd, stored = answer.json()["documents"]
    assert odd["refused"]["code"] == "node_kind_unknown"
    assert stored["pushed"]["version"] == 1
