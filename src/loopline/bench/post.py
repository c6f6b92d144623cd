"""Posting: connections that stay open, several of them at once, or one event at a time at a steady pace."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from threading import Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from loopline.model.errors import Unavailable

ANSWER_SECONDS: Final = 300.0


class Connection:
    """One keep-alive connection; requests follow each other."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self._client = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=ANSWER_SECONDS)
        self._headers = {"Content-Type": "application/json"} | (headers or {})

    def get(self, path: str) -> bytes:
        """The answer's body. Raises Unavailable `server_answer` for anything but a 2xx, `server_gone` for none."""
        try:
            return self._ask("GET", path, None)
        except Unavailable as error:
            if error.code != "server_gone":
                raise
        return self._ask("GET", path, None)  # servers hang up on connections that rest too long: ask on a new one

    def post(self, path: str, body: bytes) -> bytes:
        """As `get`."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        try:
            self._client.request(method, path, body, self._headers)
            response = self._client.getresponse()
            answer = response.read()
        except (OSError, HTTPException) as error:
            self._client.close()
            raise Unavailable("server_gone", f"The server does not answer on {path}: {error}") from error
        if not 200 <= response.status < 300:
            raise Unavailable("server_answer", f"The server answered {response.status} on {path}: {answer[:200]!r}")
        return answer

    def close(self) -> None:
        """Hang up."""
        self._client.close()


class Posted(Struct, frozen=True):
    """When a load began and when its last request was answered, in seconds of the monotonic clock."""

    began: float
    ended: float


def post_all(
    url: str, path: str, headers: dict[str, str], bodies: Sequence[bytes], *, connections: int = 2, seconds_max: float
) -> Posted:
    """Every body once, over several connections. Raises Unavailable when one is refused or the time is up."""
    left, lock = iter(bodies), Lock()
    faults: list[Exception] = []
    began = time.monotonic()

    def take() -> bytes | None:
        with lock:
            return next(left, None)

    def carry() -> None:
        connection = Connection(url, headers)
        try:
            while not faults and (body := take()) is not None:
                if time.monotonic() - began > seconds_max:
                    raise Unavailable("bench_time_up", f"The load was not taken within {seconds_max:g} s.")
                connection.post(path, body)
        except Unavailable as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=carry, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds_max + ANSWER_SECONDS)
    if faults:
        raise faults[0]
    return Posted(began, time.monotonic())


def post_paced(
    url: str, path: str, headers: dict[str, str], bodies: Sequence[bytes], *, per_second: float
) -> Generator[float, None, None]:
    """One body after the other at a steady pace; yields when each began, in seconds since the epoch."""
    began = time.monotonic()
    with closing(Connection(url, headers)) as connection:
        for index, body in enumerate(bodies):
            time.sleep(max(0.0, began + index / per_second - time.monotonic()))
            at = time.time()
            connection.post(path, body)
            yield at


class Stream:
    """Bodies posted at a steady pace in the background, until all of them are answered, or `stop`.

    `due` are the moments at which each should have begun, in seconds since the epoch: a server that is slow to answer
    one is late with those behind it, too.
    """

    def __init__(
        self, url: str, path: str, headers: dict[str, str], bodies: Sequence[bytes], *, per_second: float
    ) -> None:
        self._address, self._bodies, self._per_second = (url, path, headers), bodies, per_second
        self._thread = Thread(target=self._post, daemon=True)
        self._stopped = False
        self._fault: Unavailable | None = None
        self.due: list[float] = []

    def start(self) -> None:
        """Post the first one now."""
        self._thread.start()

    def _post(self) -> None:
        began = time.time()
        posted = post_paced(*self._address, self._bodies, per_second=self._per_second)
        try:
            with closing(posted):
                for index, _ in enumerate(posted):
                    self.due.append(began + index / self._per_second)
                    if self._stopped:
                        return
        except Unavailable as fault:
            self._fault = fault

    def stop(self) -> None:
        """Post no more after the one in hand."""
        self._stopped = True

    def wait(self) -> None:
        """Until the last one is answered. Raises Unavailable when one was refused."""
        self._thread.join(ANSWER_SECONDS)
        if self._fault is not None:
            raise self._fault
