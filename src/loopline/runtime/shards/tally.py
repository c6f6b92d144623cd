"""What a shard has counted since its process began, and what it knows of its providers, for the parent to add."""

import threading
from collections import Counter
from operator import attrgetter

from msgspec import Struct

from loopline.model.records import Transaction

KIND = attrgetter("kind")
STATUS = attrgetter("status")
Counts = dict[str, int]


class ShardCounts(Struct, frozen=True):
    """Steps, messages put into the outbox, facts by kind, attempts by status, and faults by place."""

    steps: int = 0
    messages: int = 0
    facts: Counts = {}
    attempts: Counts = {}
    faults: Counts = {}

    def since(self, before: "ShardCounts") -> "ShardCounts":
        """What came after that count of the same process."""
        return ShardCounts(
            self.steps - before.steps,
            self.messages - before.messages,
            _less(self.facts, before.facts),
            _less(self.attempts, before.attempts),
            _less(self.faults, before.faults),
        )


class ProviderTrouble(Struct, frozen=True):
    """The providers that a shard gives nothing just now, and those that have answered nothing for long, each as
    (channel, name)."""

    resting: tuple[tuple[str, str], ...] = ()
    silent: tuple[tuple[str, str], ...] = ()


class ShardTally:
    """Counts for as long as a process lives. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps = self._messages = 0
        self._facts, self._attempts, self._faults = Counter[str](), Counter[str](), Counter[str]()

    def decided(self, transaction: Transaction) -> None:
        """A step was committed."""
        with self._lock:
            self._steps += 1
            self._messages += len(transaction.outbox)
            self._facts.update(map(KIND, transaction.facts))
            self._attempts.update(map(STATUS, transaction.marks))

    def fault(self, where: str) -> None:
        """Something inside failed."""
        with self._lock:
            self._faults[where] += 1

    def take(self) -> ShardCounts:
        """All so far."""
        with self._lock:
            return ShardCounts(self._steps, self._messages, dict(self._facts), dict(self._attempts), dict(self._faults))


def _less(now: Counts, before: Counts) -> Counts:
    return {name: more for name, count in now.items() if (more := count - before.get(name, 0))}
