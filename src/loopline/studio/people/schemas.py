"""People as the rooms show them, and what has been seen of events and traits. Times are ms since the epoch, UTC."""

from typing import Any

from msgspec import Struct

Json = Any  # the customer's own JSON


class PersonLine(Struct, frozen=True):
    """A person in a list. `name`: what they are called, else their e-mail address; "" when neither is known."""

    person: str
    name: str
    email: str
    account: str | None
    last_seen_at: int | None


class PersonList(Struct, frozen=True):
    """Who was found, the last changed first; `next` is the cursor of the page after this one, null at the end."""

    people: tuple[PersonLine, ...]
    next: str | None = None


class OpenEnrollment(Struct, frozen=True):
    """A passage that is under way: where the person stands and what they wait for."""

    enrollment: str
    journey: str
    version: int
    node: str
    entered_at: int
    arrived_at: int
    wake_at: int | None
    waiting: str
    held: bool
    ended_at: None = None
    reason: str = ""
    journey_name: str = ""


class Profile(Struct, frozen=True):
    """A person as the loop knows them now. `consent` is keyed "channel" or "channel:topic"."""

    person: str
    traits: dict[str, Json]
    consent: dict[str, bool]
    lists: tuple[str, ...]
    segments: tuple[str, ...]
    account: str | None
    account_traits: dict[str, Json]
    zone: str
    first_seen_at: int
    enrollments: tuple[OpenEnrollment, ...]
    suppressed: dict[str, str]


class FactLine(Struct, frozen=True):
    """One fact in words, with what it was made of.

    Of kind `person`: what changed of somebody, as `data.changes`: [{of, field, was, now}]; `of` is traits,
    account_traits, account, lists or consent; `was` is left out where it was not known.
    """

    at: int
    kind: str
    text: str
    journey: str
    node: str
    channel: str
    reason: str
    data: dict[str, Json]
    journey_name: str = ""
    node_name: str = ""


class Timeline(Struct, frozen=True):
    """What happened and what was decided, newest first; `next` is the cursor of the page after this one."""

    facts: tuple[FactLine, ...]
    next: str | None = None


class PassageLine(Struct, frozen=True):
    """One enrollment, told from its entry to its end."""

    enrollment: str
    journey: str
    version: int
    entered_at: int
    held: str
    steps: tuple[FactLine, ...]
    ended: str


class WhyAnswer(Struct, frozen=True):
    """Why a person did or did not get this: one sentence, the passages, and the times they did not get in."""

    person: str
    journey: str
    answer: str
    entries: tuple[PassageLine, ...]
    not_entered: tuple[FactLine, ...]


class ConsentBody(Struct, frozen=True):
    """The person's will, as told to a colleague. Topic "" means the whole channel."""

    channel: str
    allowed: bool
    topic: str = ""


class ListBody(Struct, frozen=True):
    """On the list or off it."""

    member: bool


class FieldSeen(Struct, frozen=True):
    """What a field held lately: its kind (the most frequent one) and a few examples."""

    type: str
    examples: tuple[Json, ...]


class EventSeen(Struct, frozen=True):
    """An event by name, with what its properties held lately."""

    name: str
    count: int
    last_seen_at: int
    properties: dict[str, FieldSeen]


class CatalogAnswer(Struct, frozen=True):
    """What has really been seen, for completion; a few seconds old at most."""

    events: tuple[EventSeen, ...]
    traits: dict[str, FieldSeen]
    account_traits: dict[str, FieldSeen]
    segments: tuple[str, ...]
    lists: tuple[str, ...]
    journeys: tuple[str, ...]


class AudienceBody(Struct, frozen=True):
    """A condition over people."""

    when: str


class Audience(Struct, frozen=True):
    """How many people a condition holds for, does not hold for, and for how many it cannot be said."""

    yes: int
    no: int
    unknown: int
    total: int
