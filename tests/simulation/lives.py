"""A server under load that is to be killed: who posts to it, and what is waited for."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import msgspec

from loopline.bench.post import Connection
from loopline.bench.server import Server, family
from loopline.model.errors import Unavailable
from loopline.model.records import OutboxRow
from loopline.settings import Settings

PEOPLE = 200
AT_ONCE = 50
PATIENCE_SECONDS = 40.0
OURS = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
"""The server runs the code that is tested, wherever it stands."""

IN_THE_AIR_MAX = Settings.model_fields["smtp_connections"].default
"""Mails whose last byte may have left and that are not answered at one moment, at most: those that a crash can hide."""


class Client(Thread):
    """Posts as a client library does: in order, and what was not answered stays to be sent again with the same ids."""

    def __init__(self, server: Server, bodies: list[bytes]) -> None:
        super().__init__(daemon=True)
        self._server = server
        self.left, self.answered = list(bodies), 0

    def run(self) -> None:
        connection = Connection(self._server.url, self._server.headers)
        try:
            while self.left:
                connection.post("/v1/batch", self.left[0])
                self.left.pop(0)
                self.answered += 1
        except Unavailable:
            pass  # killed: somebody will send the rest again
        finally:
            connection.close()


def post(server: Server, bodies: list[bytes]) -> Client:
    """A client that has begun to post these."""
    client = Client(server, bodies)
    client.start()
    return client


def until(holds: Callable[[], bool], what: str, progress: Callable[[], int] = lambda: 0) -> None:
    """Wait, but not for ever: for as long as `progress` grows, and a while longer."""
    end, seen = time.monotonic() + PATIENCE_SECONDS, progress()
    while not holds():
        if (now := progress()) > seen:
            end, seen = time.monotonic() + PATIENCE_SECONDS, now
        assert time.monotonic() < end, f"not within {PATIENCE_SECONDS:g} s: {what}"
        time.sleep(0.01)


def number_of(row: OutboxRow) -> int:
    """The event that a message answers."""
    return int(msgspec.json.decode(row.message.context)["entry"]["tok"][3:-1])


def running(server: Server, module: str) -> list[int]:
    """The server's own processes that run this module."""
    ours = {pid: Path(f"/proc/{pid}/cmdline") for pid in family(server.process.pid)}
    return [pid for pid, path in ours.items() if path.exists() and module.encode() in path.read_bytes()]


def is_ready(server: Server) -> bool:
    """Whether it is level, has settled what the crash before left, and sends."""
    eyes = Connection(server.url)
    try:
        eyes.get("/ready")
    except Unavailable:
        return False
    finally:
        eyes.close()
    return True


def is_level(server: Server) -> bool:
    """Whether everything accepted is decided and nothing fails: a lane may try again what failed in the bad weather."""
    health = server.health()
    return not health.fault and not health.lag_signals


def posted_all(server: Server, left: list[bytes]) -> bool:
    """Send again what was not answered, as a client library does after a 503."""
    client = Client(server, left)
    client.run()
    left[:] = client.left
    return not left


def asked(server: Server, path: str) -> tuple[int, str]:
    """What a balancer or an operator sees; 0 while nobody listens."""
    try:
        with httpx2.Client(timeout=5.0, trust_env=False, verify=False) as client:
            answer = client.get(server.url + path)
    except httpx2.HTTPError:
        return 0, ""
    return answer.status_code, answer.text


def stands_by(server: Server) -> bool:
    status, text = asked(server, "/ready")
    assert server.process.poll() is None, (server.folder / "serve.log").read_text()[-1_000:]
    return status == 503 and "stands by" in text


def shards_of(server: Server) -> list[dict[str, Any]]:
    """What health tells of each."""
    found: list[dict[str, Any]] = msgspec.json.decode(server._eyes.get("/api/health"))["shards"]
    return found
