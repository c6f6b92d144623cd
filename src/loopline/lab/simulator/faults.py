"""Fault injection: crashes before or after any call of a store, and doubled signals; from a seed, so they repeat."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from random import Random
from typing import Any, Final

from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.errors import Conflict
from loopline.model.records import (
    Begun,
    LogEntry,
    OutboxRow,
    PruneStep,
    Record,
    ShardTelling,
    StoredDocument,
    Transaction,
)
from loopline.model.signal import Signal
from loopline.pipeline.quarantine import Quarantine
from loopline.ports import Log, State
from loopline.runtime.engine.loop import STEP_BYTES
from loopline.signals.people.account import MEMBERS_AT_ONCE

CRASHES_MOST, GAP_MOST, LATE_DONE = 60, 1 << 20, 0.3
UPKEEP_RATE: Final = 0.1
"""How often the log is trimmed, and how often messages are pruned, when nothing is left to do."""


class Crash(Exception):
    """The process dies here, or the store does not answer."""


class FaultPlan:
    """Chances of one world. `rate` is the chance of a crash at each point; 0 for the same world without faults.

    `has_gaps`: whether positions of the log are left out.
    """

    def __init__(self, seed: str, rate: float, doubles: float, *, has_gaps: bool = False) -> None:
        self._rng, self._seed = Random(seed), seed
        self._gaps: Final = Random(f"{seed}/gaps")
        self._upkeep: Final = Random(f"{seed}/upkeep")
        self._rate, self._doubles, self.has_gaps = rate, doubles, has_gaps
        self.crashes = 0

    def gap(self) -> int:
        """How many positions are left out before the next batch."""
        return self._gaps.choice((0, 1, self._gaps.randrange(GAP_MOST)))

    def trims(self) -> bool:
        """Whether the log loses now what has been decided."""
        return self._rate > 0 and self._upkeep.random() < UPKEEP_RATE

    def kept_ms(self) -> int | None:
        """How old a settled message must be to leave the outbox now; None: none of them leaves."""
        if not self._rate or self._upkeep.random() >= UPKEEP_RATE:
            return None
        return self._upkeep.choice((0, HOUR, DAY))

    def strike(self, point: str) -> None:
        """Raise Crash, perhaps."""
        if self._rate and self.crashes < CRASHES_MOST and self._rng.random() < self._rate:
            self.crashes += 1
            raise Crash(point)

    def kills(self) -> bool:
        """Whether the crash took the whole process, or only the pass in hand."""
        return self._rng.random() < 0.5

    def doubled(self, signals: Sequence[Signal]) -> list[Signal]:
        """Some of the signals once more, as a client sends them again that got no answer."""
        if not self._doubles:
            return []
        return [signal for signal in signals if self._rng.random() < self._doubles]

    def delay(self) -> int:
        """How much later the double comes (ms); often at once."""
        return self._rng.choice((0, 0, self._rng.randrange(MINUTE), self._rng.randrange(30 * HOUR)))

    def batch_max(self) -> int:
        """How many signals a pass takes."""
        return self._rng.choice((2, 7, 5_000)) if self._rate else 5_000

    def step_bounds(self) -> tuple[int, int]:
        """At how many bytes a step closes, and how many members of an account hear of a change in one."""
        rng = Random(f"{self._seed}/steps")
        if not self._rate or rng.random() < 0.6:
            return STEP_BYTES, MEMBERS_AT_ONCE
        return rng.choice((1, 3_000, STEP_BYTES)), rng.choice((1, 2, MEMBERS_AT_ONCE))

    def writer(self) -> "LateWriter | None":
        """An executor that ends transactions while the next pass is decided; in half of the worlds nobody does."""
        rng = Random(f"{self._seed}/writer")
        return LateWriter(rng, self._rate) if self._rate and rng.random() < 0.5 else None

    def budget(self) -> "ChanceBudget":
        """When a pass has worked enough: in some worlds after any signal or timer, whatever the clock says."""
        rng = Random(f"{self._seed}/budget")
        return ChanceBudget(rng, rng.choice((0.0, 0.0, 0.0, 0.05, 0.5)) if self._rate else 0.0)


class ChanceBudget:
    """Ends a pass at any place, by a seed: what is decided must not depend on it."""

    def __init__(self, rng: Random, rate: float) -> None:
        self._rng, self._rate = rng, rate

    def begin(self) -> None:
        """A pass begins."""

    def is_spent(self, share: float = 1.0) -> bool:
        """Whether the pass ends here."""
        return self._rate > 0 and self._rng.random() < self._rate


class LateWriter(Executor):
    """Ends transactions some time later, and does the work in the thread of whoever waits or looks: by a seed."""

    def __init__(self, rng: Random, rate: float = 0.0) -> None:
        """`rate` is the chance that the process dies between beginning and end."""
        self._rng, self._rate = rng, rate

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> "Future[Any]":
        """The end of a transaction."""
        return LateFuture(self._rng, self._rate, partial(function, *args, **named))


class LateFuture(Future[Any]):
    """Done when it is asked for its result, or, perhaps, when somebody looks."""

    def __init__(self, rng: Random, rate: float, work: Callable[[], object]) -> None:
        super().__init__()
        self._rng, self._rate, self._work = rng, rate, work

    def done(self) -> bool:
        """Whether it is; each look may find that it has ended meanwhile."""
        if not super().done() and self._rng.random() < LATE_DONE:
            self._do()
        return super().done()

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the end."""
        if not super().done():
            self._do()
        return super().result(timeout)

    def _do(self) -> None:
        try:
            if self._rng.random() < self._rate:
                raise Crash("before_end")
            self.set_result(self._work())
        except Crash as crash:
            self.set_exception(crash)


