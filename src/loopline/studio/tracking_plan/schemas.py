"""The tracking plan: events, traits and lists as they were seen. Times are ms since the epoch, UTC."""

from typing import Any

from msgspec import Struct

from loopline.model.signals.data import EndReason
from loopline.model.tracking.reasons import PlanReason

Json = Any  # the customer's own JSON


class FieldSeen(Struct, frozen=True):
    """A field: its most frequent type and a few examples of its latest values.

    `types` are the shares of the types that were seen, `missing` the share of the latest `of` events, or people, that
    lack it. `declared` is the type that the workspace declares, "" where it says nothing.
    """

    type: str
    examples: tuple[Json, ...]
    types: dict[str, float] = {}
    missing: float = 0.0
    of: int = 0
    declared: str = ""


class EventSeen(Struct, frozen=True):
    """An event by name, with its properties as they were seen lately; one that is declared may not have come yet.

    `days` are its counts of the last 30 days (UTC), today last. Nothing is said of its volume for `learned_in_days`
    more days; 0 when it is watched.
    """

    name: str
    count: int
    last_seen_at: int
    properties: dict[str, FieldSeen]
    days: tuple[int, ...] = ()
    learned_in_days: int = 0
    muted: bool = False


class AlarmSeen(Struct, frozen=True):
    """An alarm, in words, with when it began and when it was over (0: it lasts), and why it was.

    `name` is the event, or the journey of a trigger; `field` its property, or the trigger's name.
    """

    reason: PlanReason
    name: str
    field: str
    words: str
    since: int
    expected: str
    seen: str
    ended_at: int
    ended: EndReason


class MuteBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether an event raises no alarm from now on."""

    event: str
    muted: bool


class Muted(Struct, frozen=True):
    """The version of the workspace that says so."""

    version: int


class TrackingPlan(Struct, frozen=True):
    """Names that signals really carried, a few seconds old at most; the alarms of 30 days, those that last first."""

    events: tuple[EventSeen, ...]
    traits: dict[str, FieldSeen]
    account_traits: dict[str, FieldSeen]
    segments: tuple[str, ...]
    lists: tuple[str, ...]
    journeys: tuple[str, ...]
    alarms: tuple[AlarmSeen, ...] = ()
