"""The loop. One pass: signals and due timers in, one transaction out. Read this file first."""

from collections.abc import Callable, Sequence

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict
from loopline.model.ids import PUBLISHED_KEY, digest8
from loopline.model.person import Account, Person
from loopline.model.records import Transaction
from loopline.model.signal import (
    EventReceived,
    PersonAbsorbed,
    PersonLinked,
    PersonReleased,
    PublicationSignal,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance, is_only_noted, marks_of
from loopline.pipeline.attempts import PERSON_ASIDE
from loopline.pipeline.poison import decide_again, poison_fact, poison_set_aside, skip_poison, skip_poison_of_account
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.cache import CachedState, StateCache
from loopline.runtime.engine.isolation import (
    Carefulness,
    PassInput,
    is_own_fault,
    set_batch_aside,
    skip_unreadable,
    take_out,
)
from loopline.runtime.engine.mend import Mender
from loopline.runtime.engine.publication import announce, boot
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.account import advance_account
from loopline.signals.people.deduplicate import is_seen, with_seen
from loopline.signals.people.identity import implied_link

HOPS_MAX = 64
LINKING = (EventReceived, TraitsChanged)
Linking = EventReceived | TraitsChanged
POISON_LISTED_MAX = 10_000
"""So many signals whose decision raised are listed, to be decided again; beyond, facts alone name them."""
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
        self._careful = Carefulness(batch_max)
        self._from_log: Signal | None = None
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
        self.published: PublishedSet = boot(state.documents(), state.quarantine.report)
        self.committed: PublishedSet | None = self.published
        """The published set of the last transaction that is surely in the store; `published` is ahead of it
        during a pass. None after a transaction that failed, until the store was read."""

    def run_once(self) -> bool:
        """Take a batch of signals and due timers, decide, commit. False when there was nothing to do.

        A pass that fails by a fault of ours is taken again in ever smaller pieces; what fails alone is set aside.
        """
        if self._torn:
            self._restore()
        if self._state.quarantine.asked():
            self._mend()
        batch = PassInput(self._log, self._state, self.position, self._clock.now(), self._careful)
        if batch.is_empty:
            return False
        try:
            self._pass(batch)
        except Exception as error:
            if self._on_error is None or not is_own_fault(error):
                raise
            self._on_error(error)
            self._restore()
            if batch.is_single:
                self._set_aside(batch, error)
            self._careful.shrink(batch)
        else:
            self._careful.grow()
        return True

    def _pass(self, batch: PassInput) -> None:
        before = self.published
        self.is_overloaded = len(batch.signals) >= OVERLOADED_SIGNALS
        builder = TransactionBuilder(self.position, self._seq)
        try:
            self.people.load(batch.keys())
            for signal in batch.signals:
                builder.position += 1
                if signal is None:
                    skip_unreadable(builder, batch.horizon)
                else:
                    self._from_log = signal
                    self._process(signal, builder)
            for key, at in batch.due:
                self._process(TimerDue(key=key, at=at, received_at=batch.horizon), builder)
            self._commit(builder, batch.now)
        except BaseException:
            self.people.forget()
            self.published, self.committed, self._torn = before, None, True
            raise

    def _set_aside(self, batch: PassInput, error: Exception) -> None:
        """The one signal, or the record whose timer it is, that fails alone: nothing of it was committed."""
        builder = TransactionBuilder(self.position, self._seq)
        set_batch_aside(batch, error, builder, self._state, self.people)
        self._commit(builder, batch.now)

    def _mend(self) -> None:
        """Do what operators asked for about what is set aside, before anything else is decided."""
        mender = Mender(self._state, self._log, self._clock, self.people)
        for number in self._state.quarantine.asked():
            try:
                while (builder := mender.begin(number, TransactionBuilder(self.position, self._seq))) is not None:
                    self._from_log = None  # what waited may stand anywhere in the log
                    for signal in mender.signals:
                        self._process(signal, builder)
                    if (again := mender.again) is not None:
                        self._decide_again(again, builder)
                    self._commit(builder, self._clock.now())
            except Exception as error:
                self.people.forget()
                self.committed, self._torn = None, True
                if not is_own_fault(error):
                    raise
                if self._on_error is not None:
                    self._on_error(error)
                self._state.quarantine.refuse(number, f"It failed again ({type(error).__name__}: {error}).")
            if self._torn or mender.reread:
                self._restore()

    def _decide_again(self, signal: Signal, builder: TransactionBuilder) -> None:
        if isinstance(signal, PublicationSignal):
            self.published = announce(self.published, signal, builder)
            return
        cached = self._resolve(signal)
        if cached.is_aside:
            self._skip(cached, signal, builder)
            return
        now, state = self._clock.now(), cached.state
        if isinstance(state, Account):
            cached.state, effects = advance_account(state, signal)
        else:
            cached.state, effects = decide_again(state, signal, self.published, now)
        for one in builder.add(cached, signal, effects):
            self._process(one, builder)

    def _restore(self) -> None:
        """A transaction that failed may have been committed or not: believe the store, as after a restart."""
        self.position, self._seq = self._state.position(), 0
        self.published = self.committed = boot(self._state.documents(), self._state.quarantine.report)
        self._torn = False

    def behind(self) -> bool:
        """Whether there are signals, or wake-ups due by the clock, that were not processed yet."""
        due = self._state.next_wake_at()
        return self.position < self._log.end() or (due is not None and due <= self._clock.now())

    def _commit(self, builder: TransactionBuilder, now: int) -> None:
        transaction = builder.build(self._epoch, now)
        transaction = transaction.without(self._state.commit(transaction))
        self.committed = self.published
        self.position, self._seq = builder.position, builder.seq
        self.people.touch(builder.cached)
        self.people.shrink()
        try:
            self._on_commit(transaction)
        except Exception as error:  # it is committed: whoever listens costs the pass nothing
            if self._on_error is None:
                raise
            self._on_error(error)

    def _process(self, signal: Signal, builder: TransactionBuilder) -> None:
        """One signal, and then whatever it emitted to other keys, before the next one."""
        if signal.key == PUBLISHED_KEY:
            assert isinstance(signal, PublicationSignal)
            self._announce(signal, builder)
            return
        ahead: list[Signal] = []
        emitted = self._apply(signal, builder)
        while emitted or ahead:
            if emitted:
                self.people.load([one.key for one in emitted])  # an account may have thousands of members
                ahead += reversed(emitted)
            emitted = self._apply(ahead.pop(), builder)

    def _announce(self, signal: PublicationSignal, builder: TransactionBuilder) -> None:
        documents, facts = len(builder.documents), len(builder.facts)
        try:
            self.published = announce(self.published, signal, builder)
        except Exception as error:
            self._tell_poison(signal, error, builder)
            del builder.documents[documents:], builder.facts[facts:]
            builder.fact(poison_fact(signal, error), signal.received_at)

    def _apply(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        addressed = target = self.people.get(signal.key)
        if addressed.state.merged_into:
            target = self._resolve(signal)
        digest = digest8(signal.id) if signal.id else b""
        if digest and (is_seen(addressed.seen, digest) or (target is not addressed and is_seen(target.seen, digest))):
            builder.duplicates += 1
            return ()
        if isinstance(signal, LINKING) and signal.link and not target.is_aside and isinstance(target.state, Person):
            for link in self._links(target.state, signal, builder):
                self._process(link, builder)
                target = self._resolve(signal)
            if digest and is_seen(target.seen, digest):  # it had come under the other id
                builder.duplicates += 1
                return ()
        if target.is_aside:
            self._skip(target, signal, builder)
            return ()
        addressed.seen = with_seen(addressed.seen, digest) if digest else addressed.seen
        if target is not addressed or isinstance(signal, PersonAbsorbed):
            builder.remember(digest, signal, addressed, target)
        return self._decide(target, signal, builder)

    def _decide(self, target: CachedState, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        state = target.state
        try:
            if isinstance(state, Account):
                target.state, effects = advance_account(state, signal)
            elif isinstance(signal, EventReceived) and is_only_noted(state, signal, self.published):
                builder.note_event(target, state, signal)
                return ()
            else:
                target.state, effects = advance(state, signal, self.published, signal.received_at)
        except Exception as error:
            self._tell_poison(signal, error, builder)
            if isinstance(state, Account):
                target.state, effects = skip_poison_of_account(state, signal, error)
            else:
                target.state, effects = skip_poison(state, signal, self.published, error)
        return builder.add(target, signal, effects)

    def _links(self, person: Person, signal: Linking, builder: TransactionBuilder) -> tuple[PersonLinked, ...]:
        try:
            link = implied_link(person, signal)
        except Exception as error:
            self._tell_poison(signal, error, builder)
            return ()
        return () if link is None else (link,)

    def _tell_poison(self, signal: Signal, error: Exception, builder: TransactionBuilder) -> None:
        """List a signal whose decision raised, up to a bound; without somebody to tell, a fault is not hidden."""
        if self._on_error is None:
            raise error
        self._on_error(error)
        listed = self._state.quarantine.counts().get("signal", 0) + len(builder.set_aside)
        found = poison_set_aside(signal, error, builder.position)
        if found is not None and listed < POISON_LISTED_MAX:
            builder.set_aside.append(found)

    def _skip(self, target: CachedState, signal: Signal, builder: TransactionBuilder) -> None:
        """Keep a signal for a record that is set aside; what it says of a message of the outbox holds at once."""
        key = target.state.key
        if target.damaged is not None:
            take_out(target, key, builder, "unreadable", "The record cannot be read.", signal.received_at)
        builder.marks += marks_of(signal, self.published)
        if not isinstance(signal, TimerDue) and getattr(signal, "code", "") != PERSON_ASIDE:
            builder.skip(key, None if signal is self._from_log else signal)

    def _resolve(self, signal: Signal) -> CachedState:
        """The state that a signal is for: tombstones point on, except for the signals of a merge itself."""
        cached = self.people.get(signal.key)
        for _ in range(HOPS_MAX):
            state = cached.state
            if isinstance(state, Account) or not state.merged_into or isinstance(signal, PersonReleased):
                break
            cached = self.people.get(state.merged_into)
        return cached
