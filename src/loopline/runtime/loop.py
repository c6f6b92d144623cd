"""The loop. One turn: signals and due timers in, one transaction out. Read this file first."""

from collections.abc import Callable, Sequence

from loopline.decisions.program import Program
from loopline.model.errors import Conflict
from loopline.model.ids import PROGRAM_KEY, digest8
from loopline.model.person import Account, Person
from loopline.model.signal import EventReceived, PersonReleased, ProgramSignal, Signal, TimerDue, TraitsChanged
from loopline.ports import Clock, Log, State, Step
from loopline.runtime.advance import advance
from loopline.runtime.draft import Draft
from loopline.runtime.hot import HotPeople, Warm
from loopline.runtime.publish import announce, boot
from loopline.runtime.quarantine import set_aside
from loopline.signals.account import advance_account
from loopline.signals.dedupe import is_seen, with_seen
from loopline.signals.identity import linking

HOPS_MAX = 64
LINKING = (EventReceived, TraitsChanged)
PRESSED = 1_500
"""Signals in one turn from which on the loop counts as far behind: others should leave it the processor."""


class Loop:
    """Owns one shard. `turn` is called by one thread; whoever wants to know of committed steps passes `on_step`."""

    def __init__(
        self,
        log: Log,
        state: State,
        clock: Clock,
        *,
        batch_max: int = 5_000,
        hot_people: int = 50_000,
        on_step: Callable[[Step], None] = lambda step: None,
        on_fault: Callable[[Exception], None] | None = None,
    ) -> None:
        self._on_fault = on_fault
        self._log, self._state, self._clock, self._on_step = log, state, clock, on_step
        self._batch_max = batch_max
        self._epoch = state.take_ownership()
        self.people = HotPeople(state, hot_people)
        self.pressed = False
        self.position = state.position()
        if self.position > log.end():
            raise Conflict(
                "log_behind",
                "The log ends before what the state has decided: log.db and state.db are not of one time. "
                "Restore both from the same backup.",
            )
        self._seq = 0
        self._torn = False
        self.program: Program = boot(state.documents())
        self.committed: Program | None = self.program
        """The program of the last step that is surely in the store; `program` is ahead of it while a turn decides.
        None after a step that failed, until the store was asked."""

    def turn(self) -> bool:
        """Take a batch of signals and due timers, decide, commit. False when there was nothing to do."""
        if self._torn:
            self._restore()
        now, before = self._clock.now(), self.program
        signals = [signal for entry in self._log.read(self.position, self._batch_max) for signal in entry.signals]
        self.pressed = len(signals) >= PRESSED
        horizon = signals[-1].received_at if len(signals) >= self._batch_max else now
        due = self._state.claim_due(horizon, self._batch_max)
        if not signals and not due:
            return False
        draft = Draft(self.position, self._seq)
        try:
            self.people.load([signal.key for signal in signals] + [key for key, _ in due])
            for signal in signals:
                draft.position += 1
                self._take(signal, draft)
            for key, at in due:
                self._take(TimerDue(key, at, horizon), draft)
            self._commit(draft, now)
        except BaseException:
            self.people.forget()
            self.program, self.committed, self._torn = before, None, True
            raise
        return True

    def _restore(self) -> None:
        """After a step that failed nobody knows whether it was committed: believe the store, as after a restart."""
        self.position, self._seq = self._state.position(), 0
        self.program = self.committed = boot(self._state.documents())
        self._torn = False

    def behind(self) -> bool:
        """Whether there are signals, or wake-ups due by the clock, that were not taken yet."""
        due = self._state.next_wake_at()
        return self.position < self._log.end() or (due is not None and due <= self._clock.now())

    def _commit(self, draft: Draft, now: int) -> None:
        step = draft.step(self._epoch, now)
        self._state.commit(step)
        self.committed = self.program
        self.position, self._seq = draft.position, draft.seq
        self.people.touch(draft.warm)
        self.people.shrink()
        self._on_step(step)

    def _take(self, signal: Signal, draft: Draft) -> None:
        """One signal, and then whatever it told others, before the next one."""
        if signal.key == PROGRAM_KEY:
            assert isinstance(signal, ProgramSignal)
            self.program = announce(self.program, signal, draft)
            return
        ahead: list[Signal] = []
        told = self._tell(signal, draft)
        while told or ahead:
            if told:
                self.people.load([one.key for one in told])  # an account may tell thousands
                ahead += reversed(told)
            told = self._tell(ahead.pop(), draft)

    def _tell(self, signal: Signal, draft: Draft) -> Sequence[Signal]:
        warm = self.people.get(signal.key)
        if signal.id:
            # Remembered under the key it is addressed to, a tombstone's too: so a merge doubles nothing.
            digest = digest8(signal.id)
            if is_seen(warm.seen, digest):
                draft.duplicates += 1
                return ()
            warm.seen = with_seen(warm.seen, digest)
        if warm.state.merged_into:
            draft.warm[signal.key] = warm
            warm = self._resolve(signal)
        state = warm.state
        if isinstance(state, Account):
            warm.state, effects = advance_account(state, signal)
            return draft.take(warm, signal, effects)
        if isinstance(signal, LINKING) and signal.link and (link := linking(state, signal)):
            self._take(link, draft)
            warm = self._resolve(signal)
            assert isinstance(warm.state, Person)
            state = warm.state
        try:
            warm.state, effects = advance(state, signal, self.program, signal.received_at)
        except Exception as error:
            if self._on_fault is None:
                raise
            self._on_fault(error)
            warm.state, effects = set_aside(state, signal, self.program, error)
        return draft.take(warm, signal, effects)

    def _resolve(self, signal: Signal) -> Warm:
        """The state that a signal is for: tombstones point on, except for the words of a merge itself."""
        warm = self.people.get(signal.key)
        for _ in range(HOPS_MAX):
            state = warm.state
            if isinstance(state, Account) or not state.merged_into or isinstance(signal, PersonReleased):
                break
            warm = self.people.get(state.merged_into)
        return warm
