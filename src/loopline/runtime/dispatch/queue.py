"""What waits to be sent at one provider, and the lanes that take it from there."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from loopline.model.records import OutboxRow
from loopline.runtime.dispatch.shares.rate import TakenShare

BATCH_MAX = 32
LONG_BATCH_MAX = 96
QUICK_SECONDS = 0.25
"""A full batch that is handed over within this long is followed by long ones: what each batch costs, more share."""

BACK_MAX: Final = 512
"""So far into the line somebody may stand who comes back and was there before; behind that, turns are not kept."""


LOOK_MAX: Final = 500
"""So many messages are looked at for one batch."""


class Queue:
    """What one provider has to send, transactional messages first; only its own lanes wake when something comes."""

    def __init__(self) -> None:
        self._plain: deque[OutboxRow] = deque()
        self._urgent: deque[OutboxRow] = deque()
        self._filled, self._urgent_filled = asyncio.Event(), asyncio.Event()

    def __len__(self) -> int:
        return len(self._plain) + len(self._urgent)

    @property
    def urgent(self) -> int:
        """How many transactional messages wait."""
        return len(self._urgent)

    def has_room(self, row: OutboxRow, most: int) -> bool:
        """Whether one more of its sort may come, where each may have so many."""
        return len(self._urgent if row.message.transactional else self._plain) < most

    def put(self, row: OutboxRow) -> None:
        """One message more, behind all others; one that comes back because nobody took it gets its turn again."""
        is_urgent = row.message.transactional
        rows = self._urgent if is_urgent else self._plain
        if rows and _came_back(row) and row.due_at <= rows[-1].due_at:
            rows.insert(_turn_of(row, rows), row)
        else:
            rows.append(row)
        self._filled.set()
        if is_urgent:
            self._urgent_filled.set()

    def put_back(self, row: OutboxRow) -> None:
        """One that was taken before, ahead of all others of its sort."""
        (self._urgent if row.message.transactional else self._plain).appendleft(row)
        self.wake()

    def next_batch(
        self, most: int, *, urgent_only: bool = False, lets: Callable[[OutboxRow], bool] = lambda row: True
    ) -> list[OutboxRow]:
        """The next messages of one node, so many at most, so that they share a template; others keep their place.

        What `lets` keeps back leaves the queue: whoever keeps it back has it.
        """
        batch = _of_one_node(self._urgent, most, lets)
        return batch if batch or urgent_only else _of_one_node(self._plain, most, lets)

    def drain(self) -> list[OutboxRow]:
        """All that waits; the queue is empty then."""
        rows = [*self._urgent, *self._plain]
        self._urgent.clear()
        self._plain.clear()
        return rows

    async def wait(self, *, urgent_only: bool = False) -> None:
        """Sleep until something comes, or until `wake`."""
        filled = self._urgent_filled if urgent_only else self._filled
        filled.clear()
        await filled.wait()

    def wake(self) -> None:
        """Let the lanes look about, though nothing came."""
        self._filled.set()
        self._urgent_filled.set()


def _turn_of(row: OutboxRow, rows: Iterable[OutboxRow]) -> int:
    """Where somebody stands who comes back: before all who are due later, or as late and new."""
    for place, other in enumerate(rows):
        if row.due_at < other.due_at or (row.due_at == other.due_at and not _came_back(other)):
            return place
        if place == BACK_MAX:
            break
    return 2**62


def _came_back(row: OutboxRow) -> bool:
    return bool(row.reason or row.attempt)


def _of_one_node(rows: deque[OutboxRow], most: int, lets: Callable[[OutboxRow], bool]) -> list[OutboxRow]:
    batch: list[OutboxRow] = []
    passed: list[OutboxRow] = []
    kind: tuple[str, int, str, bytes] | None = None
    for _ in range(min(len(rows), LOOK_MAX)):
        row = rows.popleft()
        m = row.message
        this = (m.journey, m.version, m.node, m.sending)
        if kind is not None and this != kind:
            passed.append(row)
        elif lets(row):
            kind = this
            batch.append(row)
        if len(batch) == most or len(passed) == BATCH_MAX:
            break
    rows.extendleft(reversed(passed))
    return batch


@dataclass(slots=True)
class Lane:
    """One of those that empty a queue. `behind` writes the answers of its last batch while the next one is prepared.

    An `is_urgent` lane is kept free for transactional messages. `taken` is what its batch has of the provider's rate.
    """

    queue: Queue
    number: int
    behind: "asyncio.Task[None] | None" = None
    is_quick: bool = False
    is_urgent: bool = False
    taken: TakenShare = field(default_factory=TakenShare)

    @property
    def most(self) -> int:
        """So many messages it takes at once."""
        return LONG_BATCH_MAX if self.is_quick else BATCH_MAX

    @property
    def waits_for(self) -> int:
        """How many messages wait that it may take."""
        return self.queue.urgent if self.is_urgent else len(self.queue)

    def note(self, count: int, seconds: float, *, is_journaled: bool) -> None:
        """So many were handed over in so long. Long batches are for a provider that is quick, so that the second gate
        is asked just before, and whose journal says after a kill which messages of a batch it has.
        """
        if count >= BATCH_MAX or not is_journaled:
            self.is_quick = is_journaled and seconds <= QUICK_SECONDS