class FaultyLog:
    """A log before or after whose writes the process may die. What was trimmed of it is asked for by nobody."""

    def __init__(self, log: Log, fault_plan: FaultPlan) -> None:
        self._log, self._fault_plan = log, fault_plan
        self._horizon = 0

    def trim(self, up_to: int) -> None:
        """What stands up to this position has left."""
        self._horizon = max(self._horizon, up_to)

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Append, unless the crash comes first."""
        self._fault_plan.strike("before_append")
        firsts = self._log.append(batches)
        self._fault_plan.strike("after_append")
        return firsts

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Read, perhaps. Raises Conflict `log_trimmed` for what has left."""
        self._fault_plan.strike("read")
        if after < self._horizon:
            raise Conflict("log_trimmed", f"{after} is asked for, and the log begins after {self._horizon}")
        return self._log.read(after, limit)

    def end(self) -> int:
        """The last position."""
        return self._log.end()

    def count(self, after: int) -> int:
        """How many signals stand after a position."""
        return self._log.count(after)


class FaultyState:
    """A state at each of whose calls the process may die; a commit is whole or absent."""

    def __init__(self, state: State, fault_plan: FaultPlan, on_commit: Callable[[Transaction], None]) -> None:
        self._state, self._fault_plan, self._on_commit = state, fault_plan, on_commit

    @property
    def quarantine(self) -> Quarantine:
        """What is set aside."""
        return self._state.quarantine

    def commit(self, transaction: Transaction) -> frozenset[str]:
        """Commit, unless the crash comes first; a crash after it hides the commit from the caller."""
        begun = self.begin(transaction)
        begun.finish()
        return begun.known

    def begin(self, transaction: Transaction) -> Begun:
        """Begin, unless the crash comes first; a crash after the end hides it."""
        self._fault_plan.strike("before_commit")
        begun = self._state.begin(transaction)

        def finish() -> None:
            begun.finish()
            self._on_commit(transaction)
            self._fault_plan.strike("after_commit")

        return Begun(begun.known, finish)

    def take_ownership(self) -> int:
        """Never fails: there was no owner before."""
        return self._state.take_ownership()

    def position(self) -> int:
        """The log position, perhaps."""
        self._fault_plan.strike("position")
        return self._state.position()

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """Load, perhaps."""
        self._fault_plan.strike("load")
        return self._state.load(keys)

    def seen_pages(self, wanted: Sequence[tuple[str, int]]) -> Mapping[str, Mapping[int, bytes]]:
        """Read them, perhaps."""
        self._fault_plan.strike("load")
        return self._state.seen_pages(wanted)

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Claim, perhaps."""
        self._fault_plan.strike("claim_due")
        return self._state.claim_due(now, limit)

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all."""
        return self._state.next_wake_at()

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Look, perhaps."""
        if due_by < 2**62:
            self._fault_plan.strike("outbox")
        return self._state.outbox(statuses, due_by, limit, after)

    def oldest_due(self, now: int) -> int | None:
        """The oldest due message."""
        return self._state.oldest_due(now)

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key."""
        return self._state.messages(keys)

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """Prune."""
        return self._state.prune_messages(before, after, limit)

    def chunks(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Fact chunks."""
        return self._state.chunks(after, limit)

    def last_chunk(self) -> int:
        """The number of the newest chunk."""
        return self._state.last_chunk()

    def forget_chunks(self, up_to: int) -> None:
        """Drop chunks."""
        self._state.forget_chunks(up_to)

    def tellings(self, target: int, limit: int) -> list[ShardTelling]:
        """What waits for another shard."""
        return self._state.tellings(target, limit)

    def forget_tellings(self, target: int, up_to: int) -> None:
        """Drop them, unless the crash comes first: they stand in the log by now, and are carried once more."""
        self._fault_plan.strike("before_forgetting")
        self._state.forget_tellings(target, up_to)

    def heard(self) -> Mapping[int, int]:
        """What was heard of other shards."""
        return self._state.heard()

    def documents(self) -> list[StoredDocument]:
        """Documents, perhaps."""
        self._fault_plan.strike("documents")
        return self._state.documents()

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records in key order."""
        return self._state.scan(after, limit)
