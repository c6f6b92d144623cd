"""Builds a transaction: what the signals of one pass of the loop brought about, until it is committed as a whole."""

from collections.abc import Sequence
from concurrent.futures import Future

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from loopline.model.effect import Effect, EmitSignal, MarkMessage, SendMessage
from loopline.model.erased.digest import Hidden, hidden_by
from loopline.model.fact import Fact
from loopline.model.ids import digest8
from loopline.model.person import Person, is_test
from loopline.model.records import Record, SeenPage, SetAside, Skipped, StoredDocument, Transaction
from loopline.model.signal import EventReceived, PersonAbsorbed, PersonReleased, Signal
from loopline.runtime.engine.account_versions import Versions
from loopline.runtime.engine.cache import SET_ASIDE, StateCache, encode
from loopline.runtime.engine.erased.gone import gone_record, is_gone
from loopline.runtime.engine.erased.uncounted import uncounted
from loopline.runtime.engine.held import Asleep, CachedState
from loopline.runtime.engine.shards.words import ShardWords
from loopline.signals.people.event import Actor, event_fact

ROW_BYTES = 256
"""What a record, a fact or a message takes beside the part of it that may be big."""


class UnderWay(Struct, frozen=True):
    """A transaction that is on its way to the disk, and the log position up to which it decides."""

    transaction: Transaction
    position: int
    written: "Future[None]"


