"""What has left the outbox is heard of, is found, and is never sent again; what is open stays, through kills too."""

import json
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from loopline.cli.keys import create
from loopline.providers import registry
from loopline.settings import Settings
from loopline.signals.people.deduplicate import SEEN_MAX
from loopline.studio.people.addresses import suppressed_of
from tests.api.sms_journey import ENTRY, NODES, key_of, receipts
from tests.cli.served import loopline, server, wait_for, written
from tests.providers.pigeon import LOFTS, Loft, call
from tests.providers.servers import Mailroom, post_office
from tests.studio.house import WELCOME, House, Json, identify, living, track

SECRET = "coo"
DAYS_40 = 40 * 86_400_000
MAIL: Json = {
    **WELCOME,
    "id": "mail",
    "entry": {"on": ["signed_up"], "reentry": {"policy": "always"}},
    "start": "hello",
    "nodes": {
        "hello": {
            "kind": "message",
            "channel": "email",
            "content": {"subject": "Hello {{name}}", "html": '<p>Hi <a href="https://example.com/a">go</a></p>'},
        }
    },
}


def grow_old(folder: Path, but: str = "") -> None:
    """Everything in the outbox of a folder that nobody serves was decided 40 days ago."""
    with closing(sqlite3.connect(folder / "state.db")) as database, database:
        database.execute(
            "UPDATE outbox SET created_at = created_at - ?, due_at = due_at - ? WHERE key <> ?", (DAYS_40, DAYS_40, but)
        )


def left(folder: Path) -> dict[str, str]:
    """Keys and statuses of what stands in the outbox."""
    with closing(sqlite3.connect(f"file:{folder / 'state.db'}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT key, status FROM outbox"))


