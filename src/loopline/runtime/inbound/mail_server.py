"""An SMTP server that takes mail to addresses of our own making alone; its 250 says that what it tells is durable."""

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from loopline.delivery.returned.addresses import ReturnAddress, ReturnAddresses, is_for_complaints
from loopline.delivery.returned.reader import read_returned
from loopline.model.hook import Receipt
from loopline.runtime.inbound.mail_rules import MailRules, tls_context

Hear = Callable[[Sequence[Receipt]], Awaitable[bool]]
"""Takes what a mail tells; True when it is durable."""

MAIL_BYTES_MAX: Final = 5 * 1_024 * 1_024
CONNECTIONS_MAX_PEER: Final = 10
READING_MAX: Final = 4
RECIPIENTS_MAX: Final = 10
LINE_BYTES_MAX: Final = 64 * 1_024
LINES_MAX: Final = 150_000
"""A line costs about 160 bytes while a mail comes in, however short it is; one of 5 MB has 35 in each of so many."""

COMMANDS_MAX: Final = {"*": 100, "RCPT": 200, "DATA": 100, "MAIL": 100}
NOT_OURS: Final = "550 5.1.1 This address is none of ours"
TOO_MANY: Final = "452 4.5.3 Too many recipients"
NOT_NOW: Final = "451 4.3.0 What this mail tells cannot be written now; send it again"
BUSY: Final = b"421 4.3.2 Too many connections; try again later\r\n"


class _FewLines:
    """A reader of one mail. What has too many lines looks as long as it may not be, and is refused as that."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader, self._lines = reader, 0

    async def readuntil(self, separator: bytes) -> bytes:
        """The next line."""
        line = await self._reader.readuntil(separator)
        self._lines += 1
        return bytes(MAIL_BYTES_MAX) + separator if self._lines == LINES_MAX and line != b".\r\n" else line

    async def read(self, count: int) -> bytes:
        """A part of a line that is too long."""
        return await self._reader.read(count)


class _Connection(SMTP):
    """One connection: it ends when it is idle or has lasted for too long, and it counts while it lasts."""

    line_length_limit = LINE_BYTES_MAX  # servers write longer lines than they may

    def __init__(self, server: "MailServer", **options: Any) -> None:  # as SMTP takes them
        super().__init__(server, **options)
        self._server, self._peer = server, ""
        self._ends: asyncio.TimerHandle | None = None

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """The mail itself, which has a bounded number of lines too."""
        reader = self._reader
        self._reader = _FewLines(reader)  # type: ignore[assignment]  # it has all that is read by in here
        try:
            await super().smtp_DATA(arg)
        finally:
            self._reader = reader

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many. Called a second time when the connection becomes a secret one."""
        if self._ends is None:
            self._peer = str((transport.get_extra_info("peername") or ("",))[0])
            if not self._server.admit(self._peer):
                transport.write(BUSY)  # type: ignore[attr-defined]  # uvloop's has it and not the class
                transport.close()
                self._peer = ""
                return
            self._ends = self.loop.call_later(self._server.rules.connection_seconds, transport.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        if self._ends is None:
            return
        self._ends.cancel()
        self._ends = None
        self._server.leave(self._peer)
        super().connection_lost(error)


class MailServer:
    """Answers what aiosmtpd asks. A relay it is not: nothing that it takes goes anywhere but into `hear`."""

    def __init__(self, rules: MailRules, hear: Hear) -> None:
        self.rules = rules
        self._hear = hear
        self._addresses = ReturnAddresses(rules.secret, rules.domain)
        self._tls = tls_context(rules.certificate, rules.key) if rules.certificate else None
        self._open: Counter[str] = Counter()
        self._reading = asyncio.Semaphore(READING_MAX)

    async def listen(self, listener: socket.socket) -> asyncio.Server:
        """Serve what connects to this socket."""
        return await asyncio.get_running_loop().create_server(self._connection, sock=listener)

    def _connection(self) -> _Connection:
        return _Connection(
            self,
            hostname=self._addresses.domain,
            ident="ESMTP",
            data_size_limit=MAIL_BYTES_MAX,
            enable_SMTPUTF8=True,
            tls_context=self._tls,
            timeout=self.rules.idle_seconds,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit=COMMANDS_MAX,
            loop=asyncio.get_running_loop(),
        )

    def admit(self, peer: str) -> bool:
        """Whether one more connection fits in; it is counted then."""
        if self._open.total() >= self.rules.connections_max or self._open[peer] >= CONNECTIONS_MAX_PEER:
            return False
        self._open[peer] += 1
        return True

    def leave(self, peer: str) -> None:
        """A connection has ended."""
        self._open[peer] -= 1
        if self._open[peer] <= 0:
            del self._open[peer]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses that we signed, and those for complaints."""
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return TOO_MANY
        if self._addresses.read(address) is None and not is_for_complaints(address, self._addresses.domain):
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_VRFY(self, server: SMTP, session: Session, envelope: Envelope, address: str) -> str:
        """Nobody is told which addresses there are."""
        return "252 2.5.0 Send some mail and see"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The 250 comes when what the mail tells is on disk; a mail that tells nothing is taken too."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        async with self._reading:  # so many mails are read at once; others wait
            told = await asyncio.to_thread(self._read, raw, list(envelope.rcpt_tos))
        if told and not await self._hear(told):
            return NOT_NOW
        return "250 2.0.0 Heard" if told else "250 2.0.0 Taken; it tells nothing"

    def _read(self, raw: bytes, recipients: Sequence[str]) -> list[Receipt]:
        ways: list[ReturnAddress | None] = [self._addresses.read(one) for one in recipients]
        return [receipt for to in dict.fromkeys(ways) for receipt in read_returned(raw, to, self._addresses).receipts]
