"""What an event leaves of itself in a person: the hottest path of all, hence on its own."""

from typing import Protocol

import msgspec
from msgspec.structs import replace

from loopline.model.duration import DAY
from loopline.model.effect import Effect
from loopline.model.fact import Fact, person_fact, quality_fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.model.zone import known_zone
from loopline.signals.people.engagement import event_counted
from loopline.signals.people.history import Asked, Observed, remember

ODD_ZONES_MAX = 8
"""At most this many unknown zone names are remembered of a person, which also bounds the facts about them."""


class Actor(Protocol):
    """What the fact of an event tells of a person."""

    @property
    def key(self) -> str: ...
    @property
    def account(self) -> str: ...


class Zoned(Protocol):
    """What a zone that is stated is compared with."""

    @property
    def zone(self) -> str: ...
    @property
    def zone_at(self) -> int: ...


def fold_event(
    person: Person, signal: EventReceived, observed: Observed, asked: Asked, effects: list[Effect]
) -> Person:
    """The person after an event; facts are appended to `effects`."""
    effects.append(event_fact(person, signal))
    before, person = person, counted(person, signal, observed, asked)
    if signal.zone:
        person = zoned(person, signal.zone, signal.at, signal.received_at, effects)
    if not person.first_seen_at:
        person = replace(person, first_seen_at=signal.received_at)
    if person.zone != before.zone or not before.first_seen_at:
        effects.append(person_fact(before, person, signal.received_at))
    return person


def is_plain(person: Person, signal: EventReceived) -> bool:
    """Whether an event says nothing of the person but that it happened: `counted` is what `fold_event` makes of it."""
    return bool(person.first_seen_at) and (not signal.zone or says_nothing_new(person, signal.zone, signal.at))


def counted(person: Person, signal: EventReceived, observed: Observed, asked: Asked) -> Person:
    """The person with the time of the event, where a condition could ask for it."""
    if signal.name in observed:
        person = remember(person, signal.name, signal.at, observed[signal.name], signal.received_at)
    return event_counted(person, signal, asked, observed) if signal.name in asked else person


def event_fact(person: Actor, signal: EventReceived, position: int = 0, seq: int = 0, decided_at: int = 0) -> Fact:
    """The fact that an event happened."""
    return Fact(
        kind="event",
        person=person.key,
        at=signal.at,
        position=position,
        seq=seq,
        decided_at=decided_at,
        name=signal.name,
        account=person.account,
        key=signal.id,
        data=msgspec.Raw(signal.properties),
    )


def says_nothing_new(person: Zoned, zone: str, at: int) -> bool:
    """Whether a zone that is stated at a time (ms) is older than what is known, or repeats it within a day."""
    return at < person.zone_at + (DAY if zone == person.zone else 0)


def zoned(person: Person, zone: str, at: int, received_at: int, effects: list[Effect]) -> Person:
    """The person in the zone that was stated at a time (ms); a statement that is older than what is known says nothing.

    An unknown name replaces no zone, and becomes a fact of quality once.
    """
    if not zone or says_nothing_new(person, zone, at):
        return person
    if known_zone(zone):
        return replace(person, zone=zone, zone_at=at)
    if zone in person.odd_zones or len(person.odd_zones) >= ODD_ZONES_MAX:
        return person
    effects.append(quality_fact(person.key, received_at, "zone_unknown", "timezone", person.zone, zone))
    return replace(person, odd_zones=(*person.odd_zones, zone))