@pytest.fixture
def pigeons(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings by which SMS leave by pigeon, a provider of another package."""
    points = registry.installed()
    pigeon = EntryPoint("pigeon", "tests.providers.pigeon:Pigeon", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: EntryPoints((*points.values(), pigeon)))
    registry.installed.cache_clear()
    LOFTS["dovecote"] = Loft()
    yield Settings.model_validate({"sms": f"pigeon://:{SECRET}@dovecote"})
    registry.installed.cache_clear()


def tell(house: House, *events: dict[str, Any]) -> None:
    request = call(SECRET, *events)
    answer = house.stranger.post("/hooks/pigeon?loft=7", content=request.body, headers=dict(request.headers))
    assert answer.status_code == 200, answer.text


def statuses(house: House) -> dict[str, str]:
    return {one["key"]: one["status"] for one in house.get("/api/messages")["messages"]}


def test_late_news_of_a_provider_is_heard_and_attributed(tmp_path: Path, pigeons: Settings) -> None:
    folder = tmp_path / "data"
    with living(folder, pigeons) as house:
        house.publish({**WELCOME, "entry": ENTRY, "start": "text", "nodes": NODES})
        landed, lost = key_of(house, "ann"), key_of(house, "bob", "+4917220")
        unknown = key_of(house, "cem", "+4917003")
        before = statuses(house)
        assert (before[landed], before[unknown]) == ("sent", "unknown")
    grow_old(folder)
    with living(folder, pigeons) as house:
        wait_for(lambda: set(left(folder)) == {unknown})
        assert statuses(house) == before, "they are listed as before"
        house.get(f"/api/messages/{unknown}")
        shown = house.get(f"/api/messages/{landed}")
        assert [one["outcome"] for one in shown["attempts"]] == ["sent"]
        assert (shown["person"], shown["node"], shown["status"]) == ("ann", "text", "sent")
        strange = {"event": "landed", "key": "f" * 32 + ":no:1", "id": "e0"}
        tell(
            house,
            strange,
            {"event": "landed", "key": landed, "id": "e1"},
            {"event": "lost", "key": lost, "address": "+4917220"},
        )
        assert receipts(house, landed) == ["delivered"]
        assert receipts(house, lost) == ["bounced"]
        assert suppressed_of(house.app.people.get(["bob"])["bob"]) == {"sms=+4917220": "bounced"}
        anns = house.get("/api/messages", person="ann")["messages"]
        assert {one["node"] for one in anns} == {"text", "thanks"}, "her wait for it has ended"
        answer = house.client.post(f"/api/messages/{unknown}/resolve", json={"answer": "sent"})
        assert answer.json() == {"status": "sent"}, "what was open can be answered for"


def links(room: Mailroom) -> list[str]:
    """The paths of our links in the last mail."""
    mail = message_from_bytes(room.mails[-1][1], policy=default)
    body = mail.get_body(("html",))
    text = f"{mail['List-Unsubscribe']} {body.get_content() if body else ''}"
    return [urlsplit(url).path for url in re.findall(r'https?://[^"\s<>]+/l/[^"\s<>]+', text)]


def kinds(house: House, key: str) -> list[str]:
    return sorted(receipts(house, key))


def test_late_opens_clicks_and_unsubscriptions_are_heard_and_attributed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office() as room:
        settings = Settings.model_validate({"smtp_url": f"smtp://127.0.0.1:{room.port}"})
        with living(folder, settings) as house:
            house.publish(MAIL)
            house.send(identify("ann", email="ann@example.com", name="Ann"), track("ann", "signed_up"))
            (key,) = statuses(house)
        grow_old(folder)
        with living(folder, settings) as house:
            wait_for(lambda: not left(folder))
            paths = links(room)
            assert {path.split("/")[2] for path in paths} >= {"open", "click", "unsubscribe"}
            browser = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
            for path in dict.fromkeys(paths):
                answer = house.stranger.request("POST" if "unsubscribe" in path else "GET", path, headers=browser)
                assert answer.status_code in (200, 302, 303, 307), answer.text
            assert set(kinds(house, key)) == {"opened", "clicked", "unsubscribed"}
            assert house.get("/api/people/ann")["consent"] == {"email": False}
            shown = house.get(f"/api/messages/{key}")
            assert shown["rendered"]["subject"] == "Hello Ann", "the copy of what was sent is still there"


@pytest.mark.parametrize("is_pruned", [False, True])
def test_a_key_that_is_asked_for_again_is_not_sent_again(tmp_path: Path, *, is_pruned: bool) -> None:
    """An id comes back that its person has forgotten, since so many others came: it leads to the same message."""
    folder = tmp_path / "data"
    first = {**track("ann", "signed_up"), "messageId": "once"}
    with post_office() as room:
        settings = Settings.model_validate({"smtp_url": f"smtp://127.0.0.1:{room.port}"})
        with living(folder, settings) as house:
            house.publish(MAIL)
            house.send(identify("ann", email="ann@example.com", name="Ann"), first)
            house.send(*({**track("ann", "looked"), "messageId": f"m{n}"} for n in range(SEEN_MAX // 2)))
            house.send(*({**track("ann", "looked"), "messageId": f"n{n}"} for n in range(SEEN_MAX // 2)))
        if is_pruned:
            grow_old(folder)
        with living(folder, settings) as house:
            if is_pruned:
                wait_for(lambda: not left(folder))
            house.send(first)
            house.send({**track("ann", "signed_up"), "messageId": "another"})
        assert len(room.mails) == 2, "one for each of the two ids"
        assert len(left(folder)) == 1 + (not is_pruned)


def test_kills_in_the_middle_lose_nothing_that_is_open_and_forget_no_key(tmp_path: Path) -> None:
    folder, count = tmp_path / "data", 2_400
    write = create(folder, "write")
    with server(folder) as running:
        document = written(tmp_path, json.dumps({**MAIL, "owner": "growth"}), "mail.yaml")
        assert loopline("push", document, "--data", folder, "--publish", "--reason", "x").returncode == 0
        for n in range(0, count, 200):
            people = [f"p{m}" for m in range(n, n + 200)]
            batch = [identify(p, email=f"{p}@example.com", name=p) for p in people]
            batch += [{**track(p, "signed_up"), "messageId": f"e{p}"} for p in people]
            assert running.ask("POST", "/v1/batch", {"batch": batch}, key=write).status_code == 200
        wait_for(lambda: list(left(folder).values()).count("sent") == count)
        running.stop()
    keys = sorted(left(folder))
    with closing(sqlite3.connect(folder / "state.db")) as database, database:
        for status, key in zip(("unknown", "held"), keys, strict=False):
            database.execute("UPDATE outbox SET status = ? WHERE key = ?", (status, key))
    open_ones = {keys[0]: "unknown", keys[1]: "held"}
    grow_old(folder, but=keys[2])
    for number in range(3):
        with server(folder) as running:
            before = len(left(folder))
            wait_for(lambda: before == 3 or len(left(folder)) < before)  # noqa: B023  (asked at once)
            time.sleep(0.07 * number)
            running.stop(signal.SIGKILL)
        assert open_ones.items() <= left(folder).items()
    with server(folder) as running:
        wait_for(lambda: len(left(folder)) == 3)
        assert running.ask("GET", "/api/health").json()["status"] == "ok"
        listed = running.ask("GET", "/api/messages?limit=200").json()["messages"]
        assert len(listed) == 200 and {one["status"] for one in listed} <= {"sent", "unknown", "held"}
        running.stop()
    assert left(folder) == {**open_ones, keys[2]: "sent"}
    with closing(sqlite3.connect(folder / "state.db")) as database:
        assert database.execute("SELECT count(*) FROM pruned").fetchone() == (count - 3,)
