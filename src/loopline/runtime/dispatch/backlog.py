"""The backlog: due messages in memory, by provider, filled up from the outbox; no more of them than a stated bound."""

import asyncio
import time
from collections.abc import Callable, Sequence
from math import inf

from loopline.model.records import OutboxRow
from loopline.ports import Clock, State
from loopline.runtime.dispatch.bulkhead import Bulkhead, Bulkheads
from loopline.runtime.dispatch.route import Routes

QUEUE_MAX = 20_000
REFILL_AT_ONCE = 2_000
LOOK_SECONDS = 1.0
LATE_SECONDS = 10.0
FEW = 64


class Backlog:
    """Belongs to the event loop. `in_hand` has the keys of what lanes prepare or hand over now."""

    def __init__(
        self, state: State, clock: Clock, routes: Routes, lanes: int, on_made: Callable[[Bulkhead], None]
    ) -> None:
        self._state, self._clock = state, clock
        self.bulkheads = Bulkheads(routes, lanes, on_made)
        self.in_hand: set[str] = set()
        self._in_memory: set[str] = set()
        self._told_of_from: dict[str, float] = {}
        self._settled_meanwhile: set[str] | None = None
        self._more_due, self._poll_after = True, ""
        self._looked_at = time.monotonic()

    @property
    def is_empty(self) -> bool:
        """Nothing is queued or in hand, and nothing is known to wait in the store."""
        return not self._more_due and not self._in_memory and not any(one.queue for one in self.bulkheads.all)

    def on_marks(self, rows: Sequence[OutboxRow], done: Sequence[str], again: bool, position: int) -> None:
        """New messages, those that are no longer on their way, and whether one of them is to be found in the store.

        All of it was decided up to this position of the log. A word of before the attempt that is on its way is late.
        """
        done = [key for key in done if position >= self._told_of_from.get(key, -1)]
        self.taken_back(done)
        self._in_memory.difference_update(done)
        if self._settled_meanwhile is not None:
            self._settled_meanwhile.update(done)
        for row in rows:
            self._enqueue(row)
        self._more_due = self._more_due or again

    def on_their_way(self, keys: Sequence[str], position: float = inf) -> None:
        """These are being announced, and are known to be so from this position of the log on.

        However late the loop is, until it says what became of that attempt no look takes them for waiting.
        """
        self._in_memory.update(keys)
        self._told_of_from.update(dict.fromkeys(keys, position))

    def taken_back(self, keys: Sequence[str]) -> None:
        """What is said of these from now on holds, whatever it is about."""
        for key in keys:
            self._told_of_from.pop(key, None)

    def forget(self, keys: set[str]) -> None:
        """These were not dispatched: a later look finds them again."""
        self._in_memory -= keys
        self._more_due = True

    def reroute(self, bulkhead: Bulkhead) -> None:
        """What waits there goes to wherever it may go now, which may be the same place."""
        rows = bulkhead.drain()
        self._in_memory.difference_update(row.message.key for row in rows)
        for row in rows:
            self._enqueue(row)

    async def look(self) -> None:
        """Look for due messages that are not in memory: after a start, after a retry, or when a queue was full."""
        self._pass_on()
        longest = max(len(one.queue) for one in self.bulkheads.all)
        is_late = time.monotonic() - self._looked_at > LATE_SECONDS  # one channel stands still: the others go on
        if longest < (QUEUE_MAX // 2 if self._more_due else FEW) or is_late:
            await self._poll()
            self._looked_at = time.monotonic()

    def _pass_on(self) -> None:
        """What a provider may not get today goes to another one of its channel that takes it."""
        for one in self.bulkheads.all:
            if one.is_full and one.queue and one.route is not None:
                resting = self.bulkheads.resting(one.route.channel)
                if any(other.name not in resting for other in self.bulkheads.routes.of(one.route.channel)):
                    self.reroute(one)

    async def rest(self) -> None:
        """Sleep until the next look."""
        await asyncio.sleep(LOOK_SECONDS if not self._more_due else 0.02)

    def _enqueue(self, row: OutboxRow) -> bool:
        """False: its queue is full, and it is left for a later poll."""
        if row.message.key in self._in_memory:
            return True
        if row.message.key in self.in_hand:  # whatever a mark says: two lanes must never have one message
            self._more_due = True
            return True
        queue = self.bulkheads.of(row).queue
        if not queue.has_room(row, QUEUE_MAX):
            self._more_due = True
            return False
        self._in_memory.add(row.message.key)
        queue.put(row)
        return True

    async def _poll(self) -> None:
        now = self._clock.now()
        limit = REFILL_AT_ONCE + len(self._in_memory)
        # A message settled during this read may still read as pending: it is left for the next poll.
        settled: set[str] = set()
        self._settled_meanwhile = settled
        try:
            rows = await asyncio.to_thread(self._state.outbox, ("pending",), now, limit, self._poll_after)
        finally:
            self._settled_meanwhile = None
        found = [row for row in rows if row.message.key not in self._in_memory and row.message.key not in settled]
        self._more_due = len(rows) >= limit or self._poll_after != ""
        left = [row for row in found if not self._enqueue(row)]
        # What a channel that stands still has no room for must not hide what others have due behind it.
        self._poll_after = rows[-1].message.key if left and len(rows) >= limit else ""
