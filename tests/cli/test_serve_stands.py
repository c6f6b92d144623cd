"""A server whose intake stands still, or which starts with a long backlog: it answers, tells it, loses nothing."""

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import httpx2

from loopline.app import App
from loopline.bench.server import family
from loopline.cli.keys import create
from loopline.cli.local import with_app
from loopline.model.signal import Signal
from loopline.settings import Settings
from tests.cli.served import Server, server, wait_for
from tests.runtime.parts import event

BACKLOG = 60_000
STILL_SECONDS = 30.0


def intake_of(running: Server) -> int | None:
    """The id of the process that takes signals in; None while one goes and the next comes."""
    found = [pid for pid in family(running.process.pid) if pid != running.process.pid]
    return found[0] if len(found) == 1 else None


class Client(threading.Thread):
    """Sends one signal after the other, each until it is taken; keeps what it was refused with."""

    def __init__(self, running: Server, key: str, name: str) -> None:
        super().__init__(daemon=True)
        self._running, self._key, self.name = running, key, name
        self.taken, self.refused, self.longest = 0, set[tuple[int, str]](), 0.0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            body = {"userId": self.name, "event": "seen", "messageId": f"{self.name}-{self.taken}"}
            begun = time.monotonic()
            answer = self._running.ask("POST", "/v1/track", body, key=self._key)
            self.longest = max(self.longest, time.monotonic() - begun)
            if answer.status_code == 200:
                self.taken += 1
            else:
                self.refused.add((answer.status_code, answer.json()["error"]["code"]))
            time.sleep(0.02)


def test_an_intake_that_stands_still_is_told_refused_and_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    with server(folder) as running:
        clients = [Client(running, key, f"c{number}") for number in range(3)]
        for client in clients:
            client.start()
        wait_for(lambda: all(client.taken > 3 for client in clients))
        stood = wait_for(lambda: intake_of(running))
        os.kill(stood, signal.SIGSTOP)
        health = wait_for(lambda: _failing(running))
        assert "intake_slow" in health["fault"], health
        assert health["oldest"]["unanswered_request_seconds"] > 5
        assert running.ask("GET", "/ready").status_code == 503
        assert running.ask("GET", "/live").status_code == 200
        wait_for(lambda: all(client.refused for client in clients), STILL_SECONDS)
        wait_for(lambda: intake_of(running) not in (None, stood))
        before = [client.taken for client in clients]
        wait_for(lambda: all(client.taken > n + 3 for client, n in zip(clients, before, strict=True)))
        for client in clients:
            client.done.set()
            client.join(60)
        assert {code for client in clients for _, code in client.refused} <= {"intake_slow", "intake_down"}
        assert {status for client in clients for status, _ in client.refused} == {503}
        assert max(client.longest for client in clients) < STILL_SECONDS, "nobody waits without end"
        health = wait_for(lambda: _level(running))
        restarts = {task["name"]: task["restarts"] for task in health["tasks"]}
        assert restarts["intake"] == 1
        assert 'loopline_task_restarts_total{task="intake"} 1.0' in running.ask("GET", "/metrics").text
        assert running.stop() < STILL_SECONDS

    async def count(app: App) -> dict[object, object]:
        await asyncio.to_thread(app.exporter.catch_up)
        return dict(app.facts.query("SELECT person, count(*) FROM events GROUP BY person"))  # type: ignore[arg-type]

    seen = with_app(folder, count)
    for client in clients:  # the last one may have been refused and be there all the same
        assert seen[client.name] in (client.taken, client.taken + 1), "what was taken is there, once"


def _failing(running: Server) -> dict[str, object] | None:
    found: dict[str, object] = running.ask("GET", "/api/health").json()
    return found if found["status"] == "failing" else None


def _level(running: Server) -> dict[str, object] | None:
    found: dict[str, object] = running.ask("GET", "/api/health").json()
    return found if found["status"] == "ok" and not found["lag_signals"] else None


def test_a_start_with_a_backlog_answers_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")

    async def leave_a_backlog() -> None:
        app = App(folder, Settings(), channels={})
        app.intake.start()
        now = app.clock.now()
        for first in range(0, BACKLOG, 5_000):
            batch: list[Signal] = [event(f"p{n % 5_000}", "seen", now, number=n) for n in range(first, first + 5_000)]
            await app.accept(batch)
        await asyncio.to_thread(app.close)

    asyncio.run(leave_a_backlog())
    with (
        server(folder) as running,
        httpx2.Client(base_url=running.note.url, timeout=30, trust_env=False, verify=False) as client,
    ):
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False), "asked before all is decided"
        assert "being decided" in ready.json()["why"]
        assert client.get("/live").status_code == 200
        health = client.get("/api/health").json()
        assert (health["status"], health["ready"]) == ("ok", False)
        assert 0 < health["lag_signals"] <= BACKLOG
        taken = running.ask("POST", "/v1/track", {"userId": "new", "event": "seen", "messageId": "m"}, key=key)
        assert taken.status_code == 200
        assert running.ask("GET", "/api/journeys").status_code == 200
        wait_for(lambda: client.get("/ready").status_code == 200)
        health = wait_for(lambda: _level(running))
        assert (health["ready"], health["position"]) == (True, BACKLOG + 1)
