"""The tracking plan: events, traits and lists as they were seen. Times are ms since the epoch, UTC."""

from typing import Any

from msgspec import Struct

Json = Any  # the customer's own JSON


class FieldSeen(Struct, frozen=True):
    """A field: its most frequent type and a few examples of its latest values."""

    type: str
    examples: tuple[Json, ...]


class EventSeen(Struct, frozen=True):
    """An event by name, with its properties as they were seen lately."""

    name: str
    count: int
    last_seen_at: int
    properties: dict[str, FieldSeen]


class TrackingPlan(Struct, frozen=True):
    """Names that signals really carried, for completion; a few seconds old at most."""

    events: tuple[EventSeen, ...]
    traits: dict[str, FieldSeen]
    account_traits: dict[str, FieldSeen]
    segments: tuple[str, ...]
    lists: tuple[str, ...]
    journeys: tuple[str, ...]
