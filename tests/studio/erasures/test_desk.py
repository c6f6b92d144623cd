"""A person is forgotten over HTTP: nothing of her stands in any file, nothing brings her back, reports stay."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loopline.delivery.links import Claim
from loopline.delivery.short_links import shorten
from loopline.runtime.clock import VirtualClock
from tests.studio.erasures.somebody import ANN, begin, left_in
from tests.studio.house import House, Json, error_of, identify, living, track


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path / "own") as found:
        yield found


def forget(house: House, person: str = ANN, reason: str = "case 12") -> Json:
    answer = house.client.post(f"/api/people/{person}/forget", json={"confirm": person, "reason": reason})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def wait_done(house: House) -> Json:
    for _ in range(2_000):
        (line,) = house.get("/api/erasures")["erasures"]
        if line["state"] == "done":
            return dict(line)
        time.sleep(0.02)
    raise AssertionError("the erasure does not end")


def figures(house: House) -> Any:
    """What the report of a journey counts, but for where people are just now: who is forgotten leaves."""
    report = house.get("/api/journeys/welcome/report")
    steps = [(step["node"], step["entered"], step["inside"] + step["ended"]) for step in report["funnel"]]
    counted = ("enrollments", "entered", "messaged", "messages", "converted", "channels", "attributed")
    return [steps, *(report[name] for name in counted)]


def test_nothing_of_her_is_left_in_any_file_and_reports_stay(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with living(folder) as house:
        begin(house)
        before = figures(house)
        preview = house.get(f"/api/people/{ANN}/forget")
        assert set(preview["ids"]) == {ANN, "~visitor-4711"}
        assert {"what": "traits", "count": 3} in preview["goes"] and preview["stays"] and preview["backups"]
        assert house.get(f"/api/people/{ANN}")["traits"]["name"] == "Annabel"  # a preview does nothing
        line = forget(house)
        assert line["reason"] == "case 12" and "4711" not in str(line)
        assert error_of(house.client.get(f"/api/people/{ANN}")) == (404, "person_unknown")
        done = wait_done(house)
        assert done["by"].startswith("key la_") and done["done_at"] >= done["asked_at"]
        assert house.get("/api/people", q="annabel")["people"] == []
        assert figures(house) == before
        assert left_in(folder) == []
    assert left_in(folder) == []
    with living(folder) as house:  # and not after a restart, which compacts and replays
        assert error_of(house.client.get(f"/api/people/{ANN}")) == (404, "person_unknown")
        assert figures(house) == before


def test_she_does_not_come_back_by_anything_that_is_sent_late(house: House) -> None:
    begin(house)
    message = house.get("/api/messages", person=ANN)["messages"][0]["key"]
    forget(house)
    wait_done(house)
    house.send(
        identify(ANN, email="ann.private@box.test"),
        track(ANN, "signed_up"),
        {"type": "alias", "userId": "bob", "previousId": ANN},
        {"type": "track", "anonymousId": "visitor-4711", "event": "looked"},
    )
    assert error_of(house.client.get(f"/api/people/{ANN}")) == (404, "person_unknown")
    assert error_of(house.client.get("/api/people/~visitor-4711")) == (404, "person_unknown")
    assert house.get("/api/people/bob")["traits"] == {"email": "bob@box.test"}
    (kept,) = [one for one in house.get("/api/messages")["messages"] if one["key"] == message]
    assert kept["person"].startswith("!was/")  # it stays counted, and is nobody's
    assert not house.get(f"/api/messages/{message}")["rendered"].get("html")


def test_what_she_refused_holds_for_whoever_has_her_address_next(house: House) -> None:
    begin(house)
    forget(house)
    wait_done(house)
    house.send(identify("cid", email="Ann.Private@box.test"))
    (address,) = house.get("/api/people/cid")["addresses"]
    assert [word["word"] for word in address["words"]] == ["unsubscribed"]
    house.send(track("cid", "signed_up"))
    assert "unsubscribed" in str(house.get("/api/people/cid/why")).lower()


@pytest.mark.parametrize("stage", ["Purge._erase_copies", "FileHome.erase", "ErasureTable.told"])
def test_a_kill_in_the_middle_is_gone_on_with(tmp_path: Path, stage: str) -> None:
    """The process ends at once in the middle of it, as by kill -9; the next start finishes what was asked."""
    folder = tmp_path / "data"
    with living(folder) as house:
        begin(house)
        before = figures(house)
    script = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {os.getcwd()!r})
from loopline.storage.sql.erased.erasures import ErasureTable
from loopline.upkeep.facts_home import FileHome
from loopline.upkeep.purge import Purge
from tests.studio.house import living
def die(*told, **named):
    os._exit(9)
{stage} = die
with living(Path({str(folder)!r})) as house:
    house.client.post("/api/people/{ANN}/forget", json={{"confirm": "{ANN}"}})
    house.settle()
    import time; time.sleep(60)
"""
    ended = subprocess.run([sys.executable, "-c", script], timeout=120, check=False)
    assert ended.returncode == 9
    with living(folder) as house:
        assert wait_done(house)["state"] == "done"
        assert error_of(house.client.get(f"/api/people/{ANN}")) == (404, "person_unknown")
        assert figures(house) == before
        assert left_in(folder) == []


