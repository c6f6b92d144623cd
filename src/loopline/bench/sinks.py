"""The receiving end: an SMTP server and an HTTP server in one process, which note each arrival."""

import asyncio
import contextlib
import re
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import Final, cast

import msgspec
import uvloop
from msgspec import Struct

from loopline.bench.post import Connection

TOKEN: Final = re.compile(rb"SEQ(\d+)X")
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
LIFE_SECONDS: Final = 3_600
MESSAGE_BYTES_MAX: Final = 1 << 22
GREETING: Final = b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n"
GOODBYE: Final = b"221 goodbye\r\n"
MAIL_END: Final = b"\r\n.\r\n"


class Ports(Struct, frozen=True):
    """Where the sinks listen, on 127.0.0.1."""

    smtp: int
    http: int


class Arrival(Struct, frozen=True, array_like=True):
    """A message: the number of its event (-1 when it bears none) and when it came, in seconds since the epoch."""

    number: int
    at: float


class Sinks:
    """Both servers; `arrivals` is what came, `last` its newest mail or body."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.last = b""

    async def listen(self) -> Ports:
        """Open both on free ports."""
        smtp = await asyncio.get_running_loop().create_server(lambda: MailDoor(self._note), "127.0.0.1", 0)
        http = await asyncio.start_server(self._request, "127.0.0.1", 0, limit=MESSAGE_BYTES_MAX)
        return Ports(smtp.sockets[0].getsockname()[1], http.sockets[0].getsockname()[1])

    def _note(self, raw: bytes) -> None:
        found, self.last = TOKEN.search(raw), raw
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
        elif head.startswith(b"GET /last"):
            answer = self.last
        elif head.startswith(b"POST /reset"):
            self.arrivals = []
        else:
            self._note(body)
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            len(answer),
            answer,
        )


class MailDoor(asyncio.Protocol):
    """One SMTP session. Commands that come together are answered together, so that a sender is never held up here."""

    def __init__(self, note: Callable[[bytes], None]) -> None:
        self._note = note
        self._buffer = bytearray()
        self._in_mail = False
        self._searched = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A sender has come."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has its methods and not its class
        self._transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """More commands, or more of a mail."""
        self._buffer += data
        replies: list[bytes] = []
        while (reply := self._mail() if self._in_mail else self._command()) is not None:
            replies.append(reply)
        self._transport.write(b"".join(replies))
        if replies[-1:] == [GOODBYE] or len(self._buffer) > MESSAGE_BYTES_MAX:
            self._transport.close()

    def _mail(self) -> bytes | None:
        end = self._buffer.find(MAIL_END, self._searched)
        if end < 0:
            self._searched = max(0, len(self._buffer) - len(MAIL_END))
            return None
        self._note(bytes(self._buffer[:end]))
        del self._buffer[: end + len(MAIL_END)]
        self._in_mail = False
        return b"250 taken\r\n"

    def _command(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return None
        verb = bytes(self._buffer[:4]).upper()
        if verb == b"DATA":
            del self._buffer[:end]  # its line end stays: an empty mail is a dot alone on the next line
            self._in_mail, self._searched = True, 0
            return b"354 go on\r\n"
        del self._buffer[: end + 2]
        return {b"EHLO": GREETING, b"QUIT": GOODBYE}.get(verb, b"250 ok\r\n")


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

    def last(self) -> bytes:
        """The newest mail or body, as it came."""
        return self._connection.get("/last")

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
