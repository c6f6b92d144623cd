"""HTTP calls to services outside: guarded, with limits of time and size, and plain about what is not known."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpcore2
from httpx2 import create_ssl_context
from msgspec import Struct

from loopline.providers.guarded_network import GuardedBackend, PrivateAddress

ANSWER_BYTES_MAX: Final = 64 * 1024
REASON_CHARACTERS_MAX: Final = 300
RETRY_AFTER_MS_MAX: Final = 24 * 3_600_000
KEEPALIVE_SECONDS: Final = 30.0
NOT_SENT: Final = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout)
LOST: Final = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError, TimeoutError)
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

    def __init__(self, *, allow_private: bool, connections: int, timeout_seconds: float) -> None:
        self._allow_private = allow_private
        self._connections = connections
        self._timeout = timeout_seconds
        self._pool: httpcore2.AsyncConnectionPool | None = None

    async def open(self) -> None:
        """Makes the pool; connections are opened by the first calls."""
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=create_ssl_context(),
            max_connections=self._connections,
            max_keepalive_connections=self._connections,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=GuardedBackend(self._allow_private),
        )

    async def close(self) -> None:
        """Closes every connection."""
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None

    async def in_turn(
        self,
        batch: Sequence[Item],
        one: Callable[[Item], Awaitable[Made]],
        failed: Callable[[Exception], Made] | None = None,
    ) -> list[Made]:
        """What `one` makes of each, in order, as many of a batch at a time as there are connections.

        Where it raises, what `failed` makes of the error: it costs that item alone.
        Batches share the connections. One that is left idle costs a look at each request, so the pool is kept supplied.
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

        await asyncio.gather(*(work() for _ in range(min(self._connections, len(batch)))))
        return [made[number] for number in range(len(batch))]

    async def post(self, url: str, headers: Sequence[Header], body: bytes) -> Answer | NotSent | Lost:
        """Posts the body; `headers` go before our `User-Agent`. Raises ValueError for what no request can hold."""
        target = httpcore2.URL(url)
        own = [
            ("Host", urlsplit(url).netloc.rpartition("@")[2]),
            ("User-Agent", "Loopline"),
            ("Content-Length", str(len(body))),
        ]
        named = {name.lower() for name, _ in headers}
        lines = [
            (name.encode("ascii"), value.encode("ascii"))
            for name, value in (*(line for line in own if line[0].lower() not in named), *headers)
        ]
        try:
            async with asyncio.timeout(self._timeout * 2):  # a service may not drip its answer for ever
                return await self._exchange(target, lines, body)
        except PrivateAddress:
            return NotSent(f"{urlsplit(url).hostname} is inside our own network", private=True)
        except httpcore2.LocalProtocolError as error:
            raise ValueError(str(error)) from error
        except NOT_SENT as error:
            return NotSent(str(error)[:REASON_CHARACTERS_MAX])
        except LOST as error:
            return Lost(f"{type(error).__name__} {error}".strip()[:REASON_CHARACTERS_MAX])

    async def _exchange(self, url: httpcore2.URL, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer | NotSent:
        if self._pool is None:
            return NotSent(NOT_OPEN)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        async with self._pool.stream(
            "POST", url, headers=headers, content=body, extensions={"timeout": limits}
        ) as answer:
            named = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in answer.headers}
            return Answer(answer.status, named, await _beginning(answer))


async def _beginning(answer: httpcore2.Response) -> bytes:
    """The beginning of the answer's body. The rest of a longer one is left unread, which closes its connection."""
    words = b""
    async for piece in answer.aiter_stream():
        words += piece
        if len(words) > ANSWER_BYTES_MAX:
            break
    return words


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
