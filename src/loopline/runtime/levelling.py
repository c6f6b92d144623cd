"""Waits until a loop has decided what stands in its log."""

import asyncio
from typing import Final

from loopline.ports import Log
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.worker import Worker

LOOK_SECONDS: Final = 0.005


async def until_level(log: Log, loop: Loop, worker: Worker) -> None:
    """Wait until everything accepted so far has been decided, and where nothing more comes, what is due by now."""
    end = log.end()
    while loop.position < end or (log.end() == end and not worker.wait_idle(0)):
        worker.wake_if_behind()
        await asyncio.sleep(LOOK_SECONDS)
