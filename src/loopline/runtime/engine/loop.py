"""The loop. One pass: signals and due timers in, one transaction out. Read this file first."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict
from loopline.model.ids import PUBLISHED_KEY, digest8
from loopline.model.person import Account, Person
from loopline.model.records import Transaction
from loopline.model.signal import (
    EventReceived,
    PersonAbsorbed,
    PersonReleased,
    PublicationSignal,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance
from loopline.pipeline.poison import skip_poison
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.cache import CachedState, StateCache
from loopline.runtime.engine.publication import announce, boot
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.account import advance_account
from loopline.signals.people.deduplicate import is_seen, with_seen
from loopline.signals.people.identity import implied_link

HOPS_MAX = 64
LINKING = (EventReceived, TraitsChanged)
OVERLOADED_SIGNALS = 1_500
"""From so many signals in one pass on the loop counts as far behind: other threads should leave it the processor."""


class Loop:
    """Owns one shard. One thread calls `run_once`; `on_commit` is called with each committed transaction."""

    def __init__(
        self,
        log: Log,
        state: State,
        clock: Clock,
        *,
        batch_max: int = 5_000,
        hot_people: int = 50_000,
        on_commit: Callable[[Transaction], None] = lambda transaction: None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._on_error = on_error
        self._log, self._state, self._clock, self._on_commit = log, state, clock, on_commit
        self._batch_max = batch_max
        self._epoch = state.take_ownership()
        self.people = StateCache(state, hot_people)
        self.is_overloaded = False
        self.position = state.position()
        if self.position > log.end():
            raise Conflict(
                "log_behind",
                "The log ends before what the state has decided: log.db and state.db are not of one time. "
                "Restore both from the same backup.",
            )
        self._seq = 0
        self._torn = False
        self.published: PublishedSet = boot(state.documents())
        self.committed: PublishedSet | None = self.published
        """The published set of the last transaction that is surely in the store; `published` is ahead of it
        during a pass. None after a transaction that failed, until the store was read."""

    def run_once(self) -> bool:
        """Take a batch of signals and due timers, decide, commit. False when there was nothing to do."""
        if self._torn:
            self._restore()
        now, before = self._clock.now(), self.published
        signals = [signal for entry in self._log.read(self.position, self._batch_max) for signal in entry.signals]
        self.is_overloaded = len(signals) >= OVERLOADED_SIGNALS
        horizon = signals[-1].received_at if len(signals) >= self._batch_max else now
        due = self._state.claim_due(horizon, self._batch_max)
        if not signals and not due:
            return False
        builder = TransactionBuilder(self.position, self._seq)
        try:
            self.people.load([signal.key for signal in signals] + [key for key, _ in due])
            for signal in signals:
                builder.position += 1
                self._process(signal, builder)
            for key, at in due:
                self._process(TimerDue(key=key, at=at, received_at=horizon), builder)
            self._commit(builder, now)
        except BaseException:
            self.people.forget()
            self.published, self.committed, self._torn = before, None, True
            raise
        return True

    def _restore(self) -> None:
        """A transaction that failed may have been committed or not: believe the store, as after a restart."""
        self.position, self._seq = self._state.position(), 0
        self.published = self.committed = boot(self._state.documents())
        self._torn = False

    def behind(self) -> bool:
        """Whether there are signals, or wake-ups due by the clock, that were not processed yet."""
        due = self._state.next_wake_at()
        return self.position < self._log.end() or (due is not None and due <= self._clock.now())

    def _commit(self, builder: TransactionBuilder, now: int) -> None:
        transaction = builder.build(self._epoch, now)
        self._state.commit(transaction)
        self.committed = self.published
        self.position, self._seq = builder.position, builder.seq
        self.people.touch(builder.cached)
        self.people.shrink()
        self._on_commit(transaction)

    def _process(self, signal: Signal, builder: TransactionBuilder) -> None:
        """One signal, and then whatever it emitted to other keys, before the next one."""
        if signal.key == PUBLISHED_KEY:
            assert isinstance(signal, PublicationSignal)
            self.published = announce(self.published, signal, builder)
            return
        ahead: list[Signal] = []
        emitted = self._apply(signal, builder)
        while emitted or ahead:
            if emitted:
                self.people.load([one.key for one in emitted])  # an account may have thousands of members
                ahead += reversed(emitted)
            emitted = self._apply(ahead.pop(), builder)

    def _apply(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        addressed = self.people.get(signal.key)
        cached = self._resolve(signal) if addressed.state.merged_into else addressed
        digest = digest8(signal.id) if signal.id else b""
        if digest and (is_seen(addressed.seen, digest) or (cached is not addressed and is_seen(cached.seen, digest))):
            builder.duplicates += 1
            return ()
        state = cached.state
        if isinstance(signal, LINKING) and isinstance(state, Person) and (link := implied_link(state, signal)):
            self._process(link, builder)
            cached = self._resolve(signal)
            if digest and is_seen(cached.seen, digest):  # it had come under the other id
                builder.duplicates += 1
                return ()
        self._remember_id(digest, signal, addressed, cached, builder)
        state = cached.state
        if isinstance(state, Account):
            cached.state, effects = advance_account(state, signal)
            return builder.add(cached, signal, effects)
        try:
            cached.state, effects = advance(state, signal, self.published, signal.received_at)
        except Exception as error:
            if self._on_error is None:
                raise
            self._on_error(error)
            cached.state, effects = skip_poison(state, signal, self.published, error)
        emitted = builder.add(cached, signal, effects)
        if isinstance(signal, PersonReleased):
            return [replace(one, seen=cached.seen) if isinstance(one, PersonAbsorbed) else one for one in emitted]
        return emitted

    def _remember_id(
        self, digest: bytes, signal: Signal, addressed: CachedState, cached: CachedState, builder: TransactionBuilder
    ) -> None:
        """Remember the id under the key it is addressed to and under that to which this one points: so neither a merge
        nor another identity doubles anything. Ids that an absorbed person has seen come along with them."""
        if digest:
            addressed.seen = with_seen(addressed.seen, digest)
        if cached is not addressed:
            builder.cached[signal.key] = addressed
            cached.seen = with_seen(cached.seen, digest)
        if isinstance(signal, PersonAbsorbed):
            cached.seen = with_seen(signal.seen, cached.seen)

    def _resolve(self, signal: Signal) -> CachedState:
        """The state that a signal is for: tombstones point on, except for the signals of a merge itself."""
        cached = self.people.get(signal.key)
        for _ in range(HOPS_MAX):
            state = cached.state
            if isinstance(state, Account) or not state.merged_into or isinstance(signal, PersonReleased):
                break
            cached = self.people.get(state.merged_into)
        return cached
