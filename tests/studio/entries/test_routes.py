"""Journeys that the API asks for, and those that a clock opens, through a whole server."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written

REQUESTED = """
kind: journey
id: due
entry:
  on: []
  triggers: [{request: true, where: event.amount > 0}]
  reentry: {policy: always, key: event.invoice}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: "Invoice {{entry.invoice}}", text: "{{entry.currency}}"}}
"""
PLAIN = """
kind: journey
id: plain
entry: {on: [bought]}
start: end
nodes: {end: {kind: exit, reason: done}}
"""
CLOCK = """
kind: journey
id: clock
entry: {{on: [], triggers: [{{schedule: "{once}", zone: UTC, list: vip}}, {{date: renews}}]}}
start: end
nodes: {{end: {{kind: exit, reason: done}}}}
"""


def call(made: Server, path: str, body: Any, *, key: str, once: str = "") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": once} if once else {})
    with httpx2.Client(base_url=made.note.url, timeout=60, trust_env=False, verify=False) as client:
        return client.post(path, json=body, headers=headers)


def timeline(made: Server, person: str) -> str:
    return made.ask("GET", f"/api/people/{person}/timeline").text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, str]]:
    """A server with the journeys, a key that may ask, and one that may not."""
    folder = tmp_path_factory.mktemp("entries")
    sender, writer = create(folder / "data", "sender"), create(folder / "data", "server")
    with server(folder / "data") as running:
        files = [written(folder, REQUESTED, "due.yaml"), written(folder, PLAIN, "plain.yaml")]
        done = loopline("push", *files, "--data", folder / "data", "--publish", "--reason", "a test")
        assert done.returncode == 0, done.stdout + done.stderr
        yield running, sender, writer
        running.stop()
    assert "Traceback" not in running.errors


def test_people_are_let_in_with_their_data_once_for_a_key(made: tuple[Server, str, str]) -> None:
    shop, sender, _ = made
    entries = [
        {"person": "ann", "data": {"invoice": "A-7", "amount": 12}},
        {"person": "bob", "data": {"invoice": "A-8", "amount": 0}},
        {"person": "", "data": {}},
        {"nobody": 1},
        {"person": "eve", "data": {"long": "x" * 40_000}},
    ]
    body = {"entries": entries, "data": {"currency": "EUR"}}
    for _ in range(2):
        answer = call(shop, "/api/journeys/due/entries", body, key=sender, once="november")
        assert answer.status_code == 202, answer.text
        assert answer.json()["accepted"] == 2
        codes = [(one["index"], one["code"]) for one in answer.json()["refused"]]
        assert [index for index, _ in codes] == [2, 3, 4] and codes[2] == (4, "data_too_large")
    wait_for(lambda: "Entered due by request" in timeline(shop, "ann"))
    wait_for(lambda: "filter" in timeline(shop, "bob"))
    two = [{"person": "cid", "data": {"invoice": name, "amount": 1}} for name in ("A-9", "A-10")]
    for _ in range(2):
        call(shop, "/api/journeys/due/entries", {"entries": two}, key=sender, once="two of one person")
    wait_for(lambda: timeline(shop, "cid").count("Entered due by request") == 2)
    again = {**body, "entries": entries[:1]}
    assert call(shop, "/api/journeys/due/entries", again, key=sender, once="december").status_code == 202
    wait_for(lambda: timeline(shop, "ann").count("Entered due by request") == 2)
    assert timeline(shop, "ann").count("Entered due by request") == 2


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("none", {"entries": [{"person": "ann"}]}, 404, "journey_unknown"),
        ("plain", {"entries": [{"person": "ann"}]}, 409, "takes_no_requests"),
        ("due", {"entries": []}, 400, "entries_count"),
        ("due", {"entries": [{"person": "ann"}] * 1_001}, 400, "entries_count"),
        ("due", {"entries": [{"person": "ann"}], "idempotency_key": "x" * 256}, 400, "idempotency_long"),
        ("due", {"people": ["ann"]}, 400, "body_invalid"),
    ],
)
def test_what_cannot_be_taken_is_told(
    made: tuple[Server, str, str], path: str, body: Any, status: int, code: str
) -> None:
    answer = call(made[0], f"/api/journeys/{path}/entries", body, key=made[1])
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_key_that_sends_signals_alone_asks_for_nobody(made: tuple[Server, str, str]) -> None:
    shop, _, writer = made
    body = {"entries": [{"person": "ann"}]}
    assert call(shop, "/api/journeys/due/entries", body, key=writer).status_code == 403
    assert call(shop, "/api/journeys/due/entries", body, key="ls_none").status_code == 401


def test_a_clock_opens_journeys_at_their_moment(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    file = tmp_path / "vip.jsonl"
    file.write_text(json.dumps({"user_id": "cid"}) + "\n")
    with server(folder) as shop:
        done = loopline("import", file, "--kind", "lists", "--set", "list=vip", "--data", folder)
        assert done.returncode == 0, done.stdout + done.stderr
        soon = datetime.now(UTC) + timedelta(seconds=12)
        document = written(tmp_path, CLOCK.format(once=soon.strftime("%Y-%m-%d %H:%M:%S")), "clock.yaml")
        said: list[dict[str, Any]] = [
            {"type": "identify", "userId": "ann", "traits": {"renews": (soon + timedelta(seconds=1)).isoformat()}},
            {"type": "identify", "userId": "bob", "traits": {"seats": 1}},
        ]
        assert shop.ask("POST", "/v1/batch", {"batch": said}, key=key).status_code == 200
        done = loopline("push", document, "--data", folder, "--publish", "--reason", "a test")
        assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: "Entered clock by schedule" in timeline(shop, "cid"))
        wait_for(lambda: "Entered clock by date renews" in timeline(shop, "ann"))
        assert datetime.now(UTC) >= soon + timedelta(seconds=1)
        assert "Entered clock by schedule" not in timeline(shop, "ann")
        assert "Entered" not in timeline(shop, "bob")
        shop.stop()
    assert "Traceback" not in shop.errors
