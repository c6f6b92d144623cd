"""One person played through small journeys: what the tests of decisions, and of what runs them, are made of."""

from typing import Any

import msgspec
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect, SendMessage
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import (
    EventReceived,
    JourneyStateReached,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance

START = 1_772_366_400_000
SECOND, HOUR, DAY = 1_000, 3_600_000, 86_400_000
MAIL: dict[str, Any] = {"kind": "message", "channel": "email", "content": {"subject": "x", "text": "y"}}
MANY = {"policy": "always", "concurrent": True}
ANN = Person(key="ann", traits={"email": "ann@example.test"}, first_seen_at=1)


def published(*documents: dict[str, Any]) -> PublishedSet:
    """The documents, published; each is completed to a whole journey that begins at its first node."""
    made = PublishedSet()
    for document in documents:
        start = next(iter(document["nodes"]))
        whole = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": start, **document}
        made = publish(made, build_document(whole), 1)
    return made


def did(name: str, at: int = START, received_at: int = 0, **properties: Any) -> EventReceived:
    """Ann did something."""
    identity = f"{name}/{at}/{properties}"
    return EventReceived(
        key="ann",
        id=identity,
        name=name,
        at=at,
        received_at=received_at or at,
        properties=msgspec.json.encode(properties),
    )


def stated(at: int, **traits: Any) -> TraitsChanged:
    """Traits of Ann."""
    return TraitsChanged(key="ann", id=f"t{at}", at=at, received_at=at, traits=traits)


def answered(person: Person) -> Person:
    """The person whose addresses have answered, as the loop would have it by now: nothing stands against them."""
    held = {
        channel: tuple(replace(one, asked_at=0) for one in them) for channel, them in (person.addresses or {}).items()
    }
    return replace(person, addresses=held)


def later(at: int) -> TimerDue:
    """Time went by."""
    return TimerDue(key="ann", at=at, received_at=at)


def word(at: int) -> JourneyStateReached:
    """Ann hears that the journey has another state."""
    return JourneyStateReached(key="ann", id=f"w{at}", at=at, received_at=at, journey="j")


def play(over: PublishedSet, person: Person, *signals: Signal) -> tuple[Person, list[Effect]]:
    """The person after these signals, and all effects on the way."""
    effects: list[Effect] = []
    for signal in signals:
        person, more = advance(person, signal, over, signal.received_at)
        effects += more
    return person, effects


def exits(effects: list[Effect]) -> list[tuple[str, str]]:
    """Which journeys were left, and why."""
    return [(fact.journey, fact.reason) for fact in effects if isinstance(fact, Fact) and fact.kind == "exited"]


def mails(effects: list[Effect]) -> list[SendMessage]:
    """The messages to send."""
    return [effect for effect in effects if isinstance(effect, SendMessage)]
