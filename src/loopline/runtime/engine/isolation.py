"""One bad thing costs one thing: the batch of a pass shrinks until what fails stands alone, and is set aside."""

from typing import Final

import msgspec

from loopline.model.errors import Conflict, Unavailable
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT
from loopline.model.records import Record, SetAside, SetAsideCode
from loopline.model.signal import Signal
from loopline.pipeline.poison import poison_fact, poison_set_aside
from loopline.ports import Log, State
from loopline.runtime.engine.cache import CachedState, StateCache, new_state
from loopline.runtime.engine.transaction import TransactionBuilder

FACTOR: Final = 8
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
    def is_reduced(self) -> bool:
        """Whether a pass takes less than it may."""
        return self.size < self._most

    def shrink(self, batch: "PassInput") -> None:
        """A pass over this batch failed: the next one takes a fraction, down to one signal or one timer."""
        self.size = max(1, min(self.size, max(len(batch.signals), len(batch.due))) // FACTOR)
        self.timers_first = not self.timers_first if self.size == 1 else False

    def grow(self) -> None:
        """A pass went well. After a single one the next is a single one of the other sort, which may be at fault."""
        if self.size == 1 and not self.timers_first:
            self.timers_first = True
            return
        self.size = min(self._most, self.size * FACTOR)
        self.timers_first = False


class PassInput:
    """What one pass takes: signals of the log, with None for what cannot be read, and due timers."""

    def __init__(self, log: Log, state: State, position: int, now: int, careful: Carefulness) -> None:
        self.now, self.horizon, size = now, now, careful.size
        self.is_single = size == 1
        self.signals: list[Signal | None] = [one for entry in log.read(position, size) for one in entry.signals]
        if careful.is_reduced:  # an entry is read as a whole
            self.signals = self.signals[:size]
        last = next((one for one in reversed(self.signals) if one is not None), None)
        if last is not None and (len(self.signals) >= size or position + len(self.signals) < log.end()):
            self.horizon = last.received_at
        self.due = state.claim_due(self.horizon, size)
        if self.is_single and self.signals and self.due:
            self.signals, self.due = ([], self.due) if careful.timers_first else (self.signals, [])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.signals and not self.due

    def keys(self) -> list[str]:
        """The keys of everything in it."""
        return [one.key for one in self.signals if one is not None] + [key for key, _ in self.due]


def set_batch_aside(
    batch: PassInput, error: Exception, builder: TransactionBuilder, state: State, people: StateCache
) -> None:
    """Set aside the one signal of this batch, or the record whose timer it is; the others of its keys stay decided."""
    for signal in batch.signals:
        builder.position += 1
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
    return _encode(Record(record.key, state, seen, wake_at))


def unpacked(payload: bytes) -> Record:
    """The record of what was set aside."""
    return _decode(payload)


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
