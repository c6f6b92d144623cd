"""Live streams, counters and providers' states of a record of two shards are those of both, by real processes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.model.ids import person_key, shard_of
from tests.cli.served import Server, add_provider, server
from tests.crew.house import House, identify, providers, track
from tests.simulation.lives import OURS, until

NOTE = """
kind: journey
id: note
entry: {on: [went], reentry: {policy: always, concurrent: true}}
start: tell
nodes:
  tell: {kind: message, channel: in_app, content: {title: Full, body: Full, url: "https://shop.example.com/"}}
"""
LETTER = """
kind: journey
id: letter
entry: {on: [wrote], reentry: {policy: always, concurrent: true}}
start: tell
nodes:
  tell: {kind: message, channel: email, content: {subject: Hello, text: Hello}}
"""


class Listener(Thread):
    """Reads a stream to its end; `events` are what it told, with their names."""

    def __init__(self, running: Server, path: str, token: str) -> None:
        super().__init__(daemon=True)
        self._running, self._path, self._token = running, path, token
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.status = 0

    def run(self) -> None:
        headers, kind = {"Authorization": f"Bearer {self._token}"}, ""
        with (
            suppress(httpx2.HTTPError),  # the server has ended
            httpx2.Client(base_url=self._running.note.url, timeout=60, trust_env=False, verify=False) as client,
            client.stream("GET", self._path, headers=headers) as answer,
        ):
            self.status = answer.status_code
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.append((kind, json.loads(line.removeprefix("data: "))))

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What it told under this name."""
        return [data for name, data in tuple(self.events) if name == kind]


@contextmanager
def listening(running: Server, path: str, token: str = "") -> Iterator[Listener]:
    """A stream that is open. It ends with the server."""
    listener = Listener(running, path, token or running.note.key)
    listener.start()
    until(lambda: listener.status == 200, "the stream is open")
    yield listener


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("live") / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": "", "LOOPLINE_SHARDS": "2", **OURS}
        with server(folder, settings) as running:
            made = House(running, sinks, key, folder)
            until(lambda: running.ask("GET", "/ready").status_code == 200, "ready")
            assert made.push(NOTE) == "" and made.push(LETTER) == ""
            yield made


def of_second_shard(prefix: str, count: int) -> list[str]:
    names = (f"{prefix}{number}" for number in range(1_000))
    return [name for name in names if shard_of(person_key(name), 2) == 1][:count]


def test_the_studio_s_stream_shows_people_of_every_shard_and_counts_all_signals(house: House) -> None:
    (ann,) = of_second_shard("ann", 1)
    with listening(house.running, "/api/stream") as stream:
        until(lambda: bool(stream.told("counts")), "counts")
        before = stream.told("counts")[-1]["signals"]
        house.say(identify(ann), track(ann, "came"))
        until(lambda: ann in [one["person"] for one in stream.told("signal")], "she is seen")
        until(lambda: stream.told("counts")[-1]["signals"] >= before + 2, "her signals count")
        until(lambda: not stream.told("counts")[-1]["lag"], "and are decided")
        assert house.push(LETTER.replace("Hello", "Good day")) == ""
        until(lambda: {"id": "letter"} in stream.told("journey"), "a publish is told")


def test_an_inbox_s_stream_tells_at_once_of_a_message_that_another_shard_sent(house: House) -> None:
    (bea, other) = of_second_shard("bea", 2)
    tokens = [house.running.ask("POST", "/api/inbox/token", {"person": name}).json()["token"] for name in (bea, other)]
    with (
        listening(house.running, "/api/inbox/stream", tokens[0]) as hers,
        listening(house.running, "/api/inbox/stream", tokens[1]) as others,
    ):
        house.say(track(bea, "went"))
        until(lambda: [one["title"] for one in hers.told("message")] == ["Full"], "it is there")
        assert others.events == []


def test_counters_are_those_of_all_shards(house: House) -> None:
    def counted() -> dict[str, float]:
        lines = house.running.ask("GET", "/metrics").text.splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    cids = of_second_shard("cid", 7)
    before = counted()
    house.say(*(identify(name) for name in cids), *(track(name, "went") for name in cids))
    decided, sent = "loopline_messages_decided_total", 'loopline_attempts_total{status="sent"}'
    until(lambda: counted().get(sent, 0) >= before.get(sent, 0) + 7, "all are sent")
    after = counted()
    assert after[decided] == before[decided] + 7
    assert after["loopline_steps_total"] > before["loopline_steps_total"]
    events = 'loopline_facts_total{kind="event"}'
    assert after[events] == before[events] + 7


def test_a_provider_that_rests_for_another_shard_is_shown_as_resting(house: House) -> None:
    assert add_provider(house.folder, "away", "smtp://127.0.0.1:9?starttls=never").returncode == 0
    (dan,) = of_second_shard("dan", 1)
    house.say(identify(dan), track(dan, "wrote"))

    def state() -> str:
        return next(str(one["state"]) for one in providers(house) if one["name"] == "away")

    until(lambda: state() in ("resting", "silent"), "somebody says so")
