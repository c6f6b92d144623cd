"""What waits to be sent, by channel, and the lanes that take it from there."""

import asyncio
from collections import deque
from dataclasses import dataclass

from loopline.model.records import OutboxRow

BATCH_MAX = 32
LONG_BATCH_MAX = 96
QUICK_SECONDS = 0.25
"""A full batch that is handed over within this long is followed by long ones: what each batch costs, more share."""


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

    def next_batch(self, most: int) -> list[OutboxRow]:
        """The next messages of one node, so many at most, so that they share a template; others keep their place."""
        if not self._rows:
            return []
        first = self._rows[0].message
        kind = (first.journey, first.version, first.node)
        batch: list[OutboxRow] = []
        passed: list[OutboxRow] = []
        while self._rows and len(batch) < most and len(passed) < BATCH_MAX:
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
    is_quick: bool = False

    @property
    def most(self) -> int:
        """So many messages it takes at once."""
        return LONG_BATCH_MAX if self.is_quick else BATCH_MAX

    def note(self, count: int, seconds: float, *, is_journaled: bool) -> None:
        """So many were handed over in so long. Long batches are for a provider that is quick, so that the second gate
        is asked just before, and whose journal says after a kill which messages of a batch it has.
        """
        if count >= BATCH_MAX or not is_journaled:
            self.is_quick = is_journaled and seconds <= QUICK_SECONDS
