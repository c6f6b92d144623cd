"""One bad thing costs one thing: the batch of a pass shrinks until what fails stands alone, and is set aside."""

from collections.abc import Callable
from typing import Final

import msgspec

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict, Unavailable
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT
from loopline.model.person import FIRST_OF_ALL, Account
from loopline.model.records import Record, SetAside, SetAsideCode
from loopline.model.signal import Signal, TimerDue
from loopline.pipeline.advance import marks_of
from loopline.pipeline.attempts import PERSON_ASIDE
from loopline.pipeline.poison import poison_fact, poison_set_aside
from loopline.ports import Log, State
from loopline.runtime.engine.cache import CachedState, StateCache, new_state
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.account import advance_account

FACTOR: Final = 8
POISON_LISTED_MAX: Final = 10_000
"""So many signals whose decision raised are listed, to be decided again; beyond, facts alone name them."""
NOT_OURS: Final = ("epoch_lost", "position_behind")
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Record).decode


def is_own_fault(error: Exception) -> bool:
    """Whether a pass failed by a fault of ours, which the same batch would meet again; the rest is weather."""
    if isinstance(error, Conflict):
        return error.code not in NOT_OURS
    return not isinstance(error, Unavailable | OSError | MemoryError)


class Carefulness:
    """How much a pass takes: everything as a rule, less after a pass that failed, then more again."""

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self.size = most
        self.timers_first = False

    @property
    def is_single(self) -> bool:
        """Whether a pass takes one thing only."""
        return self.size == 1

    @property
    def is_reduced(self) -> bool:
        """Whether a pass takes less than it may."""
        return self.size < self._most

    def shrink(self, batch: "PassInput") -> None:
        """A pass over this batch failed: the next one takes a fraction, down to one signal or one timer."""
        self.size = max(1, min(self.size, batch.weight) // FACTOR)
        self.timers_first = not self.timers_first if self.size == 1 else False

    def grow(self) -> None:
        """A pass went well. After a single one the next is a single one of the other sort, which may be at fault."""
        if self.size == 1 and not self.timers_first:
            self.timers_first = True
            return
        self.size = min(self._most, self.size * FACTOR)
        self.timers_first = False


class PassInput:
    """What one pass takes: signals of the log with their positions, None for what cannot be read, and due timers.

    No timer is taken that is due after `horizon`: signals that are left for the next pass come before it.
    """

    def __init__(self, log: Log, state: State, position: int, now: int, careful: Carefulness) -> None:
        self.now, self.horizon, size = now, now, careful.size
        self.is_single = careful.is_single
        entries = log.read(position, size)
        self.signals: list[Signal | None] = [one for entry in entries for one in entry.signals]
        self.positions = [one for entry in entries for one in range(entry.position, entry.end + 1)]
        if careful.is_reduced:  # an entry is read as a whole
            del self.signals[size:], self.positions[size:]
        last = next((one for one in reversed(self.signals) if one is not None), None)
        if last is not None and (len(self.signals) >= size or self.positions[-1] < log.end()):
            self.horizon = last.received_at
        self.due = state.claim_due(self.horizon, size)
        self._end_at_account()
        if self.is_single and self.signals and self.due:
            if careful.timers_first:
                self.signals, self.positions = [], []
            else:
                self.due = []

    def _end_at_account(self) -> None:
        """What comes after a change of an account that was put off until now finds every member changed."""
        told_at = next((at for key, at in self.due if key.startswith(ACCOUNT)), None)
        if told_at is None:
            return
        after = (n for n, one in enumerate(self.signals) if one is not None and one.received_at >= told_at)
        first = next(after, None)
        if first is not None:
            del self.signals[first:], self.positions[first:]
            self.horizon = told_at
            self.due = [(key, at) for key, at in self.due if at <= told_at]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.signals and not self.due

    @property
    def weight(self) -> int:
        """How many things it takes at most."""
        return max(len(self.signals), len(self.due))

    def cut(self, taken: int) -> None:
        """Leave the signals behind the first `taken` ones for the next pass, and the timers that come after them."""
        if taken < len(self.signals):
            del self.signals[taken:], self.positions[taken:]
            last = next((one for one in reversed(self.signals) if one is not None), None)
            self.horizon = 0 if last is None else last.received_at
            self.due = [(key, at) for key, at in self.due if at <= self.horizon]


class Page(PassInput):
    """What a pass takes instead while an account has members left to tell: the next ones of them, nothing else.

    So the pages are effects of one signal, in several passes, and nothing is decided between them.
    """

    def __init__(self, account: str, members: int, now: int, *, is_single: bool) -> None:
        self.now = self.horizon = now
        self.account, self.members, self.is_single = account, members, is_single
        self.signals, self.positions, self.due = [], [], [(account, FIRST_OF_ALL)]

    @property
    def weight(self) -> int:
        """How many members hear of the change."""
        return self.members


def set_batch_aside(
    batch: PassInput, error: Exception, builder: TransactionBuilder, state: State, people: StateCache
) -> None:
    """Set aside the one signal of this batch, or the record whose timer it is; the others of its keys stay decided."""
    if isinstance(batch, Page):
        _pass_over_member(batch, error, builder, people)
        return
    for signal, position in zip(batch.signals, batch.positions, strict=True):
        builder.position = position
        if signal is None:
            skip_unreadable(builder, batch.now)
            continue
        builder.fact(poison_fact(signal, error), batch.now)
        found = poison_set_aside(signal, error, builder.position)
        builder.set_aside += [found] if found else []
    for key, _ in batch.due:
        record = state.load([key]).get(key)
        if record is not None:
            cached = CachedState(new_state(key), is_aside=True, damaged=record)
            people.replace(key, cached)
            reason = f"What its timer brings cannot be stored ({error!r:.200})."
            take_out(cached, key, builder, "commit_failed", reason, batch.now)


def _pass_over_member(batch: Page, error: Exception, builder: TransactionBuilder, people: StateCache) -> None:
    """Set aside what the one member of this page was to hear; the members after her will hear of it."""
    cached = people.get(batch.account)
    state, timer = cached.state, TimerDue(key=batch.account, at=FIRST_OF_ALL, received_at=batch.now)
    assert isinstance(state, Account)
    cached.state, effects = advance_account(state, timer, batch.weight)
    for notice in builder.add(cached, timer, effects):
        builder.fact(poison_fact(notice, error, person=notice.key), batch.now)
        found = poison_set_aside(notice, error, builder.position)
        builder.set_aside += [found] if found else []


def keep_for_later(
    target: CachedState, signal: Signal, builder: TransactionBuilder, published: PublishedSet, from_log: Signal | None
) -> None:
    """Keep a signal for a record that is set aside; what it says of a message of the outbox holds at once.

    `from_log` is the one that stands in the log at this position: it is found there again.
    """
    key = target.state.key
    if target.damaged is not None:
        take_out(target, key, builder, "unreadable", "The record cannot be read.", signal.received_at)
    builder.marks += marks_of(signal, published)
    if not isinstance(signal, TimerDue) and getattr(signal, "code", "") != PERSON_ASIDE:
        builder.skip(key, None if signal is from_log else signal)


def take_out(
    cached: CachedState, key: str, builder: TransactionBuilder, code: SetAsideCode, reason: str, now: int = 0
) -> None:
    """Set a record aside: its bytes go into quarantine, and an empty mark without a wake-up stands in its place."""
    record, cached.damaged = cached.damaged, None
    assert record is not None
    builder.cached[key] = cached
    builder.set_aside.append(
        SetAside(
            kind="record",
            name=key,
            code=code,
            reason=reason,
            at=now,
            person=key,
            position=builder.position,
            payload=_packed(record),
        )
    )
    person, account = ("", key) if key.startswith(ACCOUNT) else (key, "")
    builder.fact(
        Fact(kind="quality", person=person, account=account, at=now, name="record", reason="person_set_aside"), now
    )


def _packed(record: Record) -> bytes:
    """The record as it was; columns of another type than bytes hold nothing that could be put back."""
    columns: tuple[object, object, object] = (record.state, record.seen, record.wake_at)
    state, seen = (part if isinstance(part, bytes) else b"" for part in columns[:2])
    wake_at = columns[2] if isinstance(columns[2], int) else None
    paged: object = record.paged
    return _encode(Record(record.key, state, seen, wake_at, paged if isinstance(paged, int) else 0))


def unpacked(payload: bytes) -> Record:
    """The record of what was set aside."""
    return _decode(payload)


class PoisonList:
    """Lists the signals whose decision raised, up to a bound, and tells somebody of each."""

    def __init__(self, state: State, on_error: Callable[[Exception], None] | None) -> None:
        self._state, self._on_error = state, on_error

    def tell(self, signal: Signal, error: Exception, builder: TransactionBuilder) -> None:
        """List one. Raises what was raised when there is nobody to tell: a fault is not hidden."""
        if self._on_error is None:
            raise error
        self._on_error(error)
        listed = self._state.quarantine.counts().get("signal", 0) + len(builder.set_aside)
        found = poison_set_aside(signal, error, builder.position)
        if found is not None and listed < POISON_LISTED_MAX:
            builder.set_aside.append(found)


def checked_position(state: State, log: Log) -> int:
    """How far the state has decided. Raises Conflict `log_behind` when the log is not that long."""
    position = state.position()
    if position > log.end():
        raise Conflict(
            "log_behind",
            "The log ends before what the state has decided: log.db and state.db are not of one time. "
            "Restore both from the same backup.",
        )
    return position


def skip_unreadable(builder: TransactionBuilder, now: int) -> None:
    """The signal at this position cannot be read; neighbours that cannot either make one line of the list."""
    last = builder.set_aside[-1] if builder.set_aside else None
    if last is not None and last.kind == "signals" and last.position + last.count == builder.position:
        count = last.count + 1
        name = f"{last.position}-{builder.position}"
        builder.set_aside[-1] = msgspec.structs.replace(last, name=name, count=count)
        return
    builder.set_aside.append(
        SetAside(
            kind="signals",
            name=str(builder.position),
            code="unreadable",
            reason="These signals of the log cannot be read.",
            at=now,
            position=builder.position,
        )
    )
    builder.fact(unreadable_fact(builder.position, now), now)


def unreadable_fact(position: int, now: int) -> Fact:
    """The fact that signals from this position on were left out."""
    return Fact(kind="quality", person="", at=now, name=str(position), reason="signals_unreadable")
