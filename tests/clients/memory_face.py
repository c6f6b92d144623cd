"""An application that keeps what it accepts in a list: the other side of the HTTP face in these tests."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from loopline.api.auth import Writer
from loopline.api.rates import Rates
from loopline.api.server import create_app
from loopline.model.errors import Unavailable
from loopline.model.signal import Signal, Trust
from loopline.signals.batch import Taken, spoken
from loopline.signals.dialects import READERS

WRITE_KEY = "lw_test"
ADMIN_KEY = "la_test"
SESSION = "signed-in"
SESSION_COOKIE = "session"


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def seconds_until(self, at: int) -> float:
        return (at - self.now()) / 1000


class MemoryFace:
    """Keeps the promises of AppFace in memory. `broken` counts how many accepts fail before the next good one."""

    def __init__(self) -> None:
        self.clock = WallClock()
        self.accepted: list[Signal] = []
        self.broken = 0
        self.rates = Rates(time.monotonic, key_rate=1_000, source_rate=1_000)
        self.fault: Exception = Unavailable("log_full", "The log cannot take more now; send it again later.")

    async def accept(self, signals: Sequence[Signal]) -> int:
        if self.broken:
            self.broken -= 1
            raise self.fault
        self.accepted.extend(signals)
        return len(signals)

    async def take(self, dialect: str, body: bytes, hint: str = "", *, trust: Trust) -> Taken:
        read = spoken(READERS[dialect](body, self.clock.now(), hint), trust)
        if read.signals:
            await self.accept(read.signals)
        return Taken(read.messages, len(read.signals), read.errors)

    def writer(self, key: str) -> Writer | None:
        return Writer("k1", "") if key == WRITE_KEY else None

    def check_admin_key(self, key: str) -> bool:
        return key == ADMIN_KEY

    def check_session(self, cookies: Mapping[str, str], method: str, path: str) -> bool:
        return cookies.get(SESSION_COOKIE) == SESSION

    def health(self) -> Mapping[str, object]:
        return {"status": "ok", "lag_signals": 0, "lag_seconds": 0.0, "version": "test"}

    def not_ready(self) -> str:
        return ""

    def metrics(self) -> bytes:
        return b"loopline_lag_signals 0\n"


class Running:
    """A server that answers at `url`; `signals()` reads back what reached it."""

    def __init__(self, url: str, face: MemoryFace) -> None:
        self.url = url
        self.face = face
        self.write_key = WRITE_KEY

    def signals(self) -> list[Signal]:
        return list(self.face.accepted)

    def fail_next(self, times: int) -> None:
        """The next requests find us broken."""
        self.face.broken = times


@contextmanager
def running_server(certificate: Path | None = None) -> Iterator[Running]:
    """A real server on a free port of loopback, in a thread of its own; with a certificate (and its key) it talks TLS.

    In a customer's house a proxy before Loopline does that; some clients know no other way to talk.
    """
    face = MemoryFace()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(face), log_level="warning", lifespan="off", ssl_certfile=certificate)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        limit = time.monotonic() + 20
        while not server.started and time.monotonic() < limit:
            time.sleep(0.01)
        assert server.started, "the server did not start"
        try:
            yield Running(f"{'https' if certificate else 'http'}://127.0.0.1:{listener.getsockname()[1]}", face)
        finally:
            server.should_exit = True
            thread.join(20)
