"""Fetches feeds by HTTP: a feed that hangs costs its own messages a time-out, then rests, and holds up nobody else."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from loopline.conditions.lookups.compiled import FeedAsked
from loopline.delivery.lookups.resolve import Answer, Away, LookedUp, Nothing
from loopline.model.catalogs.documents import Feed
from loopline.model.catalogs.feed_url import SECRET, address_with
from loopline.providers.http_client import Answer as HttpAnswer
from loopline.providers.http_client import HttpClient, NotSent

CACHE_BYTES_MAX: Final = 16 << 20
BATCHES_MAX: Final = 3
"""So many batches of messages wait for feeds at a time, all feeds together: rendering goes on beside them."""

BATCHES_EACH: Final = 2
CALLS_EACH: Final = 4
FAILURES_MAX: Final = 3
REST_SECONDS: Final = 30.0
BUSY_MS: Final = 2_000
BATCH_TIMEOUTS: Final = 3
"""A batch waits for a feed as long as this many of its time-outs, whatever the number of its calls."""

SLOW: Final = Away("feed_busy", "it answers too slowly for so many messages", BUSY_MS)
NOTHING_THERE: Final = (204, 404, 410)


class _Wall:
    """What is known of one feed: how many batches wait for it, how often it failed in a row, until when it rests."""

    def __init__(self) -> None:
        self.busy = self.failures = 0
        self.rests_until = 0.0
        self.why = Away("feed_away", "it was not asked yet")


class FeedClient:
    """Any thread may ask that runs no event loop; it waits for the calls, and for no longer than their time-outs."""

    def __init__(self, *, allow_private: bool, secrets: Mapping[str, str]) -> None:
        self._allow_private, self._secrets = allow_private, secrets
        self._lock = threading.Lock()
        self._walls: dict[str, _Wall] = {}
        self._busy = 0
        self._cache: OrderedDict[tuple[str, bytes, str], tuple[float, bytes]] = OrderedDict()
        self._bytes = 0

    def fetch(self, feed: Feed, asked: Sequence[FeedAsked]) -> Sequence[Answer]:
        """The answer to each, from what is remembered where that is young enough. Raises nothing."""
        urls = [address_with(feed.url, dict(one.values)) for one in asked]
        wanted = [url for url in dict.fromkeys(urls) if url is not None]
        known = {url: answer for url in wanted if (answer := self._remembered(feed, url)) is not None}
        left = [url for url in wanted if url not in known]
        if left:
            known |= self._fetched(feed, left)
        return [Nothing() if url is None else known[url] for url in urls]

    def close(self) -> None:
        """What is under way ends by its time-out."""

    def _fetched(self, feed: Feed, urls: Sequence[str]) -> dict[str, Answer]:
        with self._lock:
            wall = self._walls.setdefault(feed.id, _Wall())
            if time.monotonic() < wall.rests_until:
                return dict.fromkeys(urls, wall.why)
            if wall.busy >= BATCHES_EACH or self._busy >= BATCHES_MAX:
                return dict.fromkeys(urls, Away("feed_busy", "enough messages wait for feeds", BUSY_MS))
            wall.busy, self._busy = wall.busy + 1, self._busy + 1
        try:
            return self._in_a_loop(feed, urls, wall)
        except Exception as error:  # what is wrong with a feed is its own, and no fault of those who send
            return dict.fromkeys(urls, Away("feed_away", f"it cannot be asked ({type(error).__name__})"))
        finally:
            with self._lock:
                wall.busy, self._busy = wall.busy - 1, self._busy - 1

    def _in_a_loop(self, feed: Feed, urls: Sequence[str], wall: _Wall) -> dict[str, Answer]:
        """Ask from the thread of who wants to know; when its loop closes, nobody waits for a resolver that hangs."""
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self._ask_all(feed, urls, wall))
        finally:
            loop.close()

    async def _ask_all(self, feed: Feed, urls: Sequence[str], wall: _Wall) -> dict[str, Answer]:
        """The answers; once it has failed often enough the rest are not asked."""
        found: dict[str, Answer] = dict.fromkeys(urls, SLOW)
        client = HttpClient(
            allow_private=self._allow_private,
            connections=CALLS_EACH,
            timeout_seconds=feed.timeout_ms / 1000,
            body_max=feed.largest_kilobytes * 1024 + 1,
        )
        await client.open()
        rest = iter(urls)

        async def work() -> None:
            for url in rest:
                if time.monotonic() < wall.rests_until:
                    found[url] = wall.why
                    continue
                answer = found[url] = await self._ask(client, feed, url)
                self._note(wall, answer)

        try:
            async with asyncio.timeout(BATCH_TIMEOUTS * feed.timeout_ms / 1000):
                await asyncio.gather(*(work() for _ in range(min(CALLS_EACH, len(urls)))))
        except TimeoutError:
            pass  # those that had no turn are asked when their messages come again
        finally:
            await client.close()
        return found

    def _note(self, wall: _Wall, answer: Answer) -> None:
        if not isinstance(answer, Away):
            wall.failures = 0
            return
        wall.failures, wall.why = wall.failures + 1, answer
        if wall.failures >= FAILURES_MAX:
            wall.failures = FAILURES_MAX - 1  # after its rest one failure is enough
            wall.rests_until = time.monotonic() + REST_SECONDS

    async def _ask(self, client: HttpClient, feed: Feed, url: str) -> Answer:
        headers = [("Accept", "application/json")]
        for name, text in feed.headers.items():
            unknown = [one for one in SECRET.findall(text) if one not in self._secrets]
            if unknown:
                return Away("feed_secret", f'there is no secret "{unknown[0]}" in LOOPLINE_FEED_SECRETS')
            headers.append((name, SECRET.sub(lambda found: self._secrets[found[1]], text)))
        try:
            async with asyncio.timeout(feed.timeout_ms / 1000):
                told = await client.get(url, headers)
        except TimeoutError:
            return Away("feed_away", f"it did not answer within {feed.timeout_ms} ms")
        except ValueError:  # whose words may hold a secret
            return Away("feed_away", "its address or a header is none that a request can hold")
        if not isinstance(told, HttpAnswer):
            is_private = isinstance(told, NotSent) and told.private
            return Away("feed_private" if is_private else "feed_away", told.reason)
        return self._read(feed, url, told)

    def _read(self, feed: Feed, url: str, told: HttpAnswer) -> Answer:
        if told.status in NOTHING_THERE:
            self._remember(feed, url, b"")
            return Nothing()
        if told.status != 200:
            return Away("feed_away", f"it answered {told.status}")
        if len(told.body) > feed.largest_kilobytes * 1024:
            return Away("feed_too_large", f"its answer is over {feed.largest_kilobytes} KB")
        try:
            value: Any = msgspec.json.decode(told.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Away("feed_away", "its answer is no JSON")
        self._remember(feed, url, told.body)
        return LookedUp(value)

    def _remembered(self, feed: Feed, url: str) -> Answer | None:
        with self._lock:
            until, body = self._cache.get(_place(feed, url), (0.0, b""))
        if until <= time.monotonic():
            return None
        return LookedUp(msgspec.json.decode(body)) if body else Nothing()

    def _remember(self, feed: Feed, url: str, body: bytes) -> None:
        if not feed.cache_seconds:
            return
        key = _place(feed, url)
        with self._lock:
            if key in self._cache:
                self._bytes -= len(self._cache.pop(key)[1]) + len(url)
            self._cache[key] = time.monotonic() + feed.cache_seconds, body
            self._bytes += len(body) + len(url)
            while self._bytes > CACHE_BYTES_MAX:
                (_, _, first), (_, gone) = self._cache.popitem(last=False)
                self._bytes -= len(gone) + len(first)


def _place(feed: Feed, url: str) -> tuple[str, bytes, str]:
    """Where an answer is remembered: other headers may be answered otherwise."""
    return feed.id, msgspec.json.encode(feed.headers), url
