"""The receiving end: an SMTP server and an HTTP server in one process, which note each arrival."""

import asyncio
import contextlib
import re
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import Final

import msgspec
import uvloop
from msgspec import Struct

from loopline.bench.post import Connection

TOKEN: Final = re.compile(rb"SEQ(\d+)X")
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
LIFE_SECONDS: Final = 3_600
MESSAGE_BYTES_MAX: Final = 1 << 22
GREETING: Final = b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n"


class Ports(Struct, frozen=True):
    """Where the sinks listen, on 127.0.0.1."""

    smtp: int
    http: int


class Arrival(Struct, frozen=True, array_like=True):
    """A message: the number of its event (-1 when it bears none) and when it came, in seconds since the epoch."""

    number: int
    at: float


class Sinks:
    """Both servers; `arrivals` is what came."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    async def listen(self) -> Ports:
        """Open both on free ports."""
        smtp = await asyncio.start_server(self._mail, "127.0.0.1", 0, limit=MESSAGE_BYTES_MAX)
        http = await asyncio.start_server(self._request, "127.0.0.1", 0, limit=MESSAGE_BYTES_MAX)
        return Ports(smtp.sockets[0].getsockname()[1], http.sockets[0].getsockname()[1])

    def _note(self, raw: bytes) -> None:
        found = TOKEN.search(raw)
        self.arrivals.append(Arrival(int(found[1]) if found else -1, time.time()))

    async def _request(self, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                writer.write(self._answered(head, body))
        writer.close()

    def _answered(self, head: bytes, body: bytes) -> bytes:
        answer = b"{}"
        if head.startswith(b"GET /arrivals"):
            answer = msgspec.json.encode(self.arrivals)
        elif head.startswith(b"GET /count"):
            answer = msgspec.json.encode(len({one.number for one in self.arrivals}))
        elif head.startswith(b"POST /reset"):
            self.arrivals = []
        else:
            self._note(body)
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            len(answer),
            answer,
        )

    async def _mail(self, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            writer.write(b"220 sink ESMTP\r\n")
            while line := await reader.readline():
                match line[:4].upper():
                    case b"EHLO":
                        writer.write(GREETING)
                    case b"DATA":
                        writer.write(b"354 go on\r\n")
                        self._note(await reader.readuntil(b"\r\n.\r\n"))
                        writer.write(b"250 taken\r\n")
                    case b"QUIT":
                        writer.write(b"221 goodbye\r\n")
                        break
                    case _:
                        writer.write(b"250 ok\r\n")
        writer.close()


class RunningSinks:
    """The sinks' process, seen from outside."""

    def __init__(self, ports: Ports) -> None:
        self.smtp_url = f"smtp://127.0.0.1:{ports.smtp}?starttls=never"
        self.http_url = f"http://127.0.0.1:{ports.http}"
        self._connection = Connection(self.http_url)

    def reset(self) -> None:
        """Forget what came."""
        self._connection.post("/reset", b"{}")

    def count(self) -> int:
        """How many different events have a message here."""
        return msgspec.json.decode(self._connection.get("/count"), type=int)

    def arrivals(self) -> list[Arrival]:
        """Everything that came, in order."""
        return msgspec.json.decode(self._connection.get("/arrivals"), type=list[Arrival])

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def running_sinks() -> Iterator[RunningSinks]:
    """Sinks in a process of their own, gone at the end of the block."""
    with Popen([sys.executable, "-m", "loopline.bench.sinks"], stdout=PIPE) as process:
        try:
            assert process.stdout is not None
            sinks = RunningSinks(msgspec.json.decode(process.stdout.readline(), type=Ports))
            yield sinks
            sinks.close()
        finally:
            process.kill()


async def _serve() -> None:
    ports = await Sinks().listen()
    sys.stdout.write(msgspec.json.encode(ports).decode() + "\n")
    sys.stdout.flush()
    await asyncio.sleep(LIFE_SECONDS)


if __name__ == "__main__":
    uvloop.run(_serve())
