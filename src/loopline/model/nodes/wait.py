"""The wait node: for a duration, until a time of day or a date, or until something happens."""

from typing import Annotated

from msgspec import Struct

from loopline.model.choices import one_of
from loopline.model.localtime import Weekday
from loopline.model.nodes.node import Named


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
    `calendar`, of days by the person's own calendar.
    """

    duration: str = ""
    calendar: bool = False
    until_time: str = ""
    weekdays: tuple[Annotated[str, one_of(Weekday)], ...] = ()
    until_date: UntilDate | None = None
    until: Until | None = None
    ways: tuple[Way, ...] = ()
    timeout: str = ""
    then: str | None = None
    on_timeout: str | None = None
