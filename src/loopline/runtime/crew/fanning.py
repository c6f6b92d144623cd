"""Tells the people of this shard of what was published elsewhere: each shard fans out to its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.runtime.supervise import OnError, SupervisedTask
from loopline.runtime.upkeep.fan_out import FanOut

LOOK_SECONDS: Final = 0.2


class FanOutWatch:
    """Begins a fan-out as soon as its change is decided here, and begins it again until its end is decided too."""

    def __init__(
        self,
        fan_out: FanOut,
        published: Callable[[], PublishedSet],
        level: Callable[[], Awaitable[None]],
        on_error: OnError,
    ) -> None:
        self._fan_out, self._published, self._level = fan_out, published, level
        self.task: Final = SupervisedTask("fan-outs", self._look, on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def _look(self) -> None:
        if self._published().pending_fan_outs:
            await self._fan_out.run()
            await self._level()