def test_it_is_not_done_by_mistake(house: House) -> None:
    begin(house)
    path = f"/api/people/{ANN}/forget"
    assert error_of(house.client.post(path, json={"confirm": "bob"})) == (400, "confirm_wrong")
    wordy = {"confirm": ANN, "reason": "x" * 400}
    assert error_of(house.client.post(path, json=wordy)) == (400, "reason_too_long")
    naming = {"confirm": ANN, "reason": "ann.private@box.test asked"}
    assert error_of(house.client.post(path, json=naming)) == (400, "reason_names")
    assert error_of(house.client.post("/api/people/nobody/forget", json={"confirm": "nobody"}))[1] == "person_unknown"
    assert house.get(f"/api/people/{ANN}")["traits"]["name"] == "Annabel"
    assert house.get("/api/erasures") == {"erasures": []}


def test_everything_that_is_known_is_written_out(house: House) -> None:
    begin(house)
    found = house.get(f"/api/people/{ANN}/export")
    assert found["person"] == ANN and "~visitor-4711" in found["ids"] and found["complete"]
    assert found["profile"]["traits"]["phone"] == "+4915112345678"
    assert found["profile"]["consent"] == {"email": False} and found["profile"]["proofs"]
    events = [fact["name"] for fact in found["facts"] if fact["kind"] == "event"]
    assert events == ["looked", "signed_up", "bought"]
    assert any("Hello" in str(one) for one in found["messages"])
    assert found["retention"]
    assert "bob@box.test" not in str(found)


def test_links_of_others_lead_on_though_the_forgotten_id_is_part_of_their_text(house: House) -> None:
    house.send(identify("7", email="seven@box.test"), identify("77", email="eight@box.test"))
    signer = house.app.signer
    claims = [Claim(f"m-{one}", one, "sms", url="https://example.com/7", node="7") for one in ("7", "77", 'a"7"')]
    links = [shorten(one, signer) for one in claims]
    house.app.studio_store.short_links.keep(links, house.app.clock.now())
    forget(house, "7")
    wait_done(house)
    found = [house.app.studio_store.short_links.find(one.token) is not None for one in links]
    assert found == [False, True, True]
    answer = house.stranger.get(f"/s/{links[1].token}", follow_redirects=False)
    assert answer.headers["location"] == "https://example.com/7"


def test_the_place_of_somebody_who_was_forgotten_while_she_waited_is_anothers(tmp_path: Path) -> None:
    clock = VirtualClock(1_700_000_000_000)
    calls = {
        "kind": "journey",
        "id": "calls",
        "name": "Calls",
        "entry": {"on": ["ended"], "limits": {"per_hour": 1, "total": 2}},
        "start": "end",
        "nodes": {"end": {"kind": "exit", "reason": "done"}},
    }
    with living(tmp_path / "data", clock=clock) as house:
        house.publish(calls)
        for person in ("first", ANN, "third"):
            house.send(identify(person, email=f"{person}@box.test"), track(person, "ended"))
        assert house.get("/api/journeys/calls/limits")["waiting"] == 2
        forget(house)
        wait_done(house)
        assert left_in(tmp_path / "data", (ANN.encode(),)) == [], "no page of the queue holds her id"
        for _ in range(4):
            clock.move_to(clock.now() + 3_700_000)
            house.send(identify("first", seen=clock.now()))
        limits = house.get("/api/journeys/calls/limits")
        assert (limits["let_in"], limits["waiting"]) == (2, 0)
        assert "third" in [one["person"] for one in house.get("/api/people")["people"]]
        assert house.get("/api/journeys/calls/report")["entered"] == 2
