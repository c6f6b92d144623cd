"""Roles, publishes by two people, notes and asks, as people meet them: over HTTP, signed in."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from docs.generate import openapi
from loopline.api.server import dialect_at
from loopline.studio.access.permissions import PERMISSIONS
from loopline.studio.access.roles import ROLES
from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track

PASSWORD = "a long enough password"
STUDIO = {"X-Loopline-Studio": "1"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("team") / "data") as found:
        answer = found.stranger.post(
            "/api/setup",
            json={"name": "Olga", "email": "owner@x.test", "password": PASSWORD, "token": found.setup_token()},
        )
        assert answer.json()["person"]["role"] == "owner"
        found.stranger.cookies.clear()
        for role in ROLES[:-1]:
            body = {"name": role.title(), "email": f"{role}@x.test", "password": PASSWORD, "role": role}
            assert found.client.post("/api/operators", json=body).status_code == 204
        found.send(identify("ann", email="ann@x.test"))
        yield found


def signed_in(house: House, role: str) -> httpx2.Client:
    client = httpx2.Client(base_url=house.url, headers=STUDIO, timeout=60, trust_env=False, verify=False)
    answer = client.post("/api/session", json={"email": f"{role}@x.test", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


@pytest.fixture(scope="module")
def team(house: House) -> Iterator[dict[str, httpx2.Client]]:
    found: dict[str, httpx2.Client] = {role: signed_in(house, role) for role in ROLES}
    yield found
    for client in found.values():
        client.close()


def guarded_routes(house: House) -> set[tuple[str, str]]:
    """Every route that tells a stranger to sign in."""
    found = set()
    for path, item in openapi()["paths"].items():
        if not path.startswith("/api") or dialect_at(path) is not None:
            continue
        filled = re.sub(r"\{[^}]+\}", "nothing", path.replace("{verb}", "pause").replace("{version}", "1"))
        for method in ("GET", "POST", "PUT", "DELETE"):
            if method.lower() in item:
                answer = house.stranger.request(method, filled)
                if answer.status_code == 401 and error_of(answer)[1] == "signed_out":
                    found.add((method, path))
    return found


def test_every_route_has_a_row_and_every_row_a_route(house: House) -> None:
    assert guarded_routes(house) == set(PERMISSIONS)


@pytest.mark.parametrize("row", PERMISSIONS.values(), ids=lambda row: f"{row.method} {row.path}")
def test_a_route_is_refused_to_every_role_below_its_own(row: Any, team: dict[str, httpx2.Client]) -> None:
    path = row.path.replace("{verb}", "pause").replace("{version}", "1")
    for part in ("kind}", "name}", "journey}", "person}"):
        path = path.replace("{" + part, "nothing")
    path = "/".join("nothing" if piece.startswith("{") else piece for piece in path.split("/"))
    for role in ROLES:
        if ROLES.index(role) >= ROLES.index(row.role):
            break
        answer = team[role].request(row.method, path)
        assert answer.status_code == 403, (role, answer.text)
        told = answer.json()
        hidden = role == "viewer" and row.people
        assert told["error"]["code"] in (("role_missing", "people_hidden") if hidden else ("role_missing",))
        if told["error"]["code"] == "role_missing":
            assert (told["needs"], told["role"]) == (row.role, role)


def test_a_viewer_reads_and_does_not_see_who_people_are(team: dict[str, httpx2.Client]) -> None:
    assert team["viewer"].get("/api/journeys").status_code == 200
    assert error_of(team["viewer"].get("/api/people/ann")) == (403, "people_hidden")
    assert team["analyst"].get("/api/people/ann").status_code == 200


def test_a_role_counts_from_the_next_request_on_and_nobody_rises_by_themselves(
    house: House, team: dict[str, httpx2.Client]
) -> None:
    up = {"role": "owner"}
    assert error_of(team["operator"].put("/api/operators/operator@x.test/role", json=up)) == (403, "role_missing")
    assert (
        error_of(team["operator"].put("/api/operators/owner@x.test/role", json={"role": "viewer"}))[1] == "role_missing"
    )
    assert error_of(team["operator"].request("DELETE", "/api/operators/owner@x.test"))[1] == "role_missing"
    new = {"name": "N", "email": "n@x.test", "password": PASSWORD, "role": "owner"}
    assert error_of(team["operator"].post("/api/operators", json=new)) == (403, "role_missing")
    stolen = {"password": PASSWORD + "!"}
    assert error_of(team["editor"].put("/api/operators/owner@x.test/password", json=stolen))[1] == "role_missing"
    assert error_of(team["editor"].request("DELETE", "/api/operators/owner@x.test/sessions"))[1] == "role_missing"
    assert team["owner"].put("/api/operators/editor@x.test/role", json={"role": "viewer"}).status_code == 204
    assert team["editor"].get("/api/session").json()["person"]["role"] == "viewer"
    assert team["owner"].put("/api/operators/editor@x.test/role", json={"role": "editor"}).status_code == 204
    last = team["owner"].put("/api/operators/owner@x.test/role", json={"role": "viewer"})
    assert error_of(last) == (409, "owner_last")


def test_an_editor_drafts_and_does_not_publish_by_any_door(team: dict[str, httpx2.Client]) -> None:
    editor = team["editor"]
    assert editor.post("/api/documents", json={"document": WELCOME}).status_code == 200
    body = {"document": WELCOME, "publish": True, "reason": "now"}
    assert error_of(editor.post("/api/documents", json=body)) == (403, "role_missing")
    many = {"documents": [WELCOME], "publish": True, "reason": "now"}
    assert error_of(editor.post("/api/documents/batch", json=many)) == (403, "role_missing")
    only = {"document": WELCOME, "reason": "now"}
    assert error_of(editor.post("/api/journeys/welcome/publish", json=only)) == (403, "role_missing")


def notes_of(client: httpx2.Client) -> list[Json]:
    found: list[Json] = client.get("/api/notes").json()["notes"]
    return found


def test_who_lacks_a_role_asks_and_the_owners_hear_of_it_once(team: dict[str, httpx2.Client]) -> None:
    body = {"role": "publisher", "act": "publish Welcome"}
    assert team["editor"].post("/api/asks", json=body).json() == {"told": 1}
    team["editor"].post("/api/asks", json=body)
    (note,) = [one for one in notes_of(team["owner"]) if one["kind"] == "role_asked"]
    assert "Editor" in note["text"] and "publisher" in note["text"] and "publish Welcome" in note["text"]
    assert note["read_at"] is None
    unread = team["owner"].get("/api/notes").json()["unread"]
    assert team["owner"].post("/api/notes/read", json={"id": note["id"]}).json() == {"unread": unread - 1}
    assert notes_of(team["editor"]) == []


def test_two_people_publish_where_the_rules_say_so(house: House, team: dict[str, httpx2.Client]) -> None:
    publisher, operator, editor = team["publisher"], team["operator"], team["editor"]
    rules = {"kind": "workspace", "approval": {"always": True}}
    assert operator.put("/api/workspace", json={"document": rules, "reason": "two see more"}).status_code == 200
    only = {"document": WELCOME, "reason": "first"}
    assert error_of(publisher.post("/api/journeys/welcome/publish", json=only)) == (409, "publish_needs_approval")
    lifted = {"document": {"kind": "workspace"}, "reason": "too slow"}
    assert error_of(publisher.put("/api/workspace", json=lifted)) == (409, "publish_needs_approval")

    asked = editor.post("/api/publish-requests", json=only).json()
    assert asked["state"] == "waiting" and asked["mine"]
    assert any(asked["name"] in note["text"] for note in notes_of(publisher) if note["kind"] == "approval_asked")
    path = f"/api/publish-requests/{asked['id']}"
    assert error_of(editor.post(f"{path}/approve", json={})) == (403, "role_missing")
    assert error_of(operator.post(f"{path}/withdraw")) == (409, "approval_other")
    assert error_of(operator.post(f"{path}/refuse", json={})) == (400, "words_missing")
    assert operator.post(f"{path}/approve", json={}).json()["version"] == 1
    (version,) = [house.get("/api/journeys/welcome/versions/1")]
    assert version["by"] == "Editor, agreed by Operator" and version["reason"] == "first"
    assert error_of(publisher.post(f"{path}/approve", json={})) == (409, "request_decided")
    assert [note["kind"] for note in notes_of(editor)] == ["approval_decided"]

    own = publisher.post("/api/publish-requests", json={**only, "reason": "mine"}).json()
    own_path = f"/api/publish-requests/{own['id']}"
    assert error_of(publisher.post(f"{own_path}/approve", json={})) == (409, "approval_own")
    assert publisher.post(f"{own_path}/withdraw").json()["state"] == "withdrawn"

    faulty = {**WELCOME, "start": "nowhere"}
    broken = editor.post("/api/publish-requests", json={"document": faulty, "reason": "oops"}).json()
    answer = operator.post(f"/api/publish-requests/{broken['id']}/approve", json={})
    assert answer.status_code == 400
    states = {one["id"]: one["state"] for one in operator.get("/api/publish-requests").json()["requests"]}
    assert states[broken["id"]] == "waiting"  # what cannot be published is not lost
    words = {"words": "start is wrong"}
    assert operator.post(f"/api/publish-requests/{broken['id']}/refuse", json=words).json()["state"] == "refused"

    house.publish({**WELCOME, "name": "By a key"})  # keys keep what they may
    back = publisher.post("/api/journeys/welcome/rollback", json={"version": 1, "reason": "it was better"})
    assert back.json() == {"version": 3, "of": 1}
    assert house.get("/api/journeys/welcome/versions/3")["document"]["name"] == "Welcome"
    missing = publisher.post("/api/journeys/welcome/rollback", json={"version": 99, "reason": "x"})
    assert error_of(missing) == (404, "version_unknown")
    off = editor.post("/api/publish-requests", json=lifted).json()
    assert operator.post(f"/api/publish-requests/{off['id']}/approve", json={}).status_code == 200


def test_nobody_is_asked_to_publish_what_is_archived(house: House, team: dict[str, httpx2.Client]) -> None:
    document = WELCOME | {"id": "shelved"}
    draft = {"document": document, "revision": 0}
    assert house.client.put("/api/journeys/shelved/draft", json=draft).status_code == 200
    assert house.client.post("/api/shelf/archive", json={"journeys": ["shelved"]}).json()["done"]
    asked = team["editor"].post("/api/publish-requests", json={"document": document, "reason": "now"})
    assert error_of(asked) == (409, "journey_archived")


def test_from_so_many_people_inside_on_a_second_person_is_needed(tmp_path: Path) -> None:
    with living(tmp_path / "own") as house:
        token = house.setup_token()
        body = {"name": "Olga", "email": "owner@x.test", "password": PASSWORD, "token": token}
        owner = house.stranger
        owner.headers.update(STUDIO)
        assert owner.post("/api/setup", json=body).status_code == 200
        rules = {"kind": "workspace", "approval": {"above": 1}}
        assert owner.put("/api/workspace", json={"document": rules, "reason": "big ones"}).status_code == 200
        journey = {**WELCOME, "entry": {"on": ["signed_up"]}}
        only = {"document": journey, "reason": "first"}
        assert owner.post("/api/journeys/welcome/publish", json=only).status_code == 200
        for person in ("ann", "bob"):
            house.send(identify(person, email=f"{person}@x.test"), track(person, "signed_up"))
        changed = {"document": {**journey, "name": "Other"}, "reason": "second"}
        answer = owner.post("/api/journeys/welcome/publish", json=changed)
        assert error_of(answer) == (409, "publish_needs_approval")
        assert "2 people" in answer.json()["error"]["text"]


def test_people_are_counted_in_all_journeys_that_a_publish_changes(tmp_path: Path) -> None:
    with living(tmp_path / "own") as house:
        body = {"name": "Olga", "email": "owner@x.test", "password": PASSWORD, "token": house.setup_token()}
        owner = house.stranger
        owner.headers.update(STUDIO)
        assert owner.post("/api/setup", json=body).status_code == 200
        rules = {"kind": "workspace", "approval": {"above": 1}}
        assert owner.put("/api/workspace", json={"document": rules, "reason": "big ones"}).status_code == 200
        segment = {"kind": "segment", "id": "anyone", "when": "has(email)"}
        journeys = [
            {**WELCOME, "id": f"hello_{name}", "name": name, "entry": {"on": [name], "where": 'in_segment("anyone")'}}
            for name in ("one", "two")
        ]
        given = {"documents": [segment, *journeys], "publish": True, "reason": "first"}
        assert owner.post("/api/documents/batch", json=given).status_code == 200
        house.send(identify("ann", email="ann@x.test"), track("ann", "one"), track("ann", "two"))
        alone = {"document": {**journeys[0], "name": "Other"}, "reason": "second"}
        assert owner.post("/api/journeys/hello_one/publish", json=alone).status_code == 200, "one person is inside it"
        both = {"documents": [{**one, "name": "New"} for one in journeys], "publish": True, "reason": "third"}
        answer = owner.post("/api/documents/batch", json=both)
        assert error_of(answer) == (409, "publish_needs_approval")
        assert "2 people are inside the 2 journeys that this changes" in answer.json()["error"]["text"]
        wider = {"documents": [{**segment, "when": "has(name)"}], "publish": True, "reason": "fourth"}
        assert error_of(owner.post("/api/documents/batch", json=wider)) == (409, "publish_needs_approval")


def test_what_is_refused_beside_it_hides_no_journey_that_changes(tmp_path: Path) -> None:
    """Given a metric that a journey is compared by, beside a template that is refused, the people inside count."""
    with living(tmp_path / "own") as house:
        body = {"name": "Olga", "email": "owner@x.test", "password": PASSWORD, "token": house.setup_token()}
        owner = house.stranger
        owner.headers.update(STUDIO)
        assert owner.post("/api/setup", json=body).status_code == 200
        metric = {"kind": "metric", "id": "orders", "name": "Orders", "owner": "growth", "event": "bought"}
        template = {
            "kind": "template",
            "id": "hi",
            "channel": "email",
            "content": {"subject": "Hi", "text": "Hi {{unsubscribe_url}}"},
        }
        used = {"kind": "message", "channel": "email", "template": "hi"}
        journey = {
            **{**WELCOME, "entry": {"on": ["signed_up"]}, "holdout": {"percent": 10}},
            "metrics": {"orders": {"metric": "orders"}},
            "nodes": {**WELCOME["nodes"], "again": used},
        }
        first = {"documents": [metric, template, journey], "publish": True, "reason": "first"}
        made = owner.post("/api/documents/batch", json=first)
        pushed = [one["pushed"] for one in made.json()["documents"]]
        assert [one and one["kind"] for one in pushed] == ["metric", "template", "journey"], made.text
        for person in ("ann", "bob"):
            house.send(identify(person, email=f"{person}@x.test"), track(person, "signed_up"))
        rules = {"kind": "workspace", "approval": {"above": 1}}
        assert owner.put("/api/workspace", json={"document": rules, "reason": "big ones"}).status_code == 200
        other = {**metric, "measure": "sum", "value": "amount"}
        alone = {"documents": [other], "publish": True, "reason": "alone"}
        assert error_of(owner.post("/api/documents/batch", json=alone)) == (409, "publish_needs_approval")
        asked = owner.post("/api/publish-requests", json={"document": other, "reason": "x"}).json()
        assert asked["kind"] == "metric", "it is called what its document calls it"
        beside = {"documents": [other, {**template, "archived": True}], "publish": True, "reason": "beside"}
        assert error_of(owner.post("/api/documents/batch", json=beside)) == (409, "publish_needs_approval")


def test_two_who_decide_at_once_publish_once(team: dict[str, httpx2.Client]) -> None:
    body = {"document": {"kind": "segment", "id": "both", "when": 'plan == "x"'}, "reason": "once"}
    asked = team["editor"].post("/api/publish-requests", json=body).json()
    path = f"/api/publish-requests/{asked['id']}/approve"
    first, second = team["operator"].post(path, json={}), team["owner"].post(path, json={})
    assert first.status_code == 200
    assert error_of(second) == (409, "request_decided")


def test_somebody_who_is_signed_in_acts_everywhere_under_their_name(
    house: House, team: dict[str, httpx2.Client]
) -> None:
    """What is written down of an act is written with the name of whoever is signed in, whatever it is packed in."""
    owner = team["owner"]
    house.publish({**WELCOME, "id": "signed", "name": "Signed"})
    there = owner.post("/api/journeys/signed/presence", json={"window": "w1", "step": "hello"}).json()
    assert [one["name"] for one in there["authors"]] == ["Olga"]
    assert owner.post("/api/journeys/signed/pause").json() == {"state": "paused"}
    assert owner.post("/api/journeys/signed/resume").json() == {"state": "live"}
    item = owner.post("/api/backlog", json={"title": "Shorter"}).json()
    assert item["created_by"] == "Olga"
    changed = owner.put(f"/api/backlog/{item['id']}", json={"title": "Short", "revision": item["revision"]})
    assert changed.json()["changed_by"] == "Olga"
    finished = owner.post("/api/reviews/last/finish", json={"note": "seen"})
    assert finished.status_code == 200 and finished.json()["finished_by"] == "Olga"
    mute = owner.put("/api/tracking-plan/mute", json={"event": "signed_up", "muted": True})
    assert mute.status_code == 200, mute.text
    gift = {"kind": "offer", "id": "gift", "gives": {"kind": "percent", "percent": 10}}
    approved = owner.post("/api/offers/gift/approve", json={"document": gift})
    assert approved.status_code in (200, 400) and "internal" not in approved.text
    sender = owner.post("/api/senders", json={"domain": "x.test"})
    assert sender.status_code == 200, sender.text
    assert owner.get("/api/senders").status_code == 200


def test_who_does_not_see_people_sees_them_nowhere(house: House, team: dict[str, httpx2.Client]) -> None:
    viewer, owner = team["viewer"], team["owner"]
    asked = {"when": 'email == "ann@x.test"'}
    assert owner.post("/api/segments/preview", json=asked).json()["people"][0]["email"] == "ann@x.test"
    assert error_of(viewer.post("/api/segments/preview", json=asked)) == (403, "people_hidden")
    assert "ann@x.test" in owner.get("/api/tracking-plan").text
    hidden = viewer.get("/api/tracking-plan")
    assert hidden.status_code == 200 and "ann@x.test" not in hidden.text
    assert "email" in hidden.json()["traits"]


def heard(client: httpx2.Client, house: House, until: str) -> list[str]:
    """The lines of a stream, up to one that has this; a signal is sent once the stream goes on."""
    found: list[str] = []
    with client.stream("GET", "/api/stream", timeout=20) as stream:
        for line in stream.iter_lines():
            found.append(line)
            if "counts" in line and len(found) < 5:
                house.send(track("ann", "signed_up"))
            if until in line:
                break
    return found


def test_a_stream_names_nobody_to_who_does_not_see_people(house: House, team: dict[str, httpx2.Client]) -> None:
    assert any('"person":"ann"' in line for line in heard(team["owner"], house, '"signed_up"'))
    assert not any("ann" in line for line in heard(team["viewer"], house, '"signed_up"'))


def test_a_stream_ends_with_its_session(house: House) -> None:
    body = {"name": "Gone", "email": "gone@x.test", "password": PASSWORD, "role": "analyst"}
    assert house.client.post("/api/operators", json=body).status_code == 204
    with closing(signed_in(house, "gone")) as client, client.stream("GET", "/api/stream", timeout=20) as stream:
        lines = stream.iter_lines()
        next(lines)
        assert house.client.request("DELETE", "/api/operators/gone@x.test").status_code == 204
        house.send(track("ann", "signed_up"))
        for _ in lines:  # a stream that went on would never end
            house.app.live.tell("journey", {"id": "x"})


def test_a_viewer_asks_for_the_review_for_themselves_alone(team: dict[str, httpx2.Client]) -> None:
    for email, status in (("viewer@x.test", 200), ("owner@x.test", 403)):
        answer = team["viewer"].put("/api/reviews/readers", json={"email": email, "wants": True})
        assert answer.status_code == status
    assert team["operator"].put("/api/reviews/readers", json={"email": "owner@x.test", "wants": True}).is_success


def test_nobody_gives_themselves_more_by_a_key_or_an_account(house: House, team: dict[str, httpx2.Client]) -> None:
    operator = team["operator"]
    assert error_of(operator.post("/api/keys", json={"role": "admin"})) == (403, "role_missing")
    assert operator.post("/api/keys", json={"role": "analyst"}).status_code == 200
    assert team["owner"].post("/api/keys", json={"role": "admin"}).status_code == 200
    body = {"role": "operator", "sees_people": False}
    assert house.client.put("/api/operators/operator@x.test/role", json=body).status_code == 204
    try:
        assert error_of(operator.post("/api/keys", json={"role": "analyst"})) == (403, "people_hidden")
        assert operator.post("/api/keys", json={"role": "server"}).status_code == 200
        for who in ("operator", "viewer"):
            answer = operator.put(f"/api/operators/{who}@x.test/role", json={"role": who, "sees_people": True})
            assert error_of(answer) == (403, "people_hidden")
        new = {"name": "Sock", "email": "sock@x.test", "password": PASSWORD, "role": "analyst"}
        assert error_of(operator.post("/api/operators", json=new)) == (403, "people_hidden")
        assert operator.post("/api/operators", json={**new, "sees_people": False}).status_code == 204
        stolen = operator.put("/api/operators/analyst@x.test/password", json={"password": PASSWORD + "!"})
        assert error_of(stolen) == (403, "people_hidden")
    finally:
        house.client.put("/api/operators/operator@x.test/role", json={"role": "operator", "sees_people": True})


def test_a_request_is_bounded_and_is_not_called_published_before_it_is(
    house: House, team: dict[str, httpx2.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"document": {"kind": "segment", "id": "big", "when": 'plan == "x"'}, "reason": "x" * 100_000}
    asked = team["editor"].post("/api/publish-requests", json=body).json()
    assert len(asked["reason"]) == 2_000
    table = house.app.studio_store.publish_requests
    seen = []
    publish = house.app.studio.documents.push

    def state() -> str:
        found = table.get(asked["id"])
        return found.state if found else ""

    async def watched(*given: Any, **named: Any) -> Any:
        seen.append(state())
        return await publish(*given, **named)

    monkeypatch.setattr(house.app.studio.documents, "push", watched)
    assert team["operator"].post(f"/api/publish-requests/{asked['id']}/approve", json={}).status_code == 200
    assert seen == ["waiting"], "a server that is killed now leaves it waiting"
    assert state() == "published"
    monkeypatch.setattr("loopline.storage.sql.access.requests.DECIDED_MAX", 1)
    small = {"document": {"kind": "segment", "id": "big", "when": 'plan == "y"'}, "reason": "x"}
    team["editor"].post("/api/publish-requests", json=small)
    states = [one["state"] for one in team["owner"].get("/api/publish-requests").json()["requests"]]
    assert len([one for one in states if one != "waiting"]) == 1


def test_a_week_that_nobody_can_review_is_refused(team: dict[str, httpx2.Client]) -> None:
    for week in ("0001-01-01", "1900-01-01"):
        assert error_of(team["owner"].get(f"/api/reviews/{week}")) == (400, "review_week")
        assert error_of(team["owner"].post(f"/api/reviews/{week}/finish", json={})) == (400, "review_week")


def test_nobody_closes_or_takes_the_window_of_somebody_else(team: dict[str, httpx2.Client]) -> None:
    path = "/api/journeys/shared/presence"
    assert team["editor"].post(path, json={"window": "w9", "step": "hello"}).status_code == 200
    left = team["viewer"].post(path, json={"window": "w9", "leaves": True}).json()
    assert [(one["name"], one["step"]) for one in left["authors"]] == [("Editor", "hello")]
    there = [team["viewer"].post(path, json={"window": f"v{number}"}).json() for number in range(60)][-1]
    assert len(there["authors"]) + there["more"] == 51, "one author fills the room of nobody else"
    assert there["authors"][0]["name"] == "Editor"


def test_numbers_that_no_store_holds_are_a_word_and_no_fault_of_the_server(house: House) -> None:
    item = house.client.post("/api/backlog", json={"title": "Big"}).json()
    for revision in (2**53 + 1, 2**63 - 1, 2**63, 10**30):
        answer = house.client.put(f"/api/backlog/{item['id']}", json={"title": "x", "revision": revision})
        assert error_of(answer) == (400, "body_invalid")
        answer = house.client.put("/api/journeys/big/draft", json={"document": WELCOME, "revision": revision})
        assert error_of(answer) == (400, "body_invalid")
    path = "/api/people/ann/traits"
    assert house.client.put(path, json={"traits": {"n": 10**30}}).status_code == 200
    assert house.get("/api/people/ann")["traits"]["n"] == 1e30
    assert error_of(house.client.put(path, json={"traits": {"n": 10**400}})) == (400, "traits_invalid")
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    assert error_of(house.client.put(path, json={"traits": {"n": deep}})) == (400, "too_deep")
