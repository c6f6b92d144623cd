"""The talk with an HTTP server over one connection: a request, its whole answer, then perhaps the next (RFC 9112)."""

import asyncio
import select
import socket
from typing import Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from msgspec import Struct

HEAD_BYTES_MAX: Final = 100 * 1_024
FRAMING_BYTES_MAX: Final = 1 << 20
"""What the framing of a body in chunks may add to the body itself, as far as that is read."""

SWITCHING: Final = 101


class HttpReply(Struct, frozen=True):
    """What the server said. Names of headers are in lower case; of a longer body it is only the beginning."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpDialogue(asyncio.Protocol):
    """One asker at a time. A connection that is lost, garbled or too slow is closed and never asked again."""

    def __init__(self, body_max: int) -> None:
        self._body_max = body_max
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        # Read generously: of an answer that is not understood nobody knows what it means for the message.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._readable = select.poll()
        self._answered: asyncio.Future[HttpReply] | None = None
        self._lost: Exception | None = None
        self._begin_answer()
        self._silence_seconds = self._heard_at = self._until = 0.0
        self._unsent = 0
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it can be asked no more."""
        return self._lost is not None or self._transport is None or self._transport.is_closing()

    @property
    def is_quiet(self) -> bool:
        """Whether it can be asked again: nothing has come since the last answer, not even that the server hung up.

        What is in the socket and not yet read counts: a request behind it would be of unknown fate.
        """
        return not self.is_lost and not self._readable.poll(0)

    async def ask(self, request: bytes, *, silence_seconds: float, seconds_max: float) -> HttpReply:
        """The answer to a request. From its first byte on the server may have it, whatever is raised.

        Raises OSError: TimeoutError when the server is silent for so long, or not done after so long in all.
        """
        if self.is_lost or self._transport is None:
            raise self._lost or ConnectionResetError("the connection is not open")
        loop = asyncio.get_running_loop()
        self._begin_answer()
        self._answered = loop.create_future()
        self._silence_seconds, self._heard_at = silence_seconds, loop.time()
        self._until = self._heard_at + seconds_max
        self._transport.write(request)
        self._unsent = self._transport.get_write_buffer_size()
        self._alarm = loop.call_later(silence_seconds, self._look)
        try:
            return await self._answered
        except asyncio.CancelledError:
            self._lose(ConnectionAbortedError("nobody waits for the answer any more"))
            raise
        finally:
            self._answered = None
            self._alarm.cancel()

    def hang_up(self) -> None:
        """Close the connection; whoever waits for an answer gets none."""
        self._lose(ConnectionAbortedError("we hung up"))

    def _begin_answer(self) -> None:
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._body_bytes = self._head_bytes = self._bytes = 0
        self._has_head = False

    def _look(self) -> None:
        """Whether it has become too late. A server that still takes the request is not silent."""
        if self._transport is None or self._answered is None:
            return
        loop = asyncio.get_running_loop()
        now, unsent = loop.time(), self._transport.get_write_buffer_size()
        if unsent < self._unsent:
            self._heard_at, self._unsent = now, unsent
        left = min(self._heard_at + self._silence_seconds, self._until) - now
        if left > 0:
            self._alarm = loop.call_later(left, self._look)
        elif now >= self._until:
            self._lose(TimeoutError("its answer took too long"))
        else:
            self._lose(TimeoutError(f"it was silent for {self._silence_seconds:g} s"))

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there, secured where it is to be."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has its methods and not its class
        sock: socket.socket = transport.get_extra_info("socket")
        self._readable.register(sock.fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        """More of an answer."""
        answered = self._answered
        if answered is None or answered.done():  # nobody asked: a farewell, or half of an answer to something else
            self._lose(ConnectionResetError("the server said what nobody asked"))
            return
        self._heard_at = asyncio.get_running_loop().time()
        self._bytes += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self._finish(reusable=False)
        except HttpParserError as error:  # what follows a whole answer spoils the connection and not the answer
            self._lose(ConnectionAbortedError(f"its answer is no HTTP: {error}"))
        if answered.done():
            return
        if (self._bytes if not self._has_head else self._head_bytes) > HEAD_BYTES_MAX:
            self._lose(ConnectionAbortedError("the head of its answer is too long"))
        elif self._body_bytes >= self._body_max or self._bytes > HEAD_BYTES_MAX + self._body_max + FRAMING_BYTES_MAX:
            self._finish(reusable=False)

    def eof_received(self) -> None:
        """The server hangs up; while it is asked, what that means is known when the connection is lost."""
        if self._answered is None:
            self._lose(ConnectionResetError("it hung up"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up, or we did. A body that nothing else ends is ended by it."""
        if exc is None and self._lost is None and self._has_head and self._ends_with_connection():
            self._finish(reusable=False)
        self._lose(exc or ConnectionResetError("it hung up"))

    def _lose(self, why: Exception) -> None:
        self._lost = self._lost or why
        if self._transport is not None:
            self._transport.abort()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(why if isinstance(why, OSError) else ConnectionResetError(str(why)))

    def _finish(self, *, reusable: bool) -> None:
        assert self._answered is not None and self._transport is not None
        if self._answered.done():
            return
        body = b"".join(self._body)[: self._body_max]
        self._answered.set_result(HttpReply(self._parser.get_status_code(), self._headers, body))
        self._begin_answer()
        if not reusable or self._transport.get_write_buffer_size():  # answered before it had heard all: of no more use
            self._lose(ConnectionAbortedError("we hung up"))

    def _ends_with_connection(self) -> bool:
        """Whether nothing says where the body ends (RFC 9112, 6.3)."""
        coding = self._headers.get("transfer-encoding", "").rstrip().lower()
        return not coding.endswith("chunked") and (bool(coding) or "content-length" not in self._headers)

    def _is_ambiguous(self) -> bool:
        """Whether two lines say where the body ends; then the connection cannot be trusted any further."""
        return "transfer-encoding" in self._headers and "content-length" in self._headers

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins; behind a whole one it is an answer to nothing."""
        if self._answered is None or self._answered.done():
            self._lose(ConnectionAbortedError("the server said what nobody asked"))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head, or of what follows a body in chunks."""
        self._head_bytes += len(name) + len(value)
        if not self._has_head and self._head_bytes <= HEAD_BYTES_MAX:
            self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head is whole. One that only says that the answer comes later (1xx) is none."""
        status = self._parser.get_status_code()
        if status == SWITCHING:
            self._finish(reusable=False)
        elif 100 <= status < 200:
            self._headers.clear()
        else:
            self._has_head = True

    def on_body(self, part: bytes) -> None:
        """A part of the body."""
        if self._body_bytes < self._body_max:
            self._body.append(part)
        self._body_bytes += len(part)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self._has_head and self._head_bytes <= HEAD_BYTES_MAX:
            self._finish(reusable=self._parser.should_keep_alive() and not self._is_ambiguous())
