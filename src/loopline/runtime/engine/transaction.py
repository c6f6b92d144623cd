"""A step in the making: what the signals of one turn brought about, until it is committed as a whole."""

from msgspec.structs import force_setattr

from loopline.model.effect import Effect, EmitSignal, MarkMessage, SendMessage
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.records import Record, StoredDocument, Transaction
from loopline.model.signal import Signal
from loopline.runtime.engine.cache import CachedState, encode


class Draft:
    """Collects effects. Facts get their place in the log (`position`, `seq`) here, once, before anybody sees them."""

    __slots__ = ("_seq", "_stamped", "documents", "duplicates", "facts", "marks", "outbox", "position", "warm")

    def __init__(self, position: int, seq: int = 0) -> None:
        self.position = position
        self.outbox: list[SendMessage] = []
        self.marks: list[MarkMessage] = []
        self.facts: list[Fact] = []
        self.documents: list[StoredDocument] = []
        self.warm: dict[str, CachedState] = {}
        self.duplicates = 0
        self._seq = seq
        self._stamped = position

    def take(self, warm: CachedState, signal: Signal, effects: list[Effect]) -> list[Signal]:
        """Sort the effects of one signal; the signals that it told others come back, in order."""
        self.warm[warm.state.key] = warm
        told: list[Signal] = []
        decided_at = signal.received_at
        for effect in effects:
            if isinstance(effect, Fact):
                self.fact(effect, decided_at)
            elif isinstance(effect, SendMessage):
                self.outbox.append(effect)
            elif isinstance(effect, MarkMessage):
                self.marks.append(effect)
            elif isinstance(effect, EmitSignal):
                told.append(effect.signal)
        return told

    def fact(self, fact: Fact, decided_at: int) -> None:
        """Append a fact with its place."""
        if self._stamped != self.position:
            self._stamped, self._seq = self.position, 0
        self._seq += 1
        force_setattr(fact, "position", self.position)
        force_setattr(fact, "seq", self._seq)
        force_setattr(fact, "decided_at", decided_at)
        self.facts.append(fact)

    @property
    def seq(self) -> int:
        """The place of the last fact at this position; a step of timers alone goes on from it."""
        return self._seq if self._stamped == self.position else 0

    def step(self, epoch: int, now: int) -> Transaction:
        """The step to commit."""
        return Transaction(
            position=self.position,
            records=[_record(key, warm) for key, warm in self.warm.items()],
            outbox=self.outbox,
            marks=self.marks,
            facts=self.facts,
            epoch=epoch,
            documents=self.documents,
            now=now,
        )


def _record(key: str, warm: CachedState) -> Record:
    state = warm.state
    if warm.encoded is None or warm.written is not state:
        warm.encoded, warm.written = encode(state), state
    return Record(key, warm.encoded, warm.seen, state.wake_at() if isinstance(state, Person) else None)
