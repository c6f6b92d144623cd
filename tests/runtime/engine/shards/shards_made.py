"""Two shards whose carriers go when a test says so: ann, dan and visitors live in shard 1, bob, eve and what is
published in shard 0."""

from collections.abc import Sequence
from typing import Any

import msgspec

from loopline.decisions.documents.read import build_document
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.shards.cluster import Cluster
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.message import Accepted, Outcome, UnknownPolicy
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import DocumentPublished, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.ports import Log, State
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch.carriers import OneCarrier
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.storage.memory import MemoryLog, MemoryState

START = 1_774_310_400_000


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


class Takes:
    """A provider that takes everything."""

    unknown_policy: UnknownPolicy = "hold"

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        self.taken += [row.message.key for row in rows]
        return [Accepted(row.message.key) for row in rows]

    def ask(self, key: str) -> Outcome:
        raise AssertionError(key)


class Shards:
    """`decide` runs loops until they rest; nothing is carried but by `carry`."""

    def __init__(self, count: int = 2) -> None:
        self.clock, self.provider, self.count = VirtualClock(START), Takes(), count
        plans = [FaultPlan(f"{number}", 0, 0) for number in range(count)]
        self.cluster = Cluster(count, stores, plans, self.clock, lambda: OneCarrier(self.provider))
        for shard in self.cluster.shards:
            self.cluster.open(shard)
        self._ids = 0

    def accept(self, *signals: Signal) -> None:
        for one in signals:
            self.cluster.home(one.key).log.append([[one]])
        self.decide()

    def decide(self) -> None:
        for loop in self.cluster.loops.values():
            while loop.run_once():
                pass

    def carrier(self, source: int) -> Carrier:
        shards = self.cluster.shards
        logs = {one.number: one.log for one in shards if one.number != source}
        return Carrier(source, self.count, shards[source].state, logs, {one.number: one.state for one in shards})

    def carry(self, source: int, target: int) -> bool:
        """What waits on this way arrives and is decided."""
        gone = self.carrier(source).carry_to(target)
        self.decide()
        return gone

    def settle(self) -> None:
        """All that waits arrives, over all ways, until nothing is told any more."""
        for _ in range(100):
            ways = [(a, b) for a in range(self.count) for b in range(self.count) if a != b]
            if not any([self.carry(*way) for way in ways]):
                return
        raise AssertionError("they go on telling each other")

    def send(self) -> list[str]:
        """All messages that are due leave; their keys."""
        before = len(self.provider.taken)
        for _ in range(100):
            if not any([one.dispatch_next() for one in self.cluster.deliveries.values()]):
                break
            self.decide()
            self.settle()
        return self.provider.taken[before:]

    def person(self, key: str) -> Person:
        state = decode(self.cluster.home(key).state.load([key])[key])
        assert isinstance(state, Person)
        return state

    def facts(self, kind: str = "") -> list[dict[str, Any]]:
        lines = b"".join(text for one in self.cluster.shards for _, text in one.state.chunks(0, 10_000)).splitlines()
        return [one for line in lines if not kind or (one := msgspec.json.decode(line))["kind"] == kind]

    def next_id(self) -> str:
        self._ids += 1
        return f"s{self._ids}"

    def event(self, key: str, name: str = "alpha") -> EventReceived:
        now = self.clock.now()
        return EventReceived(key=key, id=self.next_id(), name=name, at=now, received_at=now)

    def traits(self, key: str, **traits: Any) -> TraitsChanged:
        now = self.clock.now()
        return TraitsChanged(key=key, id=self.next_id(), at=now, received_at=now, traits=traits)

    def link(self, key: str, other: str) -> PersonLinked:
        now = self.clock.now()
        return PersonLinked(key=key, id=self.next_id(), at=now, received_at=now, other=other)

    def publish(self, **document: Any) -> DocumentPublished:
        now, made = self.clock.now(), build_document({"kind": "journey", "id": "j", **document})
        return DocumentPublished(
            key=PUBLISHED_KEY,
            id=self.next_id(),
            at=now,
            received_at=now,
            kind="journey",
            name=made.id,
            version=1,
            document=msgspec.json.encode(made),
        )


MAIL = {"kind": "message", "channel": "email", "content": {"subject": "Hello", "body": "Hello"}}
