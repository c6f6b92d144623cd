"""Real servers on loopback that behave as providers do: they accept, defer, refuse, hang up and dawdle."""

import asyncio
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, TypeVar, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec import Struct


class Mailroom:
    """An SMTP server whose recipients' names say how it answers.

    `mails` holds what it took responsibility for, `senders` the senders on their envelopes.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.sessions: set[int] = set()
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Greylists, refuses, or notes the recipient."""
        name = address.partition("@")[0]
        if name.startswith("dead"):
            return "550 5.1.1 no such mailbox"
        if name.startswith("listed"):
            return "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org"
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
        self.senders.append(envelope.mail_from or "")
        if name.startswith("silent"):
            await asyncio.sleep(5)
        return "250 queued as A1"


def hang_up(connection: SMTP) -> None:
    """Ends a connection without a word."""
    if connection.transport is not None:  # uvloop's has the methods and not the class
        cast(asyncio.WriteTransport, connection.transport).abort()


@asynccontextmanager
async def mailroom(port: int = 0, password: str = "") -> AsyncIterator[Mailroom]:
    """A mail server on a free port; with a password it takes mail only from who logs in."""
    room = Mailroom()
    open_ones: list[SMTP] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=known, handled=known)  # a failure that is not handled is answered with 535

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


class Call(Struct, frozen=True):
    """A request as it came; names of headers are in lower case, and `names` has each as often as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    names: list[str]


class HttpServer:
    """An HTTP server on loopback; what it answers is said by `respond`."""

    def __init__(self) -> None:
        self.connections = self.ended = 0
        self.port = 0

    def url(self, path: str = "/ok") -> str:
        """An address of this server."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def respond(self, call: Call) -> bytes | None:
        """The answer, made by `http_answer`; None hangs up without a word."""
        raise NotImplementedError

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        self.connections += 1
        try:
            while (said := await self.respond(await read_call(reader))) is not None:
                writer.write(said)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.ended += 1
            writer.close()


async def read_call(reader: asyncio.StreamReader) -> Call:
    """The next request on a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    method, target, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Call(method, target, headers, body, [line.partition(":")[0].lower() for line in rest])


def http_answer(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    """An answer as it goes over the wire."""
    lines = [f"{name}: {value}" for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items()]
    return "\r\n".join((f"HTTP/1.1 {status} As Asked", *lines, "", "")).encode() + body


class Receiver(HttpServer):
    """An HTTP server whose paths say how it answers: /status/503, /drop, /slow, /flood, /after, /redirect, /answer."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.names: list[list[str]] = []
        self.methods: list[str] = []
        self.answer = b"ok"

    async def respond(self, call: Call) -> bytes | None:
        path = call.target
        self.requests.append((path, call.headers, call.body))
        self.names.append(call.names)
        self.methods.append(call.method)
        if path == "/drop":
            return None
        if path == "/slow":
            await asyncio.sleep(5)
        if path == "/flood":
            return http_answer(200, b"x" * 1_000_000, {"Content-Length": "1000000000"})
        if path == "/after":
            return http_answer(429, b"ok", {"Retry-After": "120"})
        if path == "/redirect":
            return http_answer(302, b"ok", {"Location": self.url("/secret")})
        status = int(path.rpartition("/")[2]) if path.startswith("/status/") else 200
        return http_answer(status, self.answer if path.startswith("/answer") else b"ok")


Server = TypeVar("Server", bound=HttpServer)
Served = TypeVar("Served")


@asynccontextmanager
async def running(server: Server, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """The server, listening on a free port of loopback, behind TLS where a `context` is given."""
    tasks: set[asyncio.Task[Any]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await server.serve(reader, writer)

    listener = await asyncio.start_server(connected, "127.0.0.1", server.port, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver of webhooks on a free port."""
    async with running(Receiver()) as desk:
        yield desk


@contextmanager
def in_a_thread(server: Server) -> Iterator[Server]:
    """The server in a thread of its own, for a house that is served from one."""
    with in_a_thread_of(running(server)):
        yield server


@contextmanager
def post_office(password: str = "") -> Iterator[Mailroom]:
    """A real SMTP server in a thread of its own."""
    with in_a_thread_of(mailroom(password=password)) as room:
        yield room


@contextmanager
def in_a_thread_of(serving: AbstractAsyncContextManager[Served]) -> Iterator[Served]:
    """What serves as long as its context stands, in a thread of its own."""
    ready, done = threading.Event(), threading.Event()
    found: list[Served] = []

    async def keep() -> None:
        async with serving as served:
            found.append(served)
            ready.set()
            while not done.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=asyncio.run, args=(keep(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield found[0]
    finally:
        done.set()
        thread.join(20)
