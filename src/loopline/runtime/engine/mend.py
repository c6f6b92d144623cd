"""Mends what is set aside, as an operator asked: puts it back and has decided what it has missed, or lets it go."""

from typing import Final

from loopline.model.accounts.account import Account
from loopline.model.addresses.normal import ADDRESS
from loopline.model.channels import CHANNELS
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.states import ledger_state_lost
from loopline.model.records import Quarantined, Skipped
from loopline.model.signal import AttemptAnswered, ConsentChanged, Signal
from loopline.pipeline.poison import read_poison
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.cache import StateCache, new_state
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.isolation import unpacked
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.addresses.address import begun_anew

PAGE: Final = 2_000
STILL: Final = "It still cannot be read; restore its bytes, or start the version that wrote them."
DROPPED: Final = "message_dropped"


class Mender:
    """`begin` answers a transaction to fill with `signals` (in their order) and `again`, until there is none to make.

    `again` is one signal that was poison. `reread`: what is published has to be read anew.
    """

    def __init__(self, state: State, log: Log, clock: Clock, people: StateCache) -> None:
        self._state, self._log, self._clock, self._people = state, log, clock, people
        self._begun: int | None = None
        self.signals: list[Signal] = []
        self.again: Signal | None = None
        self.reread = False

    def begin(self, number: int, builder: TransactionBuilder) -> TransactionBuilder | None:
        """The next transaction of what was asked for about this; None when it is done or cannot be done."""
        self.signals, self.again = [], None
        item = self._state.quarantine.item(number)
        if item is None or not item.act:
            self._begun = None
            return None
        match item.item.kind:
            case "record":
                return self._record(item, builder)
            case "signals":
                return self._signals(item, builder)
            case "signal":
                self.again = read_poison(item.item.payload) if item.act == "retry" else None
                builder.released.append(number)
                return builder
            case "message" if item.act == "drop":
                self.signals = [self._refusal(item)]
                builder.released.append(number)
                return builder
            case _:
                self._stored(item)
                return None

    def _record(self, item: Quarantined, builder: TransactionBuilder) -> TransactionBuilder | None:
        key, rows = item.item.name, self._state.quarantine.skipped(item.item.name, PAGE)
        if self._begun != item.id and self._people.get(key).is_aside:
            restored = self._restored(item)
            if restored is None:
                self._state.quarantine.refuse(item.id, STILL)
                return None
            self._people.replace(key, restored)
            builder.cached[key] = restored
        self._begun = item.id
        self.signals += [signal for _, one in rows if (signal := self._signal(one)) is not None]
        builder.decided_late += [number for number, _ in rows]
        if len(rows) < PAGE:
            builder.released.append(item.id)
        return builder

    def _restored(self, item: Quarantined) -> CachedState | None:
        key = item.item.name
        if item.act == "drop" and key.startswith(ACCOUNT):
            return CachedState(Account(key=key, traits={}, begun_at=self._clock.now()))
        if item.act == "drop" and (lost := ledger_state_lost(key)) is not None:
            return CachedState(lost)
        if item.act == "drop" and key.startswith(ADDRESS):
            return CachedState(begun_anew(key, self._clock.now()))
        if item.act == "drop":
            self.signals = self._refused_consents(key)
            return CachedState(new_state(key))
        found = self._people.opened({key: unpacked(item.item.payload)})[key]
        return None if found.is_aside else found

    def _refused_consents(self, key: str) -> list[Signal]:
        """A person who begins anew gets nothing: what she refused before is not known any more."""
        now = self._clock.now()
        return [
            ConsentChanged(
                key=key,
                id=f"begun-anew/{key}/{row.name}/{now}",
                at=0,
                received_at=now,
                channel=row.name,
                topic="",
                allowed=False,
                source="quarantine",
            )
            for row in CHANNELS.values()
            if row.address_source != "content"
        ]

    def _signal(self, skipped: Skipped) -> Signal | None:
        if skipped.signal:
            return read_poison(skipped.signal)
        entries = self._log.read(skipped.position - 1, 1)
        return entries[0].signals[0] if entries else None

    def _signals(self, item: Quarantined, builder: TransactionBuilder) -> TransactionBuilder | None:
        if item.act == "retry":
            found: list[Signal | None] = []
            after, count = item.item.position - 1, item.item.count
            while len(found) < count and (entries := self._log.read(after, count - len(found))):
                found += [signal for entry in entries for signal in entry.signals]
                after = entries[-1].end
            self.signals = [signal for signal in found[:count] if signal is not None]
            if len(self.signals) < count:
                self.signals = []
                self._state.quarantine.refuse(item.id, STILL)
                return None
        builder.released.append(item.id)
        return builder

    def _stored(self, item: Quarantined) -> None:
        """What is put back or dropped without a decision."""
        quarantine = self._state.quarantine
        if item.act == "drop":
            quarantine.drop(item)
            self.reread = item.item.kind == "document"
        elif item.item.kind == "document":
            quarantine.drop_line(item)  # read anew, and listed again when it still cannot be
            self.reread = True
        elif item.item.kind == "turn" or not quarantine.put_back(item):
            quarantine.refuse(item.id, STILL)

    def _refusal(self, item: Quarantined) -> AttemptAnswered:
        """The message will never be sent: a person who waits for its outcome goes on as after a refusal."""
        now, key = self._clock.now(), item.item.name
        enrollment, _, rest = key.partition(":")
        return AttemptAnswered(
            key=item.item.person,
            id=f"{key}/{now}/{DROPPED}",
            at=now,
            received_at=now,
            message=key,
            attempt=0,
            result="refused",
            channel="email",
            topic="",
            enrollment=enrollment,
            node=rest.rpartition(":")[0],
            code=DROPPED,
            reason=DROPPED,
        )
