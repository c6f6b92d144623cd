"""A service in a thread of its own, for a Loopline server in a process of its own to speak to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

Service = TypeVar("Service")
SECONDS = 20.0


@contextmanager
def aside(service: AbstractAsyncContextManager[Service]) -> Iterator[Service]:
    """The service, until the block is left."""
    ready, found = threading.Event(), []
    loop, done = asyncio.new_event_loop(), asyncio.Event()

    async def keep() -> None:
        async with service as running:
            found.append(running)
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(keep()), daemon=True)
    thread.start()
    assert ready.wait(SECONDS), "the service did not start"
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(SECONDS)
        loop.close()