class TransactionBuilder:
    """Collects effects. Facts get their place in the log (`position`, `seq`) here, once, before anybody sees them."""

    __slots__ = (
        "_hidden",
        "_seq",
        "_stamped",
        "bytes",
        "cached",
        "cleared",
        "decided_late",
        "documents",
        "duplicates",
        "emitted",
        "facts",
        "grown",
        "marks",
        "outbox",
        "position",
        "released",
        "set_aside",
        "skipped",
        "words",
    )

    def __init__(self, position: int, seq: int = 0, hidden: Hidden | None = None) -> None:
        self.position = position
        self._hidden = hidden or hidden_by()
        self.outbox: list[SendMessage] = []
        self.marks: list[MarkMessage] = []
        self.facts: list[Fact] = []
        self.documents: list[StoredDocument] = []
        self.cached: dict[str, CachedState | Asleep] = {}
        self.set_aside: list[SetAside] = []
        self.skipped: list[Skipped] = []
        self.decided_late: list[int] = []
        self.released: list[int] = []
        self.words = ShardWords()
        self.cleared: list[str] = []  # keys of which nothing is to be left, packed or not
        self.duplicates = self.emitted = 0
        self.bytes = self.grown = 0
        """About how much this transaction reads and writes. What an event leaves that changes nobody does not count: it
        is no more than was read of the log."""
        self._seq = seq
        self._stamped = position

    def add(self, cached: CachedState, signal: Signal, effects: list[Effect]) -> list[Signal]:
        """Sort the effects of one signal; the signals that it emitted to other keys come back, in order."""
        self._count(cached)
        self.cached[cached.state.key] = cached
        emitted: list[Signal] = []
        facts = []
        for effect in effects:
            if isinstance(effect, Fact):
                facts.append(effect)
            elif isinstance(effect, SendMessage):
                self.outbox.append(effect)
                self.bytes += len(effect.context) + len(effect.sending) + ROW_BYTES
            elif isinstance(effect, MarkMessage):
                self.marks.append(effect)
            elif isinstance(effect, EmitSignal):
                emitted.append(effect.signal)
        if isinstance(cached.state, Person) and is_test(cached.state):
            uncounted(facts)
        self._place(facts, signal.received_at)
        if emitted and isinstance(signal, PersonReleased):
            return [replace(one, seen=cached.seen.all()) if isinstance(one, PersonAbsorbed) else one for one in emitted]
        return emitted

    def _count(self, cached: CachedState) -> None:
        if cached.state.key not in self.cached:
            self.bytes += len(cached.encoded or b"") + len(cached.seen.tail) + ROW_BYTES

    def note_event(self, held: CachedState | Asleep, person: Actor, event: EventReceived) -> None:
        """What is left of an event that changes nobody: its fact, and its id. Of one that had come before, nothing.

        `held` holds the person.
        """
        digest = digest8(event.id) if event.id else b""
        if digest:
            if held.seen.has(digest):
                self.duplicates += 1
                return
            held.seen.add(digest)
        self.cached[event.key] = held
        self._note(person, event)

    def count_event(self, cached: CachedState, person: Person, signal: EventReceived) -> None:
        """What is left of an event that is counted at most: its fact, and the person after it."""
        if cached.state is not person:
            cached.state = person
            self._count(cached)
        self.cached[person.key] = cached
        self._note(person, signal)
        if is_test(person):
            uncounted(self.facts[-1:])

    def _note(self, person: Actor, signal: EventReceived) -> None:
        position = self.position
        if self._stamped != position:
            self._stamped, self._seq = position, 0
        self._seq += 1
        self.facts.append(event_fact(person, signal, position, self._seq, signal.received_at))

    def remember(self, digest: bytes, signal: Signal, addressed: CachedState, target: CachedState) -> None:
        """Remember the id also under the key to which the addressed one points: so neither a merge nor another identity
        doubles anything. Ids that an absorbed person has seen come along with them."""
        if target is not addressed:
            self.cached[addressed.state.key] = addressed
            target.seen.add(digest)
        if isinstance(signal, PersonAbsorbed) and not target.state.merged_into:
            target.seen.absorb(signal.seen)

    def fact(self, fact: Fact, decided_at: int) -> None:
        """Append a fact with its place."""
        self._place((fact,), decided_at)

    def _place(self, facts: Sequence[Fact], decided_at: int) -> None:
        position = self.position
        if self._stamped != position:
            self._stamped, self._seq = position, 0
        seq, size = self._seq, ROW_BYTES * len(facts)
        for fact in facts:
            seq += 1
            data = fact.data
            if data is not None:
                size += len(data)
            force_setattr(fact, "position", position)
            force_setattr(fact, "seq", seq)
            force_setattr(fact, "decided_at", decided_at)
        self._seq = seq
        self.bytes += size
        self.facts += facts

    def skip(self, key: str, emitted: Signal | None) -> None:
        """A signal waits for a record that is set aside: the one at this position of the log, or an emitted one."""
        self.skipped.append(Skipped(key, self.position, encode(emitted) if emitted is not None else b""))

    @property
    def is_plain(self) -> bool:
        """Whether it has nothing but people, messages and facts."""
        return not (self.documents or self.set_aside or self.skipped or self.decided_late or self.released)

    @property
    def seq(self) -> int:
        """The place of the last fact at this position; a transaction of timers alone goes on from it."""
        return self._seq if self._stamped == self.position else 0

    def refer(self, people: StateCache) -> None:
        """Name the versions of account traits in the records of members, and count them in those of the accounts."""
        versions = Versions(people.account)
        for cached in self.cached.values():
            if isinstance(cached, Asleep):
                continue
            state = cached.state
            if not isinstance(state, Person) or cached.is_aside or (cached.encoded and cached.written is state):
                continue
            if state.account_traits is None and cached.named is None:
                continue
            cached.named = versions.name(state, cached.named)
            if cached.named is not None:
                stored = replace(state, account_traits=None, account_version=cached.named.version)
                cached.encoded, cached.written = encode(stored), state
        for key, account in versions.counted().items():
            held = self.cached[key] = people.get(key)
            held.state = account

    def build(self, epoch: int, now: int) -> Transaction:
        """The transaction to commit. `grown` then says by how many bytes its records have."""
        records, pages, erased, grown = [], list[SeenPage](), [*self.cleared], 0
        for key, held in self.cached.items():
            cached = held.woken or held if isinstance(held, Asleep) else held
            if isinstance(cached, CachedState) and not cached.is_aside and is_gone(cached.state):
                erased.append(key)
                records.append(_hidden_record(cached, self._hidden(key)))
                continue
            record, seen = _record(key, cached), cached.seen
            records.append(record)
            if seen.unwritten:
                pages += _pages(key, cached)
            size = len(record.state) + (seen.size() if seen.sealed else len(record.seen))
            grown += size - cached.counted
            cached.counted = size
        self.grown = grown
        return Transaction(
            position=self.position,
            records=records,
            pages=pages,
            outbox=self.outbox,
            marks=self.marks,
            facts=self.facts,
            epoch=epoch,
            documents=self.documents,
            now=now,
            set_aside=self.set_aside,
            skipped=self.skipped,
            decided_late=self.decided_late,
            released=self.released,
            erased=erased,
            tellings=self.words.tellings(),
            heard=self.words.heard,
        )


def _hidden_record(cached: CachedState, key: str) -> Record:
    """The record without letters of what was forgotten; its plain one leaves in the same transaction."""
    cached.encoded, cached.written = None, cached.state
    return Record(key, encode(gone_record(cached.state, key)))


def _record(key: str, cached: CachedState | Asleep) -> Record:
    if isinstance(cached, Asleep):
        return Record(key, cached.encoded, cached.seen.tail, cached.wake_at, cached.seen.sealed)
    if cached.is_aside:
        return Record(key, SET_ASIDE)
    state = cached.state
    if cached.encoded is None or cached.written is not state:
        cached.encoded, cached.written = encode(state), state
    return Record(key, cached.encoded, cached.seen.tail, state.wake_at(), cached.seen.sealed)


def _pages(key: str, cached: CachedState | Asleep) -> list[SeenPage]:
    """The rows that changed; a transaction that fails is not tried again with what is in memory."""
    slots, cached.seen.unwritten = sorted(cached.seen.unwritten), ()
    return [SeenPage(key, slot, cached.seen.row(slot)) for slot in slots]
