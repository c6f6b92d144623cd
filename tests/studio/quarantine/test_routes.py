"""One row made unreadable costs itself alone: it is listed, everybody else goes on, and it can be put back."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from loopline.model.records import Record
from loopline.model.signal import EventReceived
from loopline.settings import Settings
from loopline.storage.sql.log import SqlLog
from tests.runtime.parts import wait_until
from tests.studio.house import WELCOME, House, Json, error_of, identify, living, track
from tests.studio.quarantine.damaged import damage_record, record_of, rows

PEOPLE = [f"p{number}" for number in range(5)]


def settled_with_people(folder: Path) -> None:
    """Five people who stand in a wait of three days, and a server that has ended."""
    with living(folder) as house:
        house.publish(WELCOME)
        for person in PEOPLE:
            house.send(identify(person, email=f"{person}@example.com", plan="free"), track(person, "signed_up"))


def events_of(house: House, person: str) -> list[str]:
    """The names of a person's events, as facts have them."""
    house.app.exporter.catch_up()
    found = house.app.facts.query(
        "SELECT name FROM facts WHERE kind = 'event' AND person = ? ORDER BY position", [person]
    )
    return [str(name) for (name,) in found]


def listed(house: House, kind: str) -> list[Json]:
    return [item for item in house.get("/api/quarantine")["items"] if item["kind"] == kind]


def rebuilt(house: House) -> None:
    """To the end of one rebuild of the facts."""
    assert house.client.post("/api/facts/rebuild").status_code == 200
    wait_until(lambda: house.get("/api/facts")["rebuild"]["state"] != "running", 60)
    assert house.get("/api/facts")["rebuild"]["state"] == "done"


@pytest.mark.parametrize("damage", [b"\xc1not a record", b"\x90", "text", 17, b"\x93\xa5other\x80\x00"])
def test_a_damaged_record_sets_one_person_aside_until_it_is_put_back(tmp_path: Path, damage: object) -> None:
    settled_with_people(tmp_path)
    state, seen, wake_at = record_of(tmp_path, "p1")
    damage_record(tmp_path, "p1", damage)
    with living(tmp_path) as house:
        house.send(*(track(person, "came_back") for person in PEOPLE))
        house.send(identify("p1", plan="pro"), track("p1", "bought", amount=5))
        assert [events_of(house, person)[-1] for person in PEOPLE if person != "p1"] == ["came_back"] * 4
        assert "came_back" not in events_of(house, "p1")
        health = house.get("/api/health")
        assert (health["status"], health["set_aside"]) == ("ok", {"record": 1})
        assert "loopline quarantine list" in health["warnings"][0]
        assert 'loopline_quarantined{kind="record"} 1.0' in house.client.get("/metrics").text
        (item,) = listed(house, "record")
        assert (item["name"], item["person"], item["skipped"]) == ("p1", "p1", 3)
        assert 0 < item["first_position"] <= house.app.log.end()
        refused = house.client.post(f"/api/quarantine/{item['id']}/retry")
        assert error_of(refused) == (409, "quarantine_failed")

        good = msgspec.msgpack.encode(Record("p1", state, seen, wake_at))
        rows(tmp_path / "state.db", "UPDATE quarantine SET payload = ? WHERE id = ?", good, item["id"])
        assert house.client.post(f"/api/quarantine/{item['id']}/retry").json() == {"state": "done"}
        house.settle()
        assert events_of(house, "p1") == ["signed_up", "came_back", "bought"]
        person = house.app.people.get(["p1"])["p1"]
        assert (person.traits["plan"], len(person.enrollments)) == ("pro", 1)
        assert person.wake_at() == wake_at
        health = house.get("/api/health")
        assert (health["set_aside"], health["warnings"]) == ({}, [])


