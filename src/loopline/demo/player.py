"""Plays a world to a running Loopline: moves the virtual clock, sends through the public API, waits for calm."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import httpx2
import msgspec

from loopline.app import App
from loopline.crew.indoors import IndoorApp
from loopline.model.errors import Unavailable
from loopline.model.journey import Document
from loopline.runtime.clock import VirtualClock

BATCH_MESSAGES = 500
LOOK_SECONDS = 0.002
LINKS_AT_ONCE = 6
TIMEOUT_SECONDS = 120.0
BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


class WorldPlayer:
    """One app on a virtual clock, its address and its keys. Everything that a world says goes through HTTP."""

    def __init__(self, app: App, clock: VirtualClock, url: str, write_key: str, admin_key: str) -> None:
        self.app, self.clock, self.url = app, clock, url
        limits = httpx2.Limits(max_connections=LINKS_AT_ONCE, max_keepalive_connections=LINKS_AT_ONCE)
        self._client = httpx2.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits)
        self._write, self._admin = httpx2.BasicAuth(write_key, ""), {"Authorization": f"Bearer {admin_key}"}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the connections."""
        await self._client.aclose()

    async def publish(self, document: Document, reason: str) -> None:
        """Make a document live."""
        body = msgspec.json.encode({"document": document, "publish": True, "reason": reason})
        headers = self._admin | {"Content-Type": "application/json"}
        _expect(await self._client.post("/api/documents", content=body, headers=headers))

    async def report(self, journey: str) -> dict[str, Any]:
        """A journey's report, as JSON."""
        answer: dict[str, Any] = msgspec.json.decode(
            _expect(await self._client.get(f"/api/journeys/{journey}/report", headers=self._admin))
        )
        return answer

    async def move_to(self, at: int) -> None:
        """Let time pass until `at` (ms): everything due by then happens at its own time, and every message leaves."""
        self.clock.move_to(at)
        await self.rest()

    async def tell(self, messages: Sequence[bytes]) -> None:
        """Send messages (JSON objects) in their order, and wait until all that follows from them is done."""
        await self.post(messages)
        await self.rest()

    async def post(self, messages: Sequence[bytes]) -> None:
        """Send messages (JSON objects) in their order; they are in the log when this returns."""
        for part in _parts(messages):
            body = b'{"batch":[' + b",".join(part) + b"]}"
            headers = {"Content-Type": "application/json"}
            answer = msgspec.json.decode(
                _expect(await self._client.post("/v1/batch", content=body, headers=headers, auth=self._write))
            )
            if answer["accepted"] != len(part):
                raise Unavailable("demo_refused", f"Some messages of the demo were refused: {answer['faults'][:3]}")

    async def follow(self, links: Iterable[str]) -> None:
        """Fetch these links as a browser does, many at a time, and wait until what follows is done."""
        turn = asyncio.Semaphore(LINKS_AT_ONCE)

        async def one(link: str) -> None:
            async with turn:
                answer = await self._client.get(link, headers={"User-Agent": BROWSER})
                if answer.status_code >= 400:
                    raise Unavailable("demo_refused", f"A link in a message answered {answer.status_code}.")

        await asyncio.gather(*(one(link) for link in links))
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is left to decide or to send at this moment."""
        app, wake, is_behind = self.app, self.app.worker.wake, self.app.loop.behind
        if isinstance(app, IndoorApp):
            wake, is_behind = app.wake, app.is_behind
        wake()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not await app.is_at_rest():
                continue
            if not is_behind():
                return
            wake()


def _parts(messages: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(messages), BATCH_MESSAGES):
        yield messages[start : start + BATCH_MESSAGES]


def _expect(answer: httpx2.Response) -> bytes:
    """The body. Raises Unavailable `demo_refused` for anything but a success."""
    if not answer.is_success:
        raise Unavailable("demo_refused", f"The API answered {answer.status_code}: {answer.text[:500]}")
    return answer.content
