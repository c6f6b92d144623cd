"""The wait node: for a duration, until a time of day or a date, or until something happens."""

from typing import Annotated, Final

from msgspec import Struct

from loopline.model.choices import one_of
from loopline.model.localtime import Weekday
from loopline.model.nodes.node import Named

FIXED_HOUR: Final = "fixed hour"
BEST_HOUR: Final = "best hour"
HOUR_ARMS: Final = (FIXED_HOUR, BEST_HOUR)
"""The arms of a wait for the best hour: everybody's time of day, which the other is compared with, and one's own."""


class BestHour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A share (percent) of the units waits for the person's own best hour, by the scores of this model, between two
    local times; all others, and people of whom no best hour is known, wait for the time of day of the wait."""

    share: float = 50.0
    model: str = "send_hour"
    earliest: str = ""
    latest: str = ""
    salt: str = ""


class UntilDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Until a date field, moved by an offset ("-3d"), at a local time; a past or unreadable date takes its own road."""

    field: str
    offset: str = "0d"
    at: str = ""
    if_past: str = "go_on"
    if_unreadable: str = "exit"


class Until(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Until an event (with a filter that may compare event.x with entry.x) or until a condition is true."""

    event: str = ""
    where: str = ""
    when: str = ""


class WayDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A date field, moved by an offset ("-3d"), at a local time; one that has passed has come."""

    field: str
    offset: str = "0d"
    at: str = ""


class Way(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of several ways out of a wait: an event (with a filter), a condition that is true, or a date that comes.

    Whichever comes first is taken, of several at once the first in the document; `then` None: the journey ends.
    """

    name: str
    event: str = ""
    where: str = ""
    when: str = ""
    date: WayDate | None = None
    then: str | None = None


class Wait(Named, frozen=True, kw_only=True, tag="wait", tag_field="kind", rename={"duration": "for"}):
    """Wait for a duration, until a local time of day, until a date, or until something happens (with a time-out).

    Of several `ways` the first that happens says where people go on. A duration is of 24 hours a day, or, with
    `calendar`, of days by the person's own calendar. With `best_hour` some wait for their own hour instead of the time
    of day, which is compared with it.
    """

    duration: str = ""
    calendar: bool = False
    until_time: str = ""
    weekdays: tuple[Annotated[str, one_of(Weekday)], ...] = ()
    best_hour: BestHour | None = None
    until_date: UntilDate | None = None
    until: Until | None = None
    ways: tuple[Way, ...] = ()
    timeout: str = ""
    then: str | None = None
    on_timeout: str | None = None
