"""Connections to HTTP servers: kept open by host, at most so many in all and to one, each to a checked address."""

import asyncio
import ssl
import sys
from collections import deque
from typing import Final, NamedTuple

from loopline.providers.guarded_network import reach
from loopline.providers.http_dialogue import HttpDialogue

KEEPALIVE_SECONDS: Final = 30.0
GOODBYE_SECONDS: Final = 1.0
CLOSED: Final = "the provider is closed"


class Origin(NamedTuple):
    """The server that a connection leads to; one of another origin is never used in its place."""

    secure: bool
    host: str
    port: int


class HttpConnections:
    """At most `most` in all, those that rest included, and `most_each` in use to one origin. Belongs to one event loop.

    So an origin that answers nothing keeps nobody waiting but those who ask it.
    """

    def __init__(self, most: int, *, allow_private: bool, body_max: int, most_each: int = 0) -> None:
        self._most, self._allow_private, self._body_max = most, allow_private, body_max
        self._most_each = most_each or most
        self._asked: dict[Origin, int] = {}
        self._context = trusting_context()
        self._in_use: dict[HttpDialogue, Origin] = {}
        self._opening = 0
        self._waiting: deque[tuple[asyncio.Future[None], Origin]] = deque()
        self._resting: dict[HttpDialogue, tuple[Origin, float]] = {}  # the one that rests longest is the first
        self._by_origin: dict[Origin, list[HttpDialogue]] = {}
        self._broom: asyncio.TimerHandle | None = None
        self._closed = False

    async def take(self, origin: Origin, seconds_max: float) -> HttpDialogue:
        """A connection to this origin, for one asker alone; give it back in any case.

        Raises OSError (TimeoutError after so long) or PrivateAddress; then nothing was sent.
        """
        if self._is_free(origin) and (kept := self._kept(origin)) is not None:
            self._begin(origin)
            self._in_use[kept] = origin
            return kept
        try:
            async with asyncio.timeout(seconds_max):
                await self._turn(origin)
                try:
                    dialogue = self._kept(origin) or await self._opened(origin)
                except BaseException:
                    self._opening -= 1
                    self._end(origin)
                    self._next()
                    raise
        except TimeoutError:
            raise TimeoutError(f"no connection in {seconds_max:g} s") from None
        self._opening -= 1
        self._in_use[dialogue] = origin
        return dialogue

    def give_back(self, dialogue: HttpDialogue) -> None:
        """The asker has its answer, or will get none."""
        origin = self._in_use.pop(dialogue, None)
        if origin is not None:
            self._end(origin)
        if origin is None or self._closed or not dialogue.is_quiet:
            dialogue.hang_up()
        else:
            loop = asyncio.get_running_loop()
            self._resting[dialogue] = origin, loop.time()
            self._by_origin.setdefault(origin, []).append(dialogue)
            self._broom = self._broom or loop.call_later(KEEPALIVE_SECONDS, self._sweep)
        self._next()

    def close(self) -> None:
        """Hang up everywhere; whoever waits for an answer gets none."""
        self._closed = True
        if self._broom is not None:
            self._broom.cancel()
        while self._waiting:
            if not (turn := self._waiting.popleft()[0]).done():
                turn.set_exception(ConnectionAbortedError(CLOSED))
        for dialogue in (*self._resting, *self._in_use):
            dialogue.hang_up()
        for one in (self._resting, self._by_origin, self._in_use):
            one.clear()
        self._asked.clear()

    @property
    def _has_room(self) -> bool:
        return len(self._in_use) + self._opening < self._most

    def _is_free(self, origin: Origin) -> bool:
        """Whether one more may ask it, with nobody waiting before who could ask as well."""
        return self._has_room and self._may_ask(origin) and not any(self._may_ask(one) for _, one in self._waiting)

    def _may_ask(self, origin: Origin) -> bool:
        return self._asked.get(origin, 0) < self._most_each

    def _begin(self, origin: Origin) -> None:
        self._asked[origin] = self._asked.get(origin, 0) + 1

    def _end(self, origin: Origin) -> None:
        left = self._asked.pop(origin, 1) - 1
        if left:
            self._asked[origin] = left

    async def _turn(self, origin: Origin) -> None:
        """Wait until one more may be in use, behind those who wait already; counted as `_opening` from then on."""
        if self._is_free(origin):
            self._opening += 1
            self._begin(origin)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, origin))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._opening -= 1
                self._end(origin)
                self._next()
            raise

    def _next(self) -> None:
        passed: list[tuple[asyncio.Future[None], Origin]] = []
        while self._waiting and self._has_room:
            turn, origin = self._waiting.popleft()
            if turn.done():
                continue
            if not self._may_ask(origin):
                passed.append((turn, origin))
                continue
            self._opening += 1
            self._begin(origin)
            turn.set_result(None)
        self._waiting.extendleft(reversed(passed))

    def _kept(self, origin: Origin) -> HttpDialogue | None:
        """The one that has rested least, if any can still be asked."""
        while kept := self._by_origin.get(origin):
            dialogue = kept[-1]
            self._forget(dialogue)
            if dialogue.is_quiet:
                return dialogue
            dialogue.hang_up()
        return None

    async def _opened(self, origin: Origin) -> HttpDialogue:
        while self._resting and len(self._in_use) + self._opening + len(self._resting) > self._most:
            self._dismiss(next(iter(self._resting)))
        sock = await reach(origin.host, origin.port, allow_private=self._allow_private)
        try:
            secured = (self._context, origin.host, GOODBYE_SECONDS) if origin.secure else (None, None, None)
            context, name, goodbye = secured
            _, dialogue = await asyncio.get_running_loop().create_connection(
                lambda: HttpDialogue(self._body_max),
                sock=sock,
                ssl=context,
                server_hostname=name,
                ssl_shutdown_timeout=goodbye,
            )
        except BaseException:
            sock.close()
            raise
        if self._closed:
            dialogue.hang_up()
            raise ConnectionAbortedError(CLOSED)
        return dialogue

    def _sweep(self) -> None:
        """Hang up where nothing was asked for a while."""
        loop = asyncio.get_running_loop()
        while self._resting:
            dialogue, (_, since) = next(iter(self._resting.items()))
            if dialogue.is_quiet and (left := since + KEEPALIVE_SECONDS - loop.time()) > 0:
                self._broom = loop.call_later(left, self._sweep)
                return
            self._dismiss(dialogue)
        self._broom = None

    def _dismiss(self, dialogue: HttpDialogue) -> None:
        self._forget(dialogue)
        dialogue.hang_up()

    def _forget(self, dialogue: HttpDialogue) -> None:
        origin, _ = self._resting.pop(dialogue)
        kept = self._by_origin[origin]
        kept.remove(dialogue)
        if not kept:
            del self._by_origin[origin]


def trusting_context() -> ssl.SSLContext:
    """Checks certificates and names by the roots of this machine, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if sys.platform != "linux" or not context.cert_store_stats()["x509_ca"]:
        from httpx2 import create_ssl_context  # it knows where other systems keep their roots; rarely worth its memory

        context = create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
