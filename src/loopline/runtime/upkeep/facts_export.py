"""Exports committed fact chunks to the columnar store, in order and by number: a crash repeats or loses none."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from loopline.model.errors import Unavailable
from loopline.ports import FactsSource
from loopline.runtime.shards.facts import ShardFacts
from loopline.runtime.supervise import SupervisedThread
from loopline.runtime.upkeep.fact_chunks import append_next
from loopline.runtime.upkeep.guarded_facts import FactsFitness, GuardedFacts

# Many chunks at once cost far less than each alone; every reader calls `catch_up` first, so the delay is not seen.
GATHER_SECONDS = 1.5
PATIENCE_SECONDS = 10.0
"""While the loop is far behind, it has the processor: nothing is exported for at most so long, unless much waits."""

LOOK_SECONDS = 0.2
LOOK_AT_OTHERS_SECONDS: Final = 0.5
"""Other shards commit in processes of their own, which wake nobody here."""

PATIENCE_BYTES: Final = 24 << 20
# A chunk of a busy engine has about 2 MB. What is in memory stays a few times this, whatever waits.
BYTES_AT_ONCE = 12 << 20
CHUNKS_A_LOOK = 256
WAITING_BYTES_MAX: Final = 256 << 20
"""What is kept for facts that are unfit. They are rebuilt from the log, which needs no chunk, so this is no loss."""


class FactsExporter:
    """Exports in its own thread whenever a transaction was committed.

    `exported_at` is when it last exported something, or was let again, on the monotonic clock.
    """

    def __init__(
        self,
        state: FactsSource,
        facts: GuardedFacts,
        on_error: Callable[[BaseException], None],
        waiting_bytes_max: int = WAITING_BYTES_MAX,
        others: Sequence[FactsSource] = (),
    ) -> None:
        """Nothing is exported to facts that are unfit: chunks wait in their state, up to `waiting_bytes_max`.

        `state` is that of the first shard, whose transactions wake this; `others` are those of the shards behind it,
        which are looked at every `LOOK_AT_OTHERS_SECONDS`.
        """
        self._shards: Final = [_Shard(one, facts, number) for number, one in enumerate((state, *others))]
        self._facts, self._on_error = facts, on_error
        self._waiting_bytes_max, self._holds = waiting_bytes_max, 0
        self._still = threading.RLock()
        self._awake = threading.Event()
        self._stop_soon = threading.Event()
        self._lock = threading.Lock()
        self.exported_at = time.monotonic()
        self._oldest_at: float | None = None
        self._newest_at = 0.0
        self._is_overloaded = False
        self.task = SupervisedThread("exporter", self.catch_up, self._rest, on_error)

    @property
    def fitness(self) -> FactsFitness:
        """Whether the facts may be asked, and exported to."""
        return self._facts.fitness

    @property
    def is_paused(self) -> bool:
        """Whether nothing is exported on purpose: the facts are unfit, or somebody holds them as they are."""
        return self._holds > 0 or self.fitness != "fit"

    def start(self) -> None:
        """Begin to export."""
        self.wake()
        self.task.start()

    def wake(self, *, is_overloaded: bool = False) -> None:
        """There are new chunks, of a loop that is far behind or not."""
        self._is_overloaded = is_overloaded
        self._newest_at = time.monotonic()
        if self._oldest_at is None:
            self._oldest_at = self._newest_at
        self._awake.set()

    def stop(self) -> None:
        """Export what is there, then end."""
        was_running = self.task.is_alive()
        self._stop_soon.set()
        if self.task.stop(self._awake.set) and was_running:
            try:
                self.catch_up()
            except Exception as error:
                self._on_error(error)

    @property
    def exported(self) -> int:
        """The number of the last chunk exported; of several shards, the sum of theirs."""
        return sum(one.exported for one in self._shards)

    def behind(self) -> int:
        """Chunks committed and not yet exported."""
        return sum(max(0, one.state.last_chunk() - one.exported) for one in self._shards)

    def catch_up(self) -> None:
        """Export everything that is committed by now, in the caller's thread; if nothing is, for a small query.

        Chunks committed meanwhile may be left to the next call, so that a busy loop does not keep the caller for ever.
        """
        begun = time.monotonic()
        while self._export_some():
            pass
        if not self.is_paused:  # what waits meanwhile grows old
            self._oldest_at = None if self._newest_at < begun else begun

    def oldest_seconds(self) -> float:
        """For how long this process has known of a chunk that is not exported yet; 0.0 when there is none."""
        oldest = self._oldest_at
        return 0.0 if oldest is None else time.monotonic() - oldest

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is exported inside the block; what was being exported is, when it begins."""
        with self._lock:
            self._holds += 1
        try:
            yield
        finally:
            with self._lock:
                self._holds -= 1
                self.exported_at = time.monotonic()
            self._awake.set()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The facts file stays as it is inside the block, and the state keeps every chunk that is not in it."""
        with self._still, self.held():
            yield

    def replace(self, replace: Callable[[], None], exported: Sequence[int]) -> None:
        """Another file takes the place of the old one; `exported` are the last chunks in it, by shard."""
        with self._still, self._lock:
            replace()
            for one, last in zip(self._shards, exported, strict=True):
                one.exported = one.forgotten = last
                one.state.forget_chunks(last)
                one.state.quarantine.drop_chunks(last)

    def _rest(self) -> None:
        self._awake.wait(LOOK_AT_OTHERS_SECONDS if len(self._shards) > 1 else None)
        self._stop_soon.wait(GATHER_SECONDS)
        while self._has_patience() and not self._stop_soon.wait(LOOK_SECONDS):
            pass
        self._awake.clear()

    def _has_patience(self) -> bool:
        is_burst = self._is_overloaded and time.monotonic() - self._newest_at < 2 * LOOK_SECONDS
        return is_burst and self.oldest_seconds() < PATIENCE_SECONDS and self._waiting_bytes() < PATIENCE_BYTES

    def _waiting_bytes(self) -> int:
        return sum(one.state.waiting_bytes() for one in self._shards)

    def _export_some(self) -> bool:
        """Whether chunks were left because they were too many for once."""
        with self._lock:
            if self._holds:
                return False
            if self.fitness != "fit":
                self._bound_what_waits()
                return False
            before = self.exported
            left = [one.export_some(self._on_error) for one in self._shards]
            if self.exported > before:
                self.exported_at = time.monotonic()
            for one in self._shards:
                one.forget()
            return any(left)

    def _bound_what_waits(self) -> None:
        if self._waiting_bytes() > self._waiting_bytes_max:
            for one in self._shards:
                one.state.forget_chunks(one.state.last_chunk())
            text = "The facts have been unfit for so long that what waited for them was dropped. Rebuild them."
            self._on_error(Unavailable("facts_chunks_dropped", text))


class _Shard:
    """The chunks of one shard: up to which they are exported, and up to which they have left its state since."""

    def __init__(self, state: FactsSource, facts: GuardedFacts, number: int) -> None:
        self.state: Final = state
        self._facts: Final = ShardFacts(facts, number)
        self.exported = _exported(facts, number)
        self.forgotten = 0

    def export_some(self, on_error: Callable[[BaseException], None]) -> bool:
        """Whether chunks were left because they were too many for once."""
        self.exported, left = append_next(
            self.state, self._facts, self.exported, CHUNKS_A_LOOK, BYTES_AT_ONCE, on_error
        )
        return left

    def forget(self) -> None:
        """Let what is exported leave its state."""
        if self.forgotten < self.exported:
            self.state.forget_chunks(self.exported)
            self.forgotten = self.exported


def _exported(facts: GuardedFacts, shard: int) -> int:
    """The last chunk of a shard in facts that are fit; 0 too where a server that keeps them does not answer yet: it
    skips chunks that it has."""
    try:
        return facts.exported(shard) if facts.fitness == "fit" else 0
    except Unavailable as error:
        if error.code != "facts_unreachable":
            raise
        return 0
