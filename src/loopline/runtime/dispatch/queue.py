"""What waits to be sent, by channel, and the lanes that take it from there."""

import asyncio
from collections import deque
from dataclasses import dataclass

from loopline.model.records import OutboxRow

BATCH_MAX = 32


class Queue:
    """What one channel has to send; only its own lanes wake when something comes."""

    def __init__(self) -> None:
        self._rows: deque[OutboxRow] = deque()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, row: OutboxRow) -> None:
        """One message more, behind all others."""
        self._rows.append(row)
        self._filled.set()

    def next_batch(self) -> list[OutboxRow]:
        """The next messages of one node, so that they share a template; others keep their place."""
        if not self._rows:
            return []
        first = self._rows[0].message
        kind = (first.journey, first.version, first.node)
        batch: list[OutboxRow] = []
        passed: list[OutboxRow] = []
        while self._rows and len(batch) < BATCH_MAX and len(passed) < BATCH_MAX:
            row = self._rows.popleft()
            m = row.message
            (batch if (m.journey, m.version, m.node) == kind else passed).append(row)
        self._rows.extendleft(reversed(passed))
        return batch

    async def wait(self) -> None:
        """Sleep until something comes, or until `wake`."""
        self._filled.clear()
        await self._filled.wait()

    def wake(self) -> None:
        """Let the lanes look about, though nothing came."""
        self._filled.set()


@dataclass(slots=True)
class Lane:
    """One of those that empty a queue. `behind` writes the answers of its last batch while the next one is prepared."""

    channel: str
    queue: Queue
    number: int
    behind: "asyncio.Task[None] | None" = None