def test_the_list_goes_on_page_by_page(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    with living(tmp_path) as house:
        for person in PEOPLE:
            damage_record(tmp_path, person)
        house.send(*(track(person, "came_back") for person in PEOPLE))
        pages = [house.get("/api/quarantine", limit=2)]
        while pages[-1]["next"]:
            pages.append(house.get("/api/quarantine", limit=2, cursor=pages[-1]["next"]))
        names = [item["name"] for page in pages for item in page["items"]]
        assert [len(page["items"]) for page in pages] == [2, 2, 1]
        assert sorted(names) == PEOPLE


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
@pytest.mark.parametrize("act", ["retry", "drop"])
def test_a_number_that_nothing_has_is_told(house: House, number: int, act: str) -> None:
    assert error_of(house.client.post(f"/api/quarantine/{number}/{act}")) == (404, "quarantine_unknown")


def test_a_record_damaged_while_the_server_runs_costs_its_person_alone(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    with living(tmp_path, Settings()) as house:
        damage_record(tmp_path, "p2")
        house.send(*(track(person, "came_back") for person in PEOPLE))
        assert [item["name"] for item in listed(house, "record")] == ["p2"]
        assert house.get("/api/health")["status"] == "ok"


def test_a_timer_of_a_damaged_record_does_not_spin(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    damage_record(tmp_path, "p3")
    rows(tmp_path / "state.db", "UPDATE records SET wake_at = 1000 WHERE key = 'p3'")
    with living(tmp_path) as house:
        house.settle()  # level: nothing is due any more
        assert [(item["name"], item["skipped"]) for item in listed(house, "record")] == [("p3", 0)]


def test_a_dropped_person_begins_anew_with_every_channel_refused(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    damage_record(tmp_path, "p1")
    with living(tmp_path) as house:
        house.send(track("p1", "came_back"))
        (item,) = listed(house, "record")
        assert house.client.post(f"/api/quarantine/{item['id']}/drop").json() == {"state": "done"}
        person = house.app.people.get(["p1"])["p1"]
        assert person.traits == {} and person.enrollments == ()
        assert person.consent == dict.fromkeys(("email", "sms", "whatsapp", "push", "in_app"), False)
        assert events_of(house, "p1") == ["signed_up", "came_back"]
        house.send(identify("p1", email="p1@example.com", plan="free"), track("p1", "signed_up"))
        sent = house.app.facts.query("SELECT count(*) FROM facts WHERE kind = 'message' AND person = 'p1'")
        assert sent == [(1,)]  # the one of before
        assert error_of(house.client.post(f"/api/quarantine/{item['id']}/drop")) == (404, "quarantine_unknown")


def test_a_merge_into_a_person_set_aside_waits_and_loses_nothing(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    state, seen, wake_at = record_of(tmp_path, "p1")
    damage_record(tmp_path, "p1")
    with living(tmp_path) as house:
        house.send({"type": "track", "anonymousId": "visitor", "event": "looked"})
        house.send({"type": "identify", "userId": "p1", "anonymousId": "visitor", "traits": {}})
        house.send({"type": "alias", "userId": "p1", "previousId": "p4"})
        (item,) = listed(house, "record")
        good = msgspec.msgpack.encode(Record("p1", state, seen, wake_at))
        rows(tmp_path / "state.db", "UPDATE quarantine SET payload = ? WHERE id = ?", good, item["id"])
        assert house.client.post(f"/api/quarantine/{item['id']}/retry").status_code == 200
        house.settle()
        people = house.app.people.get(["p1", "p4"])
        assert people["p4"].key == "p1"
        assert sorted(events_of(house, "p1")) == ["looked", "signed_up", "signed_up"]


def signals(first: int, count: int) -> list[EventReceived]:
    return [
        EventReceived(key=f"p{n}", id=f"late-{n}", name="late", at=1_700_000_000_000, received_at=1_700_000_000_000)
        for n in range(first, first + count)
    ]


def test_an_unreadable_entry_of_the_log_is_skipped_and_listed(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    log = SqlLog(tmp_path / "log.db")
    (first,) = log.append([signals(0, 2)])
    log.append([signals(2, 2)])
    newer: list[Any] = [*signals(4, 1), ["tag_of_a_newer_version", "p9", "x", 1, 1]]
    log.append([signals(4, 2)])
    log.close()
    good = rows(tmp_path / "log.db", "SELECT payload FROM entries WHERE position = ?", first)[0][0]
    rows(tmp_path / "log.db", "UPDATE entries SET payload = x'c1c1' WHERE position = ?", first)
    rows(
        tmp_path / "log.db",
        "UPDATE entries SET payload = ? WHERE position = ?",
        msgspec.msgpack.encode(newer),
        first + 4,
    )
    with living(tmp_path) as house:
        house.settle()
        assert [("late" in events_of(house, person)) for person in PEOPLE] == [False, False, True, True, True]
        house.send(track("p0", "came_back"))
        assert events_of(house, "p0")[-1] == "came_back"
        places = [(item["position"], item["count"]) for item in listed(house, "signals")]
        assert places == [(first, 2), (first + 5, 1)]
        item = listed(house, "signals")[0]
        assert error_of(house.client.post(f"/api/quarantine/{item['id']}/retry")) == (409, "quarantine_failed")
        rows(tmp_path / "log.db", "UPDATE entries SET payload = ? WHERE position = ?", good, first)
        assert house.client.post(f"/api/quarantine/{item['id']}/retry").status_code == 200
        assert [("late" in events_of(house, person)) for person in PEOPLE] == [True] * 5


def test_a_chunk_that_cannot_be_read_costs_its_bad_lines_alone(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    good = b'{"kind":"event","person":"p0","at":1000,"name":"kept"}\n'
    bad = b'{"kind":"event","person":"p1","at":1000,"na\xff\xfe\n'
    huge = b'{"kind":"event","person":"p1","at":99999999999999999999999,"name":"far"}\n'
    for lines in (good + bad + good, huge + good, b"\x00\x01", "text"):
        rows(tmp_path / "state.db", "UPDATE meta SET chunk = chunk + 1")
        rows(tmp_path / "state.db", "INSERT INTO chunks SELECT chunk, ? FROM meta", lines)
    with living(tmp_path) as house:
        house.send(track("p0", "came_back"))
        assert events_of(house, "p0").count("kept") == 3
        assert "came_back" in events_of(house, "p0")
        health = house.get("/api/health")
        assert (health["set_aside"], health["facts_lag_chunks"]) == ({"chunk": 4}, 0)
        item = listed(house, "chunk")[0]
        rows(tmp_path / "state.db", "UPDATE quarantine SET payload = ? WHERE id = ?", good, item["id"])
        assert house.client.post(f"/api/quarantine/{item['id']}/retry").status_code == 200
        assert events_of(house, "p0").count("kept") == 4
        assert house.client.post(f"/api/quarantine/{listed(house, 'chunk')[0]['id']}/drop").status_code == 200
        assert house.get("/api/health")["set_aside"] == {"chunk": 2}


@pytest.mark.parametrize("lines", [b"\x00\x01", b'{"kind":"event","person":"p1","at":"soon"}\n', b"\n"])
def test_facts_whose_last_chunk_is_set_aside_are_fit_and_their_rebuild_ends_that(tmp_path: Path, lines: bytes) -> None:
    settled_with_people(tmp_path)
    rows(tmp_path / "state.db", "UPDATE meta SET chunk = chunk + 1")
    rows(tmp_path / "state.db", "INSERT INTO chunks SELECT chunk, ? FROM meta", lines)
    with living(tmp_path) as house:
        assert events_of(house, "p1") == ["signed_up"]
        set_aside = house.get("/api/health")["set_aside"]
    with living(tmp_path) as house:
        health = house.get("/api/health")
        assert (health["facts"], health["set_aside"], health["facts_lag_chunks"]) == ("fit", set_aside, 0)
        rebuilt(house)
        health = house.get("/api/health")
        assert (health["facts"], health["set_aside"]) == ("fit", {})
        assert [events_of(house, person) for person in PEOPLE] == [["signed_up"]] * 5


def test_facts_are_rebuilt_around_what_the_log_cannot_tell(tmp_path: Path) -> None:
    settled_with_people(tmp_path)
    log = SqlLog(tmp_path / "log.db")
    (first,) = log.append([signals(0, 2)])
    log.append([signals(2, 3)])
    log.close()
    rows(tmp_path / "log.db", "UPDATE entries SET payload = x'c1c1' WHERE position = ?", first)
    with living(tmp_path) as house:
        house.settle()
        before = [events_of(house, person) for person in PEOPLE]
        rebuilt(house)
        assert [events_of(house, person) for person in PEOPLE] == before
        assert [("late" in events) for events in before] == [False, False, True, True, True]


def test_a_document_that_cannot_be_read_holds_its_people_and_stops_nobody(tmp_path: Path) -> None:
    other = {**WELCOME, "id": "other", "entry": {"on": ["signed_up_elsewhere"]}}
    with living(tmp_path) as house:
        house.publish(WELCOME)
        house.publish(other)
        house.send(identify("p0", email="p0@example.com", plan="free"), track("p0", "signed_up"))
    ((document,),) = rows(tmp_path / "state.db", "SELECT document FROM documents WHERE name = 'welcome'")
    rows(tmp_path / "state.db", "UPDATE documents SET document = x'7b' WHERE name = 'welcome'")
    with living(tmp_path) as house:
        house.send(
            identify("p9", email="p9@example.com", plan="free"),
            track("p9", "signed_up_elsewhere"),
            track("p0", "clicked"),
        )
        assert len(house.app.people.get(["p9"])["p9"].enrollments) == 1
        assert len(house.app.people.get(["p0"])["p0"].enrollments) == 1  # held, not put out
        assert [item["name"] for item in listed(house, "document")] == ["journey/welcome/1"]
        assert house.client.get("/api/journeys").status_code == 200
        assert house.client.get("/api/journeys/welcome").status_code < 500
        assert house.publish({**WELCOME, "name": "Welcome again"}) == 2
        rows(
            tmp_path / "state.db", "UPDATE documents SET document = ? WHERE name = 'welcome' AND version = 1", document
        )
        (item,) = listed(house, "document")
        assert house.client.post(f"/api/quarantine/{item['id']}/retry").status_code == 200
        assert ("welcome", 1) in house.app.loop.published.versions
        assert house.app.loop.published.live["welcome"].version == 2
        assert house.get("/api/health")["set_aside"] == {}


def test_only_an_admin_sees_and_changes_what_is_set_aside(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        for method, path in (("GET", ""), ("POST", "/1/retry"), ("POST", "/1/drop")):
            assert error_of(house.stranger.request(method, f"/api/quarantine{path}"))[0] == 401
            refused = house.stranger.request(method, f"/api/quarantine{path}", headers=house.write)
            assert error_of(refused)[0] == 401
        assert house.get("/api/quarantine") == {"items": [], "counts": {}, "next": None}
