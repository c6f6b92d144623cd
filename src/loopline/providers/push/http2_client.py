"""HTTP/2 calls, for services that speak nothing else; guarded and as plain about the unknown as those of HTTP/1."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from loopline.providers.guarded_network import PrivateAddress
from loopline.providers.http_client import (
    ANSWER_BYTES_MAX,
    NOT_OPEN,
    REASON_CHARACTERS_MAX,
    Answer,
    Header,
    HttpClient,
    Lost,
    NotSent,
    request_head,
)
from loopline.providers.http_connections import trusting_context

if TYPE_CHECKING:
    from httpcore2 import AsyncConnectionPool

CONNECTIONS: Final = 2
"""One carries a thousand calls at a time; the second is there while the first is being closed by the service."""

KEEPALIVE_SECONDS: Final = 900.0
TRIES: Final = 3
ENDED: Final = "the service ended the connection before it looked at this"
LEFT: Final = "http2.send_request_headers.started"


class Http2Client(HttpClient):
    """Few connections, which are kept open; each carries many calls at once, `at_once` at most in all."""

    def __init__(
        self, *, allow_private: bool, at_once: int, timeout_seconds: float, context: ssl.SSLContext | None = None
    ) -> None:
        """`context` says which certificates are trusted; else those of this machine are."""
        super().__init__(allow_private=allow_private, connections=at_once, timeout_seconds=timeout_seconds)
        self._context, self._pool = context, None

    _pool: "AsyncConnectionPool | None"

    async def open(self) -> None:
        """The connections are opened by the first calls."""
        from httpcore2 import AsyncConnectionPool

        from loopline.providers.push.guarded_backend import GuardedBackend

        self._pool = AsyncConnectionPool(
            ssl_context=self._context or trusting_context(),
            max_connections=CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            http1=False,
            http2=True,
            network_backend=GuardedBackend(allow_private=self._allow_private),
        )

    async def close(self) -> None:
        """Closes every connection."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.aclose()

    async def post(self, url: str, headers: Sequence[Header], body: bytes) -> Answer | NotSent | Lost:
        """Posts the body; an answer may take twice as long as it may stay silent. Raises ValueError for bad headers.

        What a service that ends a connection has surely not looked at goes over the next one.
        """
        origin, _ = request_head("POST", url, headers, len(body))
        told: Answer | NotSent | Lost = NotSent(NOT_OPEN)
        streams: list[int] = []
        try:
            async with asyncio.timeout(self._timeout * 2):
                for _ in range(TRIES):
                    streams.clear()
                    told = await self._tried(url, headers, body, origin.host, streams)
                    if not (isinstance(told, NotSent) and told.reason == ENDED):
                        break
        except TimeoutError:
            reason = f"no answer in {self._timeout * 2:g} s"
            return Lost(reason) if streams else NotSent(reason)
        return told

    async def _tried(
        self, url: str, headers: Sequence[Header], body: bytes, host: str, streams: list[int]
    ) -> Answer | NotSent | Lost:
        """One call. The number of its stream is added to `streams` when it begins to leave."""
        said = [
            ("Host", urlsplit(url).netloc),
            ("User-Agent", "Loopline"),
            ("Content-Length", str(len(body))),
            *headers,
        ]

        async def heard(event: str, info: Mapping[str, Any]) -> None:  # the library's own
            if event == LEFT:
                streams.append(info["stream_id"])

        if self._pool is None:
            return NotSent(NOT_OPEN)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        try:
            return await _answer(self._pool, url, said, body, {"timeout": limits, "trace": heard})
        except PrivateAddress:
            return NotSent(f"{host} is inside our own network", private=True)
        except Exception as error:  # of the library, or of the socket
            await _swept(self._pool)
            if streams and _was_passed_over(error, streams[-1]):
                return NotSent(ENDED)
            reason = str(error)[:REASON_CHARACTERS_MAX] or type(error).__name__
            return Lost(reason) if streams else NotSent(reason)


async def _swept(pool: "AsyncConnectionPool | None") -> None:
    """Close what can be asked no more: the pool would count it among its few for as long as one may rest."""
    for connection in pool.connections if pool is not None else ():
        if connection.is_idle() and not connection.is_available() and not connection.is_closed():
            await connection.aclose()


def _was_passed_over(error: Exception, stream: int) -> bool:
    """Whether the service said goodbye and named an earlier call as the last that it looks at (RFC 9113, 6.8)."""
    from h2.events import ConnectionTerminated

    goodbye = error.args[0] if error.args else None
    return isinstance(goodbye, ConnectionTerminated) and stream > (goodbye.last_stream_id or 0)


async def _answer(
    pool: "AsyncConnectionPool",
    url: str,
    headers: Sequence[Header],
    body: bytes,
    extensions: dict[str, Any],  # the library's own
) -> Answer:
    found = bytearray()
    async with pool.stream("POST", url, headers=list(headers), content=body, extensions=extensions) as response:
        async for part in response.aiter_stream():
            found += part[: ANSWER_BYTES_MAX - len(found)]
            if len(found) == ANSWER_BYTES_MAX:
                break
        named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answer(response.status, named, bytes(found))
