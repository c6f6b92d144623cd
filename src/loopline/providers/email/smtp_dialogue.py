"""The talk with a mail server once it is open: several commands in one write where the server allows it (RFC 2920)."""

import asyncio
import re
from typing import Final

from msgspec import Struct

REPLY_BYTES_MAX: Final = 64 * 1_024
REPLY_LINE: Final = re.compile(rb"(\d{3})([ -]?)(.*)")
LINE_END: Final = re.compile(rb"\r\n|\r|\n")
START_INPUT: Final = 354


class Reply(Struct, frozen=True):
    """What the server said; the lines of a long reply are joined by line feeds."""

    code: int
    message: str

    @property
    def good(self) -> bool:
        """Whether it said yes."""
        return 200 <= self.code < 300


class Dialogue(asyncio.Protocol):
    """Takes a connection over from whoever opened, secured and authenticated it. One asker at a time."""

    def __init__(self, transport: asyncio.Transport, timeout_seconds: float, *, pipelining: bool) -> None:
        self._transport, self._timeout, self._pipelining = transport, timeout_seconds, pipelining
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._replies: list[Reply] = []
        self._wanted = 0
        self._answered: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        transport.set_protocol(self)

    @property
    def open(self) -> bool:
        """Whether the server can still be asked."""
        return self._lost is None and not self._transport.is_closing()

    async def announce(self, sender: bytes, recipient: bytes) -> list[Reply]:
        """MAIL, RCPT and DATA, up to the first that is refused; the last reply is 354 when the mail may follow."""
        commands = [b"MAIL FROM:<" + sender + b">", b"RCPT TO:<" + recipient + b">", b"DATA"]
        if not self._pipelining:
            replies: list[Reply] = []
            for command in commands:
                replies += await self._ask(command + b"\r\n", 1)
                if not replies[-1].good:
                    break
            return replies
        replies = await self._ask(b"\r\n".join(commands) + b"\r\n", len(commands))
        refused = next((at for at, reply in enumerate(replies[:2]) if not reply.good), None)
        if refused is None:
            return replies
        if replies[-1].code == START_INPUT:  # it goes on without a recipient: end the mail that nobody gets
            await self._ask(b".\r\n", 1)
        return replies[: refused + 1]

    async def hand_over(self, mail: bytes) -> Reply:
        """The mail itself, after a 354; whatever happens after the first byte, the server may have it."""
        (reply,) = await self._ask(stuffed(mail), 1)
        return reply

    async def say(self, command: bytes) -> Reply:
        """One command without consequences, such as RSET or QUIT."""
        (reply,) = await self._ask(command + b"\r\n", 1)
        return reply

    async def _ask(self, data: bytes, wanted: int) -> list[Reply]:
        """Raises OSError when the connection is lost or garbled, TimeoutError when the server falls silent."""
        if not self.open:
            raise self._lost or ConnectionResetError("The connection is closed.")
        self._replies, self._wanted = [], wanted
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(data)
        try:
            async with asyncio.timeout(self._timeout):
                await self._answered
        finally:
            self._answered = None
        return self._replies

    # What the event loop calls.

    def data_received(self, data: bytes) -> None:
        """More of a reply."""
        if self._answered is None or self._answered.done():  # nobody asked: what comes now is a farewell
            self._lose(ConnectionResetError(f"The mail server said goodbye: {data[:100]!r}"))
            return
        self._buffer += data
        if len(self._buffer) > REPLY_BYTES_MAX:
            self._lose(ConnectionAbortedError("The mail server's reply is too long."))
            return
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            self._take(bytes(line), self._answered)

    def _take(self, line: bytes, answered: "asyncio.Future[None]") -> None:
        found = REPLY_LINE.fullmatch(line.strip())
        if found is None or answered.done():
            self._lose(ConnectionAbortedError(f"The mail server said what nobody asked: {line[:100]!r}"))
            return
        self._lines.append(found[3])
        if found[2] == b"-":
            return
        message = b"\n".join(part.strip() for part in self._lines).decode("utf-8", "replace")
        self._replies.append(Reply(int(found[1]), message))
        self._lines = []
        if len(self._replies) == self._wanted:
            answered.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up, or we did."""
        self._lose(exc or ConnectionResetError("The mail server hung up."))

    def _lose(self, why: Exception) -> None:
        self._lost = self._lost or why
        self._transport.abort()
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(why)


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
