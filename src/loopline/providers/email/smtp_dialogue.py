"""The talk with a mail server once it is open: several commands in one write where the server allows it (RFC 2920)."""

import asyncio
import re
from collections import deque
from typing import Final

from msgspec import Struct

REPLY_BYTES_MAX: Final = 64 * 1_024
REPLY_LINE: Final = re.compile(rb"(\d{3})(?:([ -])(.*))?")
LINE_END: Final = re.compile(rb"\r\n|\r|\n")
START_INPUT: Final = 354
CLOSING: Final = 421
"""The last word on a connection (RFC 5321, 3.8), whether the server hangs up behind it or not."""
COMMANDS: Final = 3
"""So many announce a mail."""


class Reply(Struct, frozen=True):
    """What the server said; the lines of a long reply are joined by line feeds."""

    code: int
    message: str

    @property
    def good(self) -> bool:
        """Whether it said yes."""
        return 200 <= self.code < 300


class MailEnvelope(Struct, frozen=True):
    """The sender and the recipient of a mail, as they stand in commands."""

    sender: bytes
    recipient: bytes


class Dialogue(asyncio.Protocol):
    """Takes a connection over from whoever opened, secured and authenticated it. One asker at a time.

    Whatever is asked raises OSError when the connection is lost or garbled, TimeoutError when the server falls silent.
    """

    def __init__(self, transport: asyncio.Transport, timeout_seconds: float, *, pipelining: bool) -> None:
        self.pipelining: Final = pipelining
        self._transport, self._timeout = transport, timeout_seconds
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._replies: deque[Reply] = deque()
        self._owed = 0
        self._heard: asyncio.Future[None] | None = None
        self._asked_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._lost: Exception | None = None
        transport.set_protocol(self)

    @property
    def open(self) -> bool:
        """Whether the server can still be asked."""
        return self._lost is None and not self._transport.is_closing()

    async def announce(self, envelope: MailEnvelope) -> list[Reply]:
        """MAIL, RCPT and DATA, up to the first that is refused; the last reply is 354 when the mail may follow."""
        commands = _commands(envelope)
        if self.pipelining:
            self._write(b"".join(commands), len(commands))
            return await self.announced()
        replies: list[Reply] = []
        for command in commands:
            replies.append(await self._ask(command))
            if not replies[-1].good:
                break
        return replies

    async def announced(self) -> list[Reply]:
        """As `announce`, for an envelope that was written already: the one that went behind the last mail."""
        replies: list[Reply] = []
        while len(replies) < COMMANDS:
            replies.append(await self._reply())
            if replies[-1].code == CLOSING:
                return replies
        refused = next((at for at, reply in enumerate(replies[:2]) if not reply.good), None)
        if refused is None:
            return replies
        if replies[-1].code == START_INPUT and replies[1].good:  # recipients of another mail would get an empty one
            why = ConnectionAbortedError("The mail server goes on with a mail that it refused.")
            self._lose(why)
            raise why
        if replies[-1].code == START_INPUT:  # it goes on without a recipient: end the mail that nobody gets
            await self._ask(b".\r\n")
        return replies[: refused + 1]

    async def hand_over(self, mail: bytes, following: MailEnvelope | None = None) -> Reply:
        """The mail itself, after a 354; whatever happens after the first byte, the server may have it.

        The envelope of the mail that follows goes in the same write, where the server allows for pipelining; its
        replies are those that `announced` waits for.
        """
        commands = _commands(following) if following else []
        self._write(stuffed(mail) + b"".join(commands), 1 + len(commands))
        return await self._reply()

    async def say(self, command: bytes) -> Reply:
        """One command without consequences, such as RSET or QUIT."""
        return await self._ask(command + b"\r\n")

    async def _ask(self, data: bytes) -> Reply:
        self._write(data, 1)
        return await self._reply()

    def _write(self, data: bytes, wanted: int) -> None:
        if not self.open:
            raise self._lost or ConnectionResetError("The connection is closed.")
        self._owed += wanted
        self._transport.write(data)

    async def _reply(self) -> Reply:
        """The next one in order; those that came before the connection was lost are still told."""
        if not self._replies:
            if self._lost is not None:
                raise self._lost
            self._asked_at = self._loop.time()
            if self._timer is None:
                self._timer = self._loop.call_later(self._timeout, self._look)
            self._heard = self._loop.create_future()
            try:
                await self._heard
            finally:
                self._heard = None
        return self._replies.popleft()

    def _look(self) -> None:
        """Whether the server has been silent for too long: one timer for all replies, which costs none of them."""
        self._timer = None
        if self._heard is None or self._heard.done():
            return
        left = self._asked_at + self._timeout - self._loop.time()
        if left <= 0:
            self._heard.set_exception(TimeoutError("The mail server fell silent."))
        else:
            self._timer = self._loop.call_later(left, self._look)

    # What the event loop calls.

    def data_received(self, data: bytes) -> None:
        """More of a reply."""
        if not self._owed:  # nobody asked: what comes now is a farewell
            self._lose(ConnectionResetError(f"The mail server said goodbye: {data[:100]!r}"))
            return
        self._buffer += data
        if len(self._buffer) > REPLY_BYTES_MAX:
            self._lose(ConnectionAbortedError("The mail server's reply is too long."))
            return
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            self._take(bytes(line))

    def _take(self, line: bytes) -> None:
        found = REPLY_LINE.fullmatch(line.strip())
        if found is None or not self._owed:
            self._lose(ConnectionAbortedError(f"The mail server said what nobody asked: {line[:100]!r}"))
            return
        self._lines.append(found[3] or b"")
        if found[2] == b"-":
            return
        message = b"\n".join(part.strip() for part in self._lines).decode("utf-8", "replace")
        self._replies.append(Reply(int(found[1]), message))
        self._lines = []
        self._owed -= 1
        if self._heard is not None and not self._heard.done():
            self._heard.set_result(None)
        if self._replies[-1].code == CLOSING:
            self._lose(ConnectionResetError(f"The mail server closes the connection: {message}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up, or we did."""
        self._lose(exc or ConnectionResetError("The mail server hung up."))

    def _lose(self, why: Exception) -> None:
        self._lost, self._owed = self._lost or why, 0
        self._transport.abort()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._heard is not None and not self._heard.done():
            self._heard.set_exception(why)


def _commands(envelope: MailEnvelope) -> list[bytes]:
    return [b"MAIL FROM:<" + envelope.sender + b">\r\n", b"RCPT TO:<" + envelope.recipient + b">\r\n", b"DATA\r\n"]


def stuffed(mail: bytes) -> bytes:
    """A mail as it is sent after DATA: lines end in CRLF, dots at their beginnings are doubled, a lone dot ends it.

    A bare CR or LF is made a whole line end, so that no server reads an end of mail where we see none.
    """
    if not mail.count(b"\r\n") == mail.count(b"\n") == mail.count(b"\r"):
        mail = LINE_END.sub(b"\r\n", mail)
    if not mail.endswith(b"\r\n"):
        mail += b"\r\n"
    if mail.startswith(b"."):
        mail = b"." + mail
    return mail.replace(b"\r\n.", b"\r\n..") + b".\r\n"
