"""The records of all shards as one State, for everybody who reads. What decides has the state of its own shard."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Final, NoReturn, TypeVar

from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.model.records import OutboxRow, PruneStep, Record, StoredDocument, Transaction
from loopline.ports import State
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.shards.quarantine import AllShardsQuarantine

READS: Final = "all shards are read by this; each is written by its own loop"
PAGE_LEAST: Final = 16
CURSORS_MAX: Final = 256
T = TypeVar("T")
Turn = tuple[int, str]


class AllShardsState:
    """`states` are those of the shards, in their order. Safe from any thread; owns nothing, and closes nothing.

    Each answer is as of one moment of each shard. Positions are those of `position`, which numbers moments of all
    logs; what belongs to one shard, such as its chunks and its tellings, is asked of that one.
    """

    def __init__(self, states: Sequence[State], position: Callable[[], int]) -> None:
        self.states: Final = tuple(states)
        self.position: Final = position
        self.quarantine: Final = AllShardsQuarantine([one.quarantine for one in self.states])
        self._lock: Final = threading.Lock()
        self._cursors: OrderedDict[str, dict[int, str]] = OrderedDict()

    def of(self, key: str) -> State:
        """The state of the shard of a key."""
        return self.states[shard_of(key, len(self.states))]

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """The records of these keys, each from its own shard."""
        found: dict[str, Record] = {}
        for shard, part in _by_shard([(key, key) for key in keys], len(self.states)).items():
            found |= self.states[shard].load(part)
        return found

    def seen_pages(self, wanted: Sequence[tuple[str, int]]) -> Mapping[str, Mapping[int, bytes]]:
        """Pages of ids, each from the shard of its key."""
        found: dict[str, Mapping[int, bytes]] = {}
        for shard, part in _by_shard([(one[0], one) for one in wanted], len(self.states)).items():
            found |= self.states[shard].seen_pages(part)
        return found

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records in key order. What a shard keeps beside its members of another one's account is left out."""
        page = max(PAGE_LEAST, limit // len(self.states) + PAGE_LEAST)
        pages = [self._own(shard, after, min(page, limit)) for shard in range(len(self.states))]
        return list(islice(merge(*pages, key=attrgetter("key")), limit))

    def _own(self, shard: int, after: str, page: int) -> Iterator[Record]:
        while records := self.states[shard].scan(after, page):
            after = records[-1].key
            yield from (one for one in records if shard_of(one.key, len(self.states)) == shard)
            if len(records) < page:
                return

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Keys that are due, earliest first."""
        due = [one for state in self.states for one in state.claim_due(now, limit)]
        return sorted(due, key=lambda one: (one[1], one[0]))[:limit]

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all."""
        return min((at for one in self.states if (at := one.next_wake_at()) is not None), default=None)

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Messages that are due, oldest due first, past the message `after`."""
        with self._lock:
            shown = dict(self._cursors.get(after, {}))
        if after and not shown:
            shown = self._shown(statuses, due_by, limit, after)
        rows = [
            (_turn(row), shard, row)
            for shard, one in enumerate(self.states)
            for row in one.outbox(statuses, due_by, limit, shown.get(shard, ""))
        ]
        first = sorted(rows, key=itemgetter(0))[:limit]
        shown.update((shard, row.message.key) for _, shard, row in first)
        if first:
            with self._lock:
                self._cursors[first[-1][2].message.key] = shown
                while len(self._cursors) > CURSORS_MAX:
                    self._cursors.popitem(last=False)
        return [row for _, _, row in first]

    def _shown(self, statuses: Sequence[str], due_by: int, limit: int, after: str) -> dict[int, str]:
        """How far each shard has been shown, where nobody remembers it: up to the place of this message."""
        known = self.messages([after]).get(after)
        shown: dict[int, str] = {}
        for shard, one in enumerate(self.states if known is not None else ()):
            while rows := one.outbox(statuses, due_by, limit, shown.get(shard, "")):
                passed = [row.message.key for row in rows if known is not None and _turn(row) <= _turn(known)]
                if passed:
                    shown[shard] = passed[-1]
                if len(passed) < len(rows):
                    break
        return shown

    def oldest_due(self, now: int) -> int | None:
        """The time from which the longest waiting pending message has been due."""
        return min((at for one in self.states if (at := one.oldest_due(now)) is not None), default=None)

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key, whichever shard has them: they stay where they were decided."""
        found: dict[str, OutboxRow] = {}
        for one in self.states:
            if left := [key for key in keys if key not in found]:
                found |= one.messages(left)
        return found

    def documents(self) -> list[StoredDocument]:
        """Every published version of every document, as the shard that publishes has them."""
        return self.of(PUBLISHED_KEY).documents()

    def is_telling(self) -> bool:
        """Whether anything that a shard has told another one still waits for its way."""
        shards = range(len(self.states))
        return any(one.tellings(target, 1) for s, one in enumerate(self.states) for target in shards if target != s)

    def known_publications(self) -> tuple[int, ...]:
        """How many publications each shard knows of; that of the shard that publishes is the number of all."""
        return tuple(one.heard().get(PUBLICATIONS, 0) for one in self.states)

    def take_ownership(self) -> NoReturn:
        """Each shard has its own owner."""
        raise NotImplementedError(READS)

    def commit(self, transaction: Transaction) -> NoReturn:
        """Each shard decides by itself."""
        raise NotImplementedError(READS)

    def begin(self, transaction: Transaction) -> NoReturn:
        """Each shard decides by itself."""
        raise NotImplementedError(READS)

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """Places in an outbox are those of one shard."""
        raise NotImplementedError(READS)

    def chunks(self, after: int, limit: int) -> NoReturn:
        """Chunks are numbered by shard."""
        raise NotImplementedError(READS)

    def last_chunk(self) -> NoReturn:
        """Chunks are numbered by shard."""
        raise NotImplementedError(READS)

    def forget_chunks(self, up_to: int) -> NoReturn:
        """Chunks are numbered by shard."""
        raise NotImplementedError(READS)

    def tellings(self, target: int, limit: int) -> NoReturn:
        """Tellings are numbered by source and target."""
        raise NotImplementedError(READS)

    def forget_tellings(self, target: int, up_to: int) -> NoReturn:
        """Tellings are numbered by source and target."""
        raise NotImplementedError(READS)

    def heard(self) -> NoReturn:
        """Each shard has heard of the others."""
        raise NotImplementedError(READS)


def _by_shard(named: Sequence[tuple[str, T]], shards: int) -> Mapping[int, list[T]]:
    parts: defaultdict[int, list[T]] = defaultdict(list)
    for key, one in named:
        parts[shard_of(key, shards)].append(one)
    return parts


def _turn(row: OutboxRow) -> Turn:
    return row.due_at, row.message.key
