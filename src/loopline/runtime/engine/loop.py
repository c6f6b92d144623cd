"""The loop. One pass: signals and due timers in, one transaction out. Read this file first."""

from collections.abc import Callable, Sequence

from loopline.decisions.published import PublishedSet
from loopline.model.ids import PUBLISHED_KEY, digest8
from loopline.model.person import Account, Person
from loopline.model.records import Transaction
from loopline.model.signal import (
    EventReceived,
    PersonAbsorbed,
    PublicationSignal,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance, noted
from loopline.pipeline.poison import decide_again, poison_fact, skip_poison, skip_poison_of_account
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.budget import SIGNALS_SHARE, STEP_EMITTED, Budget, budget_for
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.isolation import (
    PoisonList,
    checked_position,
    is_own_fault,
    keep_for_later,
    set_batch_aside,
    skip_unreadable,
)
from loopline.runtime.engine.member_pages import MemberPages
from loopline.runtime.engine.mend import Mender
from loopline.runtime.engine.pass_input import Carefulness, PassInput, ReadAhead
from loopline.runtime.engine.publication import announce, boot
from loopline.runtime.engine.stash import keep_back
from loopline.runtime.engine.tombstones import state_behind
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.account import MEMBERS_AT_ONCE
from loopline.signals.people.resting import takes_it_itself

STEP_BYTES = 16 << 20
"""A pass closes at about so many bytes of people read, records, facts and messages; the rest waits for the next one."""
PEOPLE_AT_ONCE = 256
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
        step_bytes: int = STEP_BYTES,
        members_at_once: int = MEMBERS_AT_ONCE,
        hot_people: int = 120_000,
        budget: Budget | None = None,
        on_commit: Callable[[Transaction], None] = lambda transaction: None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._on_error = on_error
        self._log, self._state, self._clock, self._on_commit = log, state, clock, on_commit
        self._careful, self._step_bytes = Carefulness(batch_max), step_bytes
        self._budget, self._ahead = budget or budget_for(clock), ReadAhead(log)
        self._from_log: Signal | None = None
        self._epoch = state.take_ownership()
        self.people = StateCache(state, hot_people)
        self.is_overloaded = False
        self.position = checked_position(state, log)
        self._seq, self._torn = 0, False
        self._poison = PoisonList(state, on_error)
        self._pages = MemberPages(state, self._careful, members_at_once)
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
        self._budget.begin()
        now = self._clock.now()
        batch = self._pages.next(now) or PassInput(self._ahead, self._state, self.position, now, self._careful)
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
                builder = TransactionBuilder(self.position, self._seq)
                set_batch_aside(batch, error, builder, self._state, self.people)
                self._commit(builder, batch.now)
            self._careful.shrink(batch.weight)
        else:
            self._careful.grow()
        return True

    def _pass(self, batch: PassInput) -> None:
        before = self.published
        self.is_overloaded = len(batch.signals) >= OVERLOADED_SIGNALS
        builder = TransactionBuilder(self.position, self._seq)
        try:
            batch.cut(self._take(batch, builder))
            self._wake(batch, builder)
            self._commit(builder, batch.now)
        except BaseException:
            self.people.forget()
            self.published, self.committed, self._torn = before, None, True
            raise

    def _take(self, batch: PassInput, builder: TransactionBuilder) -> int:
        """How many signals were decided before the pass was full, or an account had more members to tell."""
        signals, positions, process = batch.signals, batch.positions, self._process
        waiting, most, share = self._pages.waiting, self._step_bytes, SIGNALS_SHARE if batch.due else 1.0
        for begin in range(0, len(signals), PEOPLE_AT_ONCE):
            ahead = signals[begin : begin + PEOPLE_AT_ONCE]
            builder.bytes += self.people.load([one.key for one in ahead if one is not None])
            for number, signal in enumerate(ahead, begin):
                builder.position = positions[number]
                if signal is None:
                    skip_unreadable(builder, batch.horizon)
                else:
                    self._from_log = signal
                    process(signal, builder)
                if builder.bytes >= most or builder.emitted >= STEP_EMITTED or waiting or self._budget.is_spent(share):
                    return number + 1
        return len(signals)

    def _wake(self, batch: PassInput, builder: TransactionBuilder) -> None:
        """Wake-ups have room of their own, so that no flood of signals keeps them waiting."""
        most, emitted = builder.bytes + self._step_bytes, builder.emitted + STEP_EMITTED
        due = [] if batch.signals and self._pages.waiting else batch.due  # first every member hears of it
        for number, (key, at) in enumerate(due):
            if number % PEOPLE_AT_ONCE == 0:
                builder.bytes += self.people.load([one for one, _ in due[number : number + PEOPLE_AT_ONCE]])
            self._process(TimerDue(key=key, at=at, received_at=batch.horizon), builder)
            is_full = builder.bytes >= most or builder.emitted >= emitted
            if is_full or self._pages.waiting or self._budget.is_spent():
                break

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
        self._pages.read_again()

    def _decide_again(self, signal: Signal, builder: TransactionBuilder) -> None:
        if isinstance(signal, PublicationSignal):
            self.published = announce(self.published, signal, builder)
            return
        cached = self._resolve(signal, builder)
        if cached.is_aside:
            keep_for_later(cached, signal, builder, self.published, self._from_log)
            return
        now, state = self._clock.now(), cached.state
        if isinstance(state, Account):
            cached.state, effects = self._pages.advance(state, signal)
        else:
            cached.state, effects = decide_again(state, signal, self.published, now)
        for one in builder.add(cached, signal, effects):
            self._process(one, builder)

    def _restore(self) -> None:
        """A transaction that failed may have been committed or not: believe the store, as after a restart."""
        self.position, self._seq = self._state.position(), 0
        self.published = self.committed = boot(self._state.documents(), self._state.quarantine.report)
        self._pages.read_again()
        self._torn = False

    def behind(self) -> bool:
        """Whether there are signals, or wake-ups due by the clock, that were not processed yet."""
        due = self._state.next_wake_at()
        return self.position < self._log.end() or (due is not None and due <= self._clock.now())

    def _commit(self, builder: TransactionBuilder, now: int) -> None:
        builder.refer(self.people)
        transaction = builder.build(self._epoch, now)
        transaction = transaction.without(self._state.commit(transaction))
        self.committed = self.published
        self.position, self._seq = builder.position, builder.seq
        self.people.grow(builder.grown)
        self._pages.settle(self.people)
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
                builder.emitted += len(emitted)
                builder.bytes += self.people.load([one.key for one in emitted])  # a page of an account's members
                ahead += reversed(emitted)
            emitted = self._apply(ahead.pop(), builder)

    def _announce(self, signal: PublicationSignal, builder: TransactionBuilder) -> None:
        documents, facts = len(builder.documents), len(builder.facts)
        try:
            self.published = announce(self.published, signal, builder)
        except Exception as error:
            self._poison.tell(signal, error, builder)
            del builder.documents[documents:], builder.facts[facts:]
            builder.fact(poison_fact(signal, error), signal.received_at)

    def _apply(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        resting = self.people.resting(signal.key)
        if resting is not None and builder.note_asleep(resting, signal, self.published):
            return ()
        addressed = target = self.people.get(signal.key)
        if addressed.state.merged_into:
            target = self._resolve(signal, builder)
        digest = digest8(signal.id) if signal.id else b""
        if digest and (addressed.seen.has(digest) or (target is not addressed and target.seen.has(digest))):
            builder.duplicates += 1
            return ()
        if isinstance(signal, LINKING) and signal.link and not target.is_aside and isinstance(target.state, Person):
            for link in self._poison.links(target.state, signal, builder):
                self._process(link, builder)
                target = self._resolve(signal, builder)
            if digest and target.seen.has(digest):  # it had come under the other id
                builder.duplicates += 1
                return ()
        if target.is_aside or target.state.awaits:
            kept = keep_back(target, addressed, signal, builder, self.published, self._from_log)
            if kept is not None:
                return kept
        if digest:
            addressed.seen.add(digest)
        if target is not addressed or isinstance(signal, PersonAbsorbed):
            builder.remember(digest, signal, addressed, target)
        return self._decide(target, signal, builder)

    def _decide(self, target: CachedState, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        state = target.state
        try:
            if isinstance(state, Account):
                target.state, effects = self._pages.advance(state, signal)
            elif isinstance(signal, EventReceived) and (person := noted(state, signal, self.published)) is not None:
                builder.note_event(target, person, signal)
                return ()
            else:
                target.state, effects = advance(state, signal, self.published, signal.received_at)
        except Exception as error:
            self._poison.tell(signal, error, builder)
            if isinstance(state, Account):
                target.state, effects = skip_poison_of_account(state, signal, error)
            else:
                target.state, effects = skip_poison(state, signal, self.published, error)
        return builder.add(target, signal, effects)

    def _resolve(self, signal: Signal, builder: TransactionBuilder) -> CachedState:
        """The state that a signal is for: tombstones point on, except for the signals of a merge itself."""
        cached = self.people.get(signal.key)
        if not cached.state.merged_into:
            return cached
        found = state_behind(signal.key, self.people, builder)
        return cached if takes_it_itself(cached.state, signal) else found
