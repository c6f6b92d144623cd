"""Publishes into a record of several shards: a shard that decides nothing just now holds nobody up for ever."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Any, Final

from loopline.model.errors import Unavailable
from loopline.model.journey import Document, Journey, Workspace
from loopline.model.signal import DocumentPublished, JourneyStateChanged, Signal
from loopline.runtime.upkeep.publisher import Publisher

LEVEL_SECONDS: Final = 30.0
"""A publish waits for all shards for so long, each time that it has to."""

_is_written: Final = ContextVar("is_written", default=False)

Accept = Callable[[Sequence[Signal]], Awaitable[int]]
Level = Callable[[], Awaitable[None]]


class CrewPublisher(Publisher):
    """Waits for all shards, but not without a bound; after a new workspace, what providers had today is counted."""

    def __init__(self, accept: Accept, published: Any, level: Level, *parts: Any, recall: Level, **more: Any) -> None:
        """`recall` counts what was sent today where a provider has a plan. The rest is as in `Publisher`."""
        bounded = BoundedLevel(level, accept)
        super().__init__(bounded.accept, published, bounded.level, *parts, **more)
        self._recall = recall

    async def _publish(
        self, documents: Sequence[Document], reason: str, by: str
    ) -> tuple[list[int], list[tuple[Journey, int]]]:
        found = await super()._publish(documents, reason, by)
        if any(isinstance(one, Workspace) for one in documents):
            await self._recall()
        return found


class BoundedLevel:
    """Waits until all shards are level, for so long; it says whether a publication of this task goes on by itself."""

    def __init__(self, level: Level, accept: Accept, seconds: float = LEVEL_SECONDS) -> None:
        self._level, self._accept, self._seconds = level, accept, seconds

    async def accept(self, signals: Sequence[Signal]) -> int:
        """As the one given; a publication, or a change of a journey's state, that is written goes on by itself."""
        position = await self._accept(signals)
        if any(isinstance(one, DocumentPublished | JourneyStateChanged) for one in signals):
            _is_written.set(True)
        return position

    async def level(self) -> None:
        """Raises Unavailable `shards_behind` where this task has written no publication, else `publish_goes_on`."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._level()
            _is_written.set(False)
        except TimeoutError:
            if _is_written.get():
                text = (
                    "It is in the log, and goes live by itself as soon as all shards decide again: a shard is down or "
                    "far behind, as `GET /api/health` says. Publish the same again only to move people inside."
                )
                raise Unavailable("publish_goes_on", text) from None
            text = "Nothing was published: a shard is down or far behind, as `GET /api/health` says. Try again later."
            raise Unavailable("shards_behind", text) from None
