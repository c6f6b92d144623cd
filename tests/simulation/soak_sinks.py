"""A mail server and a webhook receiver that can be taken away: connections refused, or taken and never answered."""

import asyncio
import contextlib
import re
import threading
import time
from asyncio import StreamReader, StreamWriter
from typing import Final, Literal

from msgspec import Struct

SinkName = Literal["email", "webhook"]
TOKEN: Final = re.compile(rb"SEQ(\d+)X")
LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
WEBHOOK_ID: Final = re.compile(rb"webhook-id: *(\S+)", re.IGNORECASE)
MESSAGE_BYTES_MAX: Final = 1 << 22
ANSWER_SECONDS: Final = 10.0


class Came(Struct, frozen=True):
    """A message: the number of its event, the id by which a repeat is known, and when, on the monotonic clock."""

    number: int
    repeat_id: bytes
    at: float


class Sink:
    """One server on one port, which it keeps."""

    def __init__(self, name: SinkName) -> None:
        self.name, self.came, self.port = name, list[Came](), 0
        self._server: asyncio.Server | None = None
        self._open: set[StreamWriter] = set()
        self._speaks = asyncio.Event()
        self._speaks.set()

    async def listen(self) -> None:
        """Be there."""
        self._speaks.set()
        if self._server is None:
            serve = self._mail if self.name == "email" else self._request
            self._server = await asyncio.start_server(serve, "127.0.0.1", self.port, limit=MESSAGE_BYTES_MAX)
            self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Be gone: every connection is cut, and a new one refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def fall_silent(self) -> None:
        """Take connections and what they bring, and answer nothing."""
        self._speaks.clear()

    def _note(self, number_in: bytes, repeat_id: bytes) -> None:
        found = TOKEN.search(number_in)
        self.came.append(Came(int(found[1]) if found else -1, repeat_id, time.monotonic()))

    async def _say(self, writer: StreamWriter, words: bytes) -> None:
        await self._speaks.wait()
        writer.write(words)
        await writer.drain()

    async def _request(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length, key = LENGTH.search(head), WEBHOOK_ID.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                self._note(body, key[1] if key else b"")
                await self._say(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        self._open.discard(writer)
        writer.close()

    async def _mail(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._say(writer, b"220 sink ESMTP\r\n")
            while line := await reader.readline():
                match line[:4].upper():
                    case b"EHLO":
                        await self._say(writer, b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n")
                    case b"DATA":
                        await self._say(writer, b"354 go on\r\n")
                        self._note(await reader.readuntil(b"\r\n.\r\n"), b"")
                        await self._say(writer, b"250 taken\r\n")
                    case b"QUIT":
                        await self._say(writer, b"221 goodbye\r\n")
                        break
                    case _:
                        await self._say(writer, b"250 ok\r\n")
        self._open.discard(writer)
        writer.close()


class SoakSinks:
    """Both, in a thread of their own; `act` may be called from any other."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.sinks: dict[SinkName, Sink] = {"email": Sink("email"), "webhook": Sink("webhook")}
        for name in self.sinks:
            self.act(name, "listen")

    def act(self, name: SinkName, what: Literal["listen", "refuse", "fall_silent"]) -> None:
        """Have it done, and wait until it is."""
        asyncio.run_coroutine_threadsafe(getattr(self.sinks[name], what)(), self._loop).result(ANSWER_SECONDS)

    def numbers(self) -> set[int]:
        """The events that have a message here."""
        return {one.number for sink in self.sinks.values() for one in list(sink.came)}

    def doubled(self) -> int:
        """Messages that came more often than once, but for the repeats that a receiver can tell by their id."""
        found = 0
        for sink in self.sinks.values():
            came = list(sink.came)
            known = {(one.number, one.repeat_id) for one in came} if sink.name == "webhook" else came
            found += len(known) - len({one.number for one in came})
        return found

    def close(self) -> None:
        """End."""
        for name in self.sinks:
            self.act(name, "refuse")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_SECONDS)
