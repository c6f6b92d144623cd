"""The logs of all shards as one, for everybody who looks into the past: what came from outside, in its order."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import Final, NoReturn, Protocol

from loopline.model.records import LogEntry
from loopline.model.signal import Signal
from loopline.model.signals.shards import ShardTold
from loopline.runtime.shards.marks import ShardMarks

PAGE_LEAST: Final = 64
CUTS_MAX: Final = 256
CUT_AT_ONCE: Final = 2_000
EVER: Final = 1 << 62
Cut = tuple[int, ...]
"""How far each log has been read."""


class KeptLog(Protocol):
    """A log, and what has left it."""

    def read(self, after: int, limit: int) -> list[LogEntry]: ...
    def end(self) -> int: ...
    def count(self, after: int) -> int: ...
    def horizon(self) -> int: ...


class AllShardsLog:
    """`logs` are those of the shards, in their order. Safe from any thread.

    Signals come by the time at which they were received, those of one shard in their order. A position is the sum of
    how far each log was read. What shards have told each other is left out: it follows from what came from outside,
    and one shard has none of it in its log.
    """

    def __init__(self, logs: Sequence[KeptLog], marks: ShardMarks) -> None:
        self._logs: Final = tuple(logs)
        self._marks: Final = marks
        self._lock: Final = threading.Lock()
        self._cuts: OrderedDict[int, Cut] = OrderedDict()

    def end(self) -> int:
        """The number of this moment, which `AllShardsState.position` reaches once all logs are decided up to it."""
        return self._marks.mark()

    def horizon(self) -> int:
        """The last position that was trimmed; 0 when all logs are whole."""
        return sum(one.horizon() for one in self._logs)

    def count(self, after: int) -> int:
        """How many signals stand behind a position."""
        return sum(log.count(at) for log, at in zip(self._logs, self._cut(after), strict=True))

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries behind this position, about `limit` signals in all. A position nobody was given goes to the nearest
        one before it."""
        cut = self._cut(after)
        found: list[LogEntry] = []
        while not found:
            reached, found = self._page(cut, limit)
            if reached == cut:
                break
            cut = reached
        return found

    def append(self, batches: Sequence[Sequence[Signal]]) -> NoReturn:
        """Signals go to the logs of their keys."""
        raise NotImplementedError("all logs are read by this; a signal is appended to that of its shard")

    def _cut(self, position: int) -> Cut:
        start = tuple(one.horizon() for one in self._logs)
        if position <= sum(start):
            return start
        if (decided := self._marks.decided(position)) is not None:
            return decided  # what comes next is undecided, and nothing has to be read to find it
        with self._lock:
            known = self._cuts.get(position) or max(
                (cut for number, cut in self._cuts.items() if number <= position), key=sum, default=start
            )
        while sum(known) < position:
            reached, _ = self._page(known, CUT_AT_ONCE, position)
            if reached == known:
                break
            known = reached
        return known

    def _page(self, cut: Cut, limit: int, until: int = EVER) -> tuple[Cut, list[LogEntry]]:
        """What comes next, and how far it goes: no farther than a log was read, since its next signal may come next."""
        each = max(PAGE_LEAST, limit // len(self._logs))
        pages = [list(_signals(shard, log.read(cut[shard], each))) for shard, log in enumerate(self._logs)]
        made = _Merged(cut)
        for _, shard, position, signal in merge(*pages, key=itemgetter(0)):
            if made.place + position - made.at[shard] > until:
                break
            made.take(shard, position, signal)
            is_read = position == pages[shard][-1][2] and position < self._logs[shard].end()
            if made.taken >= limit or is_read:
                break
        reached = tuple(made.at)
        self._remember(reached)
        return reached, made.close()

    def _remember(self, cut: Cut) -> None:
        with self._lock:
            self._cuts[sum(cut)] = cut
            self._cuts.move_to_end(sum(cut))
            while len(self._cuts) > CUTS_MAX:
                self._cuts.popitem(last=False)


class _Merged:
    """Signals in one order, as entries whose positions are the sums of those of the logs."""

    def __init__(self, cut: Cut) -> None:
        self.at, self.taken, self.place = list(cut), 0, sum(cut)
        self._entries: list[LogEntry] = []
        self._begins = 0
        self._run: list[Signal | None] = []

    def take(self, shard: int, position: int, signal: Signal | None) -> None:
        step = position - self.at[shard]
        if isinstance(signal, ShardTold) or step != 1:
            self.close()
        self.at[shard], self.place = position, self.place + step
        if isinstance(signal, ShardTold):
            return
        self._begins = self._begins if self._run else self.place
        self._run.append(signal)
        self.taken += 1

    def close(self) -> list[LogEntry]:
        if self._run:
            self._entries.append(LogEntry(self._begins, tuple(self._run)))
            self._run = []
        return self._entries


def _signals(shard: int, entries: Sequence[LogEntry]) -> Iterator[tuple[int, int, int, Signal | None]]:
    """Each signal with the time that it is ordered by: none is before what stands before it in its log."""
    now = 0
    for entry in entries:
        for position, signal in zip(entry.positions, entry.signals, strict=True):
            now = max(now, signal.received_at) if signal is not None else now
            yield now, shard, position, signal
