"""HTTP calls to services outside: guarded, with limits of time and size, and plain about what is not known."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from loopline.model.channels import WebhookMethod as Method
from loopline.providers.guarded_network import PrivateAddress
from loopline.providers.http_connections import HttpConnections, Origin

ANSWER_BYTES_MAX: Final = 64 * 1024
REASON_CHARACTERS_MAX: Final = 300
RETRY_AFTER_MS_MAX: Final = 24 * 3_600_000
HTTP_PORT: Final = 80
HTTPS_PORT: Final = 443
HEADER_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
NOT_OPEN: Final = "the provider is not open"
Header = tuple[str, str]
Item = TypeVar("Item")
Made = TypeVar("Made")


class Answer(Struct, frozen=True):
    """What the service said. Names of headers are in lower case; of a longer body only the beginning was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def words(self) -> str:
        """The answer in short, for a reason: its status and the beginning of its body."""
        return f"{self.status} {self.body[:REASON_CHARACTERS_MAX].decode('utf-8', 'replace')}".strip()

    def retry_after_ms(self, now: int) -> int | None:
        """How long the service asks to be left alone, None when it does not say."""
        return retry_after_ms(self.headers.get("retry-after", ""), now)


class NotSent(Struct, frozen=True):
    """Surely nothing was sent. `private`: the host is inside our own network, which settings do not allow."""

    reason: str
    private: bool = False


class Lost(Struct, frozen=True):
    """The request may have arrived, and there is no answer that could be believed."""

    reason: str


class HttpClient:
    """Connections that are kept open and shared by all batches, `connections` at most. Redirects are not followed."""

    def __init__(
        self,
        *,
        allow_private: bool,
        connections: int,
        timeout_seconds: float,
        connections_each: int = 0,
        body_max: int = ANSWER_BYTES_MAX,
    ) -> None:
        """At most `connections_each` are in use to one host, where that is less; `body_max` bytes of a body are read.

        A connection has to be there within `timeout_seconds`; so long may an answer stay silent, and last twice.
        """
        self._allow_private, self._most, self._timeout = allow_private, connections, timeout_seconds
        self._most_each = connections_each or connections
        self._connections: HttpConnections | None = None
        self._body_max = body_max

    async def open(self) -> None:
        """Connections are opened by the first calls."""
        self._connections = HttpConnections(
            self._most, allow_private=self._allow_private, body_max=self._body_max, most_each=self._most_each
        )

    async def close(self) -> None:
        """Closes every connection."""
        if self._connections is not None:
            self._connections.close()
            self._connections = None

    async def in_turn(
        self,
        batch: Sequence[Item],
        one: Callable[[Item], Awaitable[Made]],
        failed: Callable[[Exception], Made] | None = None,
    ) -> list[Made]:
        """What `one` makes of each, in order, as many of a batch at a time as one host may have.

        Where it raises, what `failed` makes of the error: it costs that item alone.
        Batches share the connections.
        """
        made: dict[int, Made] = {}
        rest = iter(enumerate(batch))

        async def work() -> None:
            for number, item in rest:
                try:
                    made[number] = await one(item)
                except Exception as error:
                    if failed is None:
                        raise
                    made[number] = failed(error)

        await asyncio.gather(*(work() for _ in range(min(self._most_each, len(batch)))))
        return [made[number] for number in range(len(batch))]

    async def post(self, url: str, headers: Sequence[Header], body: bytes) -> Answer | NotSent | Lost:
        """Posts the body; `headers` go before our `User-Agent`. Raises ValueError for what no request can hold."""
        return await self.call("POST", url, headers, body)

    async def get(self, url: str, headers: Sequence[Header] = ()) -> Answer | NotSent | Lost:
        """Asks for what stands there; else as `post`."""
        return await self.call("GET", url, headers, b"")

    async def call(self, method: Method, url: str, headers: Sequence[Header], body: bytes) -> Answer | NotSent | Lost:
        """As `post`, by any of these methods."""
        origin, head = request_head(method, url, headers, len(body))
        connections, began = self._connections, time.monotonic()
        if connections is None:
            return NotSent(NOT_OPEN)
        try:
            dialogue = await connections.take(origin, self._timeout)
        except PrivateAddress:
            return NotSent(f"{origin.host} is inside our own network", private=True)
        except OSError as error:
            return NotSent(str(error)[:REASON_CHARACTERS_MAX])
        if dialogue.is_lost:
            connections.give_back(dialogue)
            return NotSent("it hung up before anything was said")
        left = self._timeout * 2 - (time.monotonic() - began)
        try:
            reply = await dialogue.ask(head + body, silence_seconds=self._timeout, seconds_max=left)
        except OSError as error:
            return Lost(str(error)[:REASON_CHARACTERS_MAX] or type(error).__name__)
        finally:
            connections.give_back(dialogue)
        return Answer(reply.status, reply.headers, reply.body)


def request_head(method: Method, url: str, headers: Sequence[Header], length: int) -> tuple[Origin, bytes]:
    """The origin that a call goes to, and its head. A login in the address stays here."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    secure = parts.scheme == "https"
    if not (secure or parts.scheme == "http") or not parts.hostname or not _is_plain(target) or " " in target:
        raise ValueError(f"{url[:80]!r} is no address of HTTP.")
    own = [("Host", parts.netloc.rpartition("@")[2]), ("User-Agent", "Loopline")]
    own += [("Content-Length", str(length))] if length or method != "GET" else []
    named = {name.lower() for name, _ in headers}
    lines = [*(line for line in own if line[0].lower() not in named), *headers]
    for name, value in lines:
        if not (HEADER_NAME.fullmatch(name) and _is_plain(value)):
            raise ValueError(f"{name[:80]!r} is no header that a request can hold.")
    head = "".join((f"{method} {target} HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in lines), "\r\n"))
    port = parts.port if parts.port is not None else HTTPS_PORT if secure else HTTP_PORT
    return Origin(secure, parts.hostname, port), head.encode("ascii")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def retry_after_ms(value: str, now: int) -> int | None:
    """What `Retry-After` asks for, seconds or a date, in ms from now and at most a day; None when it says nothing."""
    value = value.strip()
    if value.isdecimal() and value.isascii():
        return min(int(value[:9]) * 1000, RETRY_AFTER_MS_MAX)
    try:
        at = parsedate_to_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0, min(int(at.timestamp() * 1000) - now, RETRY_AFTER_MS_MAX))
    except (ValueError, OverflowError, TypeError):
        return None
