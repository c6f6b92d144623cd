"""The workload: a seeded population, two event streams, and which of their events must send a message."""

import random
from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

Profile = Literal["mix", "hot"]
PEOPLE_SEED: Final = 7
EVENTS_SEED: Final = 42
PLANS: Final = {"free": 0.50, "starter": 0.25, "pro": 0.15, "enterprise": 0.10}
NAMES: Final = {
    "page_viewed": 0.50,
    "feature_used": 0.20,
    "feature_limit_reached": 0.20,
    "paywall_encountered": 0.10,
}
TRIGGER: Final = "feature_limit_reached"
LIMIT_PCT: Final = 80
SEATS: Final = (3, 5, 10, 25)
COUNTRIES: Final = ("US", "GB", "DE", "FR", "IN", "BR", "JP", "CA", "AU", "NL")
SOURCES: Final = ("web", "ios", "android", "api")


class Inhabitant(Struct, frozen=True):
    """One person of the population, with traits."""

    id: str
    email: str
    traits: dict[str, Any]  # JSON of any shape


class Happening(Struct, frozen=True):
    """One event; the property `tok` numbers it, so that the message it causes can be recognised."""

    number: int
    person: str
    name: str
    properties: dict[str, Any]  # JSON of any shape


class _Drawn:
    """Draws names by weight, one number a draw."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._names = tuple(weights)
        self._ends = tuple(accumulate(weights.values()))[:-1]

    def __call__(self, chance: random.Random) -> str:
        return self._names[bisect(self._ends, chance.random())]


draw_plan, draw_name = _Drawn(PLANS), _Drawn(NAMES)


def population(size: int) -> Iterator[Inhabitant]:
    """The first `size` people: the same ones each time."""
    chance = random.Random(PEOPLE_SEED)
    for index in range(size):
        limit = chance.choice(SEATS)
        traits = {
            "plan": draw_plan(chance),
            "storage_used_pct": chance.randrange(101),
            "seats_limit": limit,
            "seats_used": chance.randrange(limit + 1),
            "country": chance.choice(COUNTRIES),
            "signup_at": f"2025-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}T00:00:00Z",
            "score": round(chance.random(), 4),
            "beta": chance.random() < 0.3,
        }
        yield Inhabitant(f"u{index:06d}", f"u{index:06d}@example.test", traits)


def stream(count: int, people: int, profile: Profile, *, first: int = 0) -> Iterator[Happening]:
    """Events numbered from `first`. mix: four names, 4 % pass the entry; hot: every event passes it."""
    chance = random.Random(EVENTS_SEED)
    hot = profile == "hot"
    for number in range(first, first + count):
        person = f"u{chance.randrange(people):06d}"
        name = TRIGGER if hot else draw_name(chance)
        properties = {
            "tok": f"SEQ{number}X",
            "quota_pct": chance.randrange(LIMIT_PCT, 100) if hot else chance.randrange(100),
            "amount": round(chance.random() * 500, 2),
            "page": f"/p/{chance.randrange(500)}",
            "source": chance.choice(SOURCES),
            "session": f"{chance.getrandbits(64):016x}",
            "is_mobile": chance.random() < 0.5,
            "items": chance.randrange(12),
        }
        yield Happening(number, person, name, properties)


def named(name: str, count: int, people: int, *, first: int = 0) -> Iterator[Happening]:
    """Events of the mix, which all have one name."""
    for event in stream(count, people, "mix", first=first):
        yield Happening(event.number, event.person, name, event.properties)


def must_send(events: Iterable[Happening], people: int) -> set[int]:
    """The numbers of the events that must cause exactly one message each."""
    enterprise = {one.id for one in population(people) if one.traits["plan"] == "enterprise"}
    return {
        event.number
        for event in events
        if event.name == TRIGGER and event.properties["quota_pct"] >= LIMIT_PCT and event.person not in enterprise
    }


def track_bodies(events: Iterable[Happening], at_once: int) -> list[bytes]:
    """The events as requests of the tracking protocol."""
    messages = (
        {
            "type": "track",
            "userId": event.person,
            "event": event.name,
            "properties": event.properties,
            "messageId": f"bench-{event.number}",
        }
        for event in events
    )
    return batch_bodies(messages, at_once)


def identify_bodies(people: int, at_once: int) -> list[bytes]:
    """The population as requests of the tracking protocol."""
    messages = (
        {
            "type": "identify",
            "userId": one.id,
            "traits": one.traits | {"email": one.email},
            "messageId": f"bench-{one.id}",
        }
        for one in population(people)
    )
    return batch_bodies(messages, at_once)


def batch_bodies(messages: Iterator[dict[str, Any]], at_once: int) -> list[bytes]:
    """Messages as requests of the tracking protocol."""
    encode = msgspec.json.Encoder().encode
    found: list[bytes] = []
    while part := list(islice(messages, at_once)):
        found.append(encode({"batch": part}))
    return found
