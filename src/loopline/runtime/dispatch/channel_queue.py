"""What one channel has to send, in memory."""

import asyncio
from collections import deque
from typing import Final

from loopline.model.records import OutboxRow

BATCH_MAX: Final = 32


class ChannelQueue(deque[OutboxRow]):
    """`filled` wakes the lanes of this channel, and no others."""

    def __init__(self) -> None:
        super().__init__()
        self.filled = asyncio.Event()

    def take_batch(self) -> list[OutboxRow]:
        """The next messages of one node, so that they share a template; others keep their place."""
        if not self:
            return []
        first = self[0].message
        kind = (first.journey, first.version, first.node)
        batch: list[OutboxRow] = []
        passed: list[OutboxRow] = []
        while self and len(batch) < BATCH_MAX and len(passed) < BATCH_MAX:
            row = self.popleft()
            m = row.message
            (batch if (m.journey, m.version, m.node) == kind else passed).append(row)
        self.extendleft(reversed(passed))
        return batch
