"""A journey with limits in virtual time, over stores that can be closed and opened again, and its flood of people."""

from collections.abc import Sequence
from typing import Any

import msgspec

from loopline.decisions.documents.read import build_document
from loopline.lab.virtual_time import Virtual
from loopline.model.admission.ledger import EntryLedger, entries_key
from loopline.model.fact import Fact
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.journey import Document, Journey
from loopline.model.message import Outcome, UnknownPolicy
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import DocumentPublished, EventReceived, JourneyState, JourneyStateChanged, TraitsChanged
from loopline.ports import Log, State
from loopline.runtime.engine.cache import decode
from loopline.storage.memory import MemoryLog, MemoryState

AT = 1_772_366_400_000
"""The first minute of a quarter of an hour."""

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def journey_of(limits: dict[str, Any], **fields: Any) -> Journey:
    """A journey that waits for two months, entered by `go`, with these limits."""
    entry = {"on": ["go"], "limits": limits, **fields.pop("entry", {})}
    whole = {
        "kind": "journey",
        "id": "j",
        "entry": entry,
        "start": "wait",
        "nodes": {"wait": {"kind": "wait", "for": "200d"}},
        **fields,
    }
    made = build_document(whole)
    assert isinstance(made, Journey)
    return made


class NoProvider:
    """There are no messages in these journeys."""

    unknown_policy: UnknownPolicy = "hold"

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        """Nobody sends."""
        raise AssertionError(rows, now)

    def ask(self, key: str) -> Outcome:
        """Nobody asks."""
        raise AssertionError(key)


class PlayedFlood:
    """One journey with limits, published at `AT`."""

    def __init__(self, limits: dict[str, Any], stores: tuple[Log, State] | None = None, **fields: Any) -> None:
        log, state = stores or (MemoryLog(), MemoryState())
        self.virtual = Virtual(log, state, NoProvider(), AT)
        self.version = self.number = 0
        self.publish(journey_of(limits, **fields))

    def publish(self, document: Document) -> None:
        """The next version goes live."""
        self.version += 1
        text = msgspec.json.encode(document)
        now = self.virtual.clock.now()
        self.virtual.accept(
            [
                DocumentPublished(
                    key=PUBLISHED_KEY,
                    id=f"{document.id}/{self.version}",
                    at=now,
                    received_at=now,
                    kind="journey",
                    name=document.id,
                    version=self.version,
                    document=text,
                )
            ]
        )

    def set_state(self, state: JourneyState) -> None:
        """The journey is paused, resumed or stopped."""
        self.number += 1
        now = self.virtual.clock.now()
        signal = JourneyStateChanged(
            key=PUBLISHED_KEY, id=f"state/{self.number}", at=now, received_at=now, journey="j", state=state
        )
        self.virtual.accept([signal])

    def happens(self, *people: str, name: str = "go", **properties: Any) -> None:
        """These people do something now, in this order."""
        now, signals = self.virtual.clock.now(), list[EventReceived]()
        for person in people:
            self.number += 1
            signals.append(
                EventReceived(
                    key=person,
                    id=f"e{self.number}",
                    name=name,
                    at=now,
                    received_at=now,
                    properties=msgspec.json.encode(properties),
                )
            )
        self.virtual.accept(signals)

    def state_traits(self, person: str, **traits: Any) -> None:
        """Traits of somebody."""
        self.number += 1
        now = self.virtual.clock.now()
        self.virtual.accept([TraitsChanged(key=person, id=f"t{self.number}", at=now, received_at=now, traits=traits)])

    def after(self, ms: int) -> None:
        """So much time passes."""
        self.virtual.move_to(self.virtual.clock.now() + ms)

    def facts(self, kind: str, reason: str = "") -> list[Fact]:
        """Facts of a kind about the journey, in their order."""
        return [
            one for one in self.virtual.facts if one.kind == kind and one.journey == "j" and reason in ("", one.reason)
        ]

    def entered(self) -> list[tuple[str, int]]:
        """The people who entered, in order, and how long after the publish (ms)."""
        return [(one.person, one.at - AT) for one in self.facts("entered")]

    @property
    def ledger(self) -> EntryLedger:
        """The record of the journey's entries."""
        state = decode(self.virtual.state.load([entries_key("j")])[entries_key("j")])
        assert isinstance(state, EntryLedger)
        return state

    def person(self, key: str) -> Person:
        """The record of somebody."""
        state = decode(self.virtual.state.load([key])[key])
        assert isinstance(state, Person)
        return state


def people(count: int, first: int = 0) -> Sequence[str]:
    """So many people, in the order of their names."""
    return [f"p{number:05}" for number in range(first, first + count)]


def most_in(times: Sequence[int], window: int) -> int:
    """The most entries that any window of this length (ms) holds."""
    return max((sum(at - window < other <= at for other in times) for at in times), default=0)
