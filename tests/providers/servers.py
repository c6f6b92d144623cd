"""Real servers on loopback that behave as providers do: they accept, defer, refuse, hang up and dawdle."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailroom:
    """An SMTP server whose recipients' names say how it answers; `mails` holds what it took responsibility for."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.sessions: set[int] = set()
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Greylists, refuses, or notes the recipient."""
        name = address.partition("@")[0]
        if name.startswith("dead"):
            return "550 5.1.1 no such mailbox"
        if name.startswith("grey"):
            return "451 4.7.1 greylisted, try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes the mail, refuses its content, or hangs up without a word, having taken it or not."""
        name = envelope.rcpt_tos[0].partition("@")[0]
        self.sessions.add(id(session))
        if name.startswith("spam"):
            return "554 5.7.1 content refused"
        if name.startswith("drop"):
            hang_up(server)
            return "250 nobody hears this"
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        if name.startswith("silent"):
            await asyncio.sleep(5)
        return "250 queued as A1"


def hang_up(connection: SMTP) -> None:
    """Ends a connection without a word."""
    if isinstance(connection.transport, asyncio.WriteTransport):
        connection.transport.abort()


@asynccontextmanager
async def mailroom(port: int = 0, password: str = "") -> AsyncIterator[Mailroom]:
    """A mail server on a free port; with a password it takes mail only from who logs in."""
    room = Mailroom()
    open_ones: list[SMTP] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=known)

    def protocol() -> SMTP:
        options: dict[str, Any] = {"hostname": "mail.test", "enable_SMTPUTF8": False}  # as SMTP takes them
        if password:
            options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password without TLS is what this server is for
            open_ones.append(SMTP(room, **options))
        return open_ones[-1]

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", port)
    room.port = server.sockets[0].getsockname()[1]
    try:
        yield room
    finally:
        server.close()
        for one in open_ones:
            hang_up(one)
        await asyncio.sleep(0)


class Receiver:
    """An HTTP server whose paths say how it answers: /status/503, /drop, /slow, /flood, /after, /redirect, /answer."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.names: list[list[str]] = []
        self.connections = 0
        self.port = 0
        self.answer = b"ok"

    def url(self, path: str = "/ok") -> str:
        """An address of this server."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        path = first.split(" ")[1]
        self.requests.append((path, headers, body))
        self.names.append([line.partition(":")[0].lower() for line in rest])
        if path == "/drop":
            return False
        if path == "/slow":
            await asyncio.sleep(5)
        if path == "/flood":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 1_000_000)
            await writer.drain()
            await asyncio.sleep(5)
        status, extra = "200 OK", ""
        if path.startswith("/status/"):
            status = f"{path.rpartition('/')[2]} As Asked"
        if path == "/after":
            status, extra = "429 Slow Down", "Retry-After: 120\r\n"
        if path == "/redirect":
            status, extra = "302 Found", f"Location: {self.url('/secret')}\r\n"
        words = self.answer if path.startswith("/answer") else b"ok"
        writer.write(f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(words)}\r\n\r\n".encode() + words)
        await writer.drain()
        return True


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """An HTTP server on a free port."""
    desk = Receiver()
    tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await desk.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    desk.port = server.sockets[0].getsockname()[1]
    try:
        yield desk
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
