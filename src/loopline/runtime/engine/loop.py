"""The loop. One pass: signals and due timers in, one transaction out. Read this file first."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress

from loopline.decisions.published import PublishedSet
from loopline.model.erased.digest import Hidden
from loopline.model.records import Begun, Transaction
from loopline.model.signal import Signal, TimerDue, TraitsChanged
from loopline.pipeline.addresses import addresses_named
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.budget import SIGNALS_SHARE, STEP_EMITTED, Budget, budget_for
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.decider import Decider
from loopline.runtime.engine.isolation import (
    checked_position,
    is_own_fault,
    set_batch_aside,
    skip_unreadable,
)
from loopline.runtime.engine.member_pages import MemberPages
from loopline.runtime.engine.mend import Mender
from loopline.runtime.engine.pass_input import Carefulness, PassInput, ReadAhead
from loopline.runtime.engine.publication import boot
from loopline.runtime.engine.transaction import TransactionBuilder, UnderWay
from loopline.signals.people.account import MEMBERS_AT_ONCE

STEP_BYTES = 16 << 20
"""A pass closes at about so many bytes of people read, records, facts and messages; the rest waits for the next one."""
PEOPLE_AT_ONCE = 256
OVERLOADED_SIGNALS = 1_500
"""From so many signals in one pass on the loop counts as far behind: other threads should leave it the processor."""


class Loop(Decider):
    """Owns one shard. One thread calls `run_once`; `on_commit` is called with each committed transaction.

    With a `writer` a transaction is brought to its end there while the next pass is decided.
    """

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
        writer: Executor | None = None,
        hidden: Hidden | None = None,
        on_commit: Callable[[Transaction], None] = lambda transaction: None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._on_error = on_error
        self._log, self._state, self._clock = log, state, clock
        self._careful, self._step_bytes = Carefulness(batch_max), step_bytes
        self._budget, self._ahead = budget or budget_for(clock), ReadAhead(log)
        self.is_overloaded = self._torn = False
        self._writer, self._on_commit = writer, on_commit
        self._under_way: UnderWay | None = None
        self._epoch = state.take_ownership()
        self.position = self._decided = checked_position(state, log)
        """The log position up to which all is decided and on disk; `_decided` is ahead of it by what is under way."""
        self._seq = self._named_to = 0
        pages = MemberPages(state, self._careful, members_at_once)
        super().__init__(state, clock, StateCache(state, hot_people, hidden), pages, on_error)
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
            self.settle()
            self._mend()
        self._budget.begin()
        batch = self._next()
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
                builder = self._builder()
                set_batch_aside(batch, error, builder, self._state, self.people)
                self._commit(builder, batch.now)
            self._careful.shrink(batch.weight)
        else:
            self._careful.grow()
        return True

    def settle(self) -> None:
        """Wait until all that was decided is on disk; call it in the loop's thread, or when that has ended."""
        try:
            self._land()
        except BaseException:
            self._tear(self.published)
            self._careful.shrink(self._careful.size)  # so that the next one is taken to its end at once
            raise

    def _next(self) -> PassInput:
        """What the next pass takes. While a transaction is under way, the store does not know of its wake-ups, and
        nothing is taken but signals."""
        now = self._clock.now()
        page = self._pages.next(now)
        if page is not None:
            return page
        batch = PassInput(self._ahead, self._state, self._decided, now, self._careful)
        if self._under_way and (batch.due or batch.is_empty):
            self.settle()
            batch = PassInput(self._ahead, self._state, self._decided, now, self._careful)
        return batch

    def _builder(self) -> TransactionBuilder:
        return TransactionBuilder(self._decided, self._seq, self.people.hidden)

    def _pass(self, batch: PassInput) -> None:
        before = self.published
        self.is_overloaded = len(batch.signals) >= OVERLOADED_SIGNALS
        builder = self._builder()
        try:
            batch.cut(self._take(batch, builder))
            self._wake(batch, builder)
            self._commit(builder, batch.now, beside=self._may_go_on(batch, builder))
        except BaseException:
            self._tear(before)
            raise

    def _may_go_on(self, batch: PassInput, builder: TransactionBuilder) -> bool:
        """Whether more signals wait whose decisions ask nothing of the store that this transaction changes.

        Never after one alone: if its end failed, the next one alone would be taken for what is at fault.
        """
        needs_the_store = batch.due or self._careful.is_reduced or self._pages.waiting or not builder.is_plain
        return not (batch.is_all or batch.is_single or needs_the_store)

    def _tear(self, published: PublishedSet) -> None:
        """Believe nothing in memory. What is under way comes to its end first, so that the store can be believed."""
        with suppress(Exception):
            self._land()
        self.people.forget()
        self._under_way = self.committed = None
        self.published, self._torn = published, True

    def _commit(self, builder: TransactionBuilder, now: int, *, beside: bool = False) -> None:
        """Commit after what is under way. With `beside` it stays under way itself: until it has landed nothing of it is
        seen in the store, and its people stay in memory."""
        self._land()
        builder.refer(self.people)
        transaction = builder.build(self._epoch, now)
        if beside and self._writer is not None:
            begun = self._state.begin(transaction)
            written = _ended(begun, self._writer)
            self._under_way = UnderWay(transaction.without(begun.known), builder.position, written)
        else:
            transaction = transaction.without(self._state.commit(transaction))
            self.position, self.committed = builder.position, self.published
            self.people.let_pages_go(transaction.pages)
        self._decided, self._seq = builder.position, builder.seq
        self.people.grow(builder.grown)
        self.people.has_gone = bool(transaction.erased) or self.people.has_gone
        self._pages.settle(self.people)
        self.people.shrink(builder.cached if self._under_way else ())
        if not self._under_way:
            self._tell(transaction)

    def _land(self, *, wait: bool = True) -> None:
        """Wait until what is under way is on disk, and tell of it; without `wait`, only if it is there already."""
        under_way = self._under_way
        if under_way is not None and (wait or under_way.written.done()):
            under_way.written.result()
            self._under_way, self.position = None, under_way.position
            self.people.let_pages_go(under_way.transaction.pages)
            self._tell(under_way.transaction)

    def _tell(self, transaction: Transaction) -> None:
        try:
            self._on_commit(transaction)
        except Exception as error:  # it is committed: whoever listens costs the pass nothing
            if self._on_error is None:
                raise
            self._on_error(error)

    def _take(self, batch: PassInput, builder: TransactionBuilder) -> int:
        """How many signals were decided before the pass was full, or an account had more members to tell."""
        signals, positions, process = batch.signals, batch.positions, self._process
        waiting, most, share = self._pages.waiting, self._step_bytes, SIGNALS_SHARE if batch.due else 1.0
        for begin in range(0, len(signals), PEOPLE_AT_ONCE):
            self._land(wait=False)
            ahead = signals[begin : begin + PEOPLE_AT_ONCE]
            asked = self._asked_for(ahead, positions[begin : begin + PEOPLE_AT_ONCE])
            if any(map(_is_of_a_file, ahead)):
                self.people.pass_through(asked, [one.key for one in ahead if one and not _is_of_a_file(one)])
            builder.bytes += self.people.load(asked)
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

    def _asked_for(self, signals: Sequence[Signal | None], positions: Sequence[int]) -> list[str]:
        """The keys that these signals are for, and those of the addresses that they name: one query for all of them.

        A pass that ends early leaves the rest to the next one, in whose memory their addresses are already.
        """
        keys, named_to = [one.key for one in signals if one is not None], self._named_to
        for one, position in zip(signals, positions, strict=True):
            if position > named_to and isinstance(one, TraitsChanged):
                keys += addresses_named(one, self.published)
        self._named_to = max(named_to, positions[-1])
        return keys

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
                while (builder := mender.begin(number, self._builder())) is not None:
                    self._from_log = None  # what waited may stand anywhere in the log
                    for signal in mender.signals:
                        self._process(signal, builder)
                    if (again := mender.again) is not None:
                        self._decide_again(again, builder)
                    self._commit(builder, self._clock.now())
            except Exception as error:
                self._tear(self.published)
                if not is_own_fault(error):
                    raise
                if self._on_error is not None:
                    self._on_error(error)
                self._state.quarantine.refuse(number, f"It failed again ({type(error).__name__}: {error}).")
            if self._torn or mender.reread:
                self._restore()
        self._pages.read_again()

    def _restore(self) -> None:
        """A transaction that failed may have been committed or not: believe the store, as after a restart."""
        self.position = self._decided = self._state.position()
        self._seq = 0
        self.published = self.committed = boot(self._state.documents(), self._state.quarantine.report)
        self._pages.read_again()
        self._torn = False

    def behind(self) -> bool:
        """Whether there are signals, or wake-ups due by the clock, that were not processed yet."""
        due = self._state.next_wake_at()
        return self.position < self._log.end() or (due is not None and due <= self._clock.now())


def _is_of_a_file(signal: Signal | None) -> bool:
    return getattr(signal, "trust", "") == "silent"


def _ended(begun: Begun, writer: Executor) -> "Future[None]":
    """The end of a transaction, in another thread; here when none can be started, since it holds the store's lock."""
    try:
        return writer.submit(begun.finish)
    except RuntimeError:
        begun.finish()
        here: Future[None] = Future()
        here.set_result(None)
        return here
