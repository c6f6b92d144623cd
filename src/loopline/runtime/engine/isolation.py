"""One bad thing costs one thing: the batch of a pass shrinks until what fails stands alone, and is set aside."""

from collections.abc import Callable
from typing import Final

import msgspec

from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import FIRST_OF_ALL, Account
from loopline.model.addresses.normal import ADDRESS
from loopline.model.errors import Conflict, Unavailable
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.states import LEDGERS
from loopline.model.person import Person
from loopline.model.records import Record, SetAside, SetAsideCode
from loopline.model.signal import EventReceived, PersonLinked, Signal, TimerDue, TraitsChanged
from loopline.pipeline.advance import marks_of
from loopline.pipeline.attempts import PERSON_ASIDE
from loopline.pipeline.poison import as_marked, poison_fact, poison_set_aside
from loopline.ports import Log, State
from loopline.runtime.engine.cache import StateCache, new_state
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.pass_input import Page, PassInput
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.account import advance_account
from loopline.signals.people.identity import implied_link
from loopline.signals.people.resting import OF_MESSAGES_ALONE

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
    if not isinstance(signal, (TimerDue, *OF_MESSAGES_ALONE)) and getattr(signal, "code", "") != PERSON_ASIDE:
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
    person, account = ("", key) if key.startswith((ACCOUNT, ADDRESS, *LEDGERS)) else (key, "")
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
        found = poison_set_aside(as_marked(signal), error, builder.position)
        if found is not None and listed < POISON_LISTED_MAX:
            builder.set_aside.append(found)

    def links(
        self, person: Person, signal: EventReceived | TraitsChanged, builder: TransactionBuilder
    ) -> tuple[PersonLinked, ...]:
        """The merge that a signal implies; none when finding it out raises."""
        try:
            link = implied_link(person, signal)
        except Exception as error:
            self.tell(signal, error, builder)
            link = None
        return () if link is None else (link,)


def checked_position(state: State, log: Log) -> int:
    """How far the state has decided. Raises Conflict `log_behind` when the log is not that long."""
    position = state.position()
    if position > log.end():
        raise Conflict(
            "log_behind",
            "The log ends before what the state has decided: log.db, or the topic, and state.db are not of one time. "
            "Restore both from the same backup, or name the topic of this folder.",
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
