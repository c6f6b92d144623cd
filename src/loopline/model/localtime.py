"""A person's own clock: local times, quiet hours, and dates as customers write them, by whenever."""

import re
from functools import lru_cache
from typing import Any, Final, Literal, get_args

from whenever import Date, Instant, PlainDateTime, Time, TimeZoneNotFoundError, ZonedDateTime

from loopline.model.duration import DAY
from loopline.model.errors import Invalid
from loopline.model.zone import NAMES_REMEMBERED, known_zone

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final = get_args(Weekday)
DAYS_AHEAD_MAX = 8
DATES_REMEMBERED: Final = 4_096
ISO_CHARACTERS: Final = 40
"""Many people have the same days; and one person is asked of one by several conditions."""
TIME_MS_MAX = 4_102_444_800_000
FIRST_MS: Final = -62_135_596_800_000
LAST_MS: Final = 253_402_300_799_999
UTC: Final = "UTC"

ISO_PATTERN: Final = (
    r"([1-9][0-9]{3}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9})[0-9]*)?)?"
    r"(?:([Zz])|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?)?"
)
"""Written for Python's re and for RE2 alike, so that the SQL of a condition reads dates in the same way."""
_ISO: Final = re.compile(ISO_PATTERN)


def parse_time(text: str, *, at: str = "") -> Time:
    """A local time "HH:MM". Raises Invalid `time_invalid`."""
    try:
        return Time.parse_iso(text if text.count(":") == 2 else f"{text}:00")
    except ValueError:
        raise Invalid("time_invalid", f'"{text[:20]}" is no time of day; write it as "09:00".', at=at) from None


def zone_name(moment: ZonedDateTime) -> str:
    """The name of the zone of a local time; UTC where it has none."""
    return moment.tz_id or "UTC"


@lru_cache(NAMES_REMEMBERED)
def zone_in_use(zone: str, fallback: str) -> str:
    """The person's zone; the fallback where it is none, and UTC where that is none either."""
    if zone and known_zone(zone):
        return zone
    return fallback if fallback and known_zone(fallback) else UTC


def local(now: int, zone: str, fallback: str = "UTC") -> ZonedDateTime:
    """The person's local time at an instant (ms); an unknown zone means the fallback zone."""
    instant = Instant.from_timestamp(now, unit="millisecond")
    for name in (zone, fallback):
        try:
            if name:
                return instant.to_tz(name)
        except (TimeZoneNotFoundError, ValueError):
            continue
    return instant.to_tz("UTC")


def at_local(day: Date, time: Time, zone: str) -> int:
    """The instant (ms) of a local time on a day; a time that the clock skips counts as the moment after the skip."""
    moment = day.at(time).assume_tz(zone, disambiguation="compatible")
    return moment.timestamp(unit="millisecond")


def next_local_time(now: int, time: Time, weekdays: tuple[str, ...], zone: str, fallback: str) -> int:
    """The next instant strictly after `now` at which the person's clock shows `time`, on one of the weekdays if any."""
    here = local(now, zone, fallback)
    for ahead in range(DAYS_AHEAD_MAX + 1):
        day = here.date().add(days=ahead)
        if weekdays and WEEKDAYS[day.day_of_week().value - 1] not in weekdays:
            continue
        moment = at_local(day, time, zone_name(here))
        if moment > now:
            return moment
    return now + DAY


def quiet_until(now: int, start: Time, end: Time, zone: str, fallback: str) -> int | None:
    """When the quiet hours that cover `now` end (ms), or None when it is not quiet. Start is quiet, end is not."""
    if start == end:
        return None
    clock = local(now, zone, fallback).time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    return _next_end(now, end, local(now, zone, fallback)) if inside else None


def _next_end(now: int, end: Time, here: ZonedDateTime) -> int:
    """The next instant at which the clock shows `end`, also for the second time in an hour that comes twice."""
    for ahead in range(DAYS_AHEAD_MAX):
        wall = here.date().add(days=ahead).at(end)
        for which in ("compatible", "later"):
            moment = wall.assume_tz(zone_name(here), disambiguation=which).timestamp(unit="millisecond")
            if moment > now:
                return moment
    return now + DAY


def iso_ms(text: str, zone: str = UTC) -> int | None:
    """An ISO 8601 date or date-time (years 1000 to 9999) in ms; otherwise None. Without a zone it is in `zone`.

    It is rounded to the microsecond, as an event's time is, and belongs to the millisecond in which that lies.
    A local time that the clock skips counts as the moment after the skip, one that comes twice as the first.
    """
    return _remembered_ms(text, zone) if len(text) <= ISO_CHARACTERS else _iso_ms(text, zone)


def _iso_ms(text: str, zone: str) -> int | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    day, hour, minute, second, fraction, utc, sign, zone_hour, zone_minute = found.groups()
    try:
        wall = PlainDateTime(
            int(day[:4]), int(day[5:7]), int(day[8:]), int(hour or 0), int(minute or 0), int(second or 0)
        )
        here = UTC if utc or sign or not zone else zone
        ms = wall.assume_tz(here, disambiguation="compatible").timestamp() * 1_000
    except (ValueError, OverflowError, TimeZoneNotFoundError):
        return None
    if fraction:
        ms += (int(fraction.ljust(9, "0")) + 500) // 1_000_000
    if sign:
        offset = int(zone_hour) * 3_600_000 + int(zone_minute or 0) * 60_000
        ms += -offset if sign == "+" else offset
    return ms if FIRST_MS <= ms <= LAST_MS else None


_remembered_ms = lru_cache(DATES_REMEMBERED)(_iso_ms)


def date_of(value: object, zone: str = UTC) -> int | None:
    """A date in ms from an ISO string or from whole ms; None for anything else, and outside the years 1 to 9999."""
    if type(value) is int:
        return value if FIRST_MS <= value <= LAST_MS else None
    return iso_ms(value, zone) if type(value) is str else None


def needs_zone(value: object) -> bool:
    """Whether a value reads as a date without a zone, so that its moment is another one in another zone."""
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    return found is not None and not found[6] and not found[7]


def read_date(value: Any, time: Time | None, zone: str, fallback: str, days: int = 0) -> int | None:
    """The instant (ms) of a date trait, or None when it cannot be read. A bare day begins at `time` or midnight, local.

    `days` moves it on the person's calendar: the time of day stays, whatever the clock does in between. It raises
    nothing, whatever a customer wrote: one odd date must not stop the loop.
    """
    here = zone_in_use(zone, fallback)
    moment = _moment(value, here)
    return moment if moment is None or (time is None and not days) else _on_day(moment, time, days, here)


@lru_cache(DATES_REMEMBERED)
def _on_day(moment: int, time: Time | None, days: int, here: str) -> int | None:
    """An instant moved on a calendar. Dates are often days alone, so many people have the same few."""
    try:
        there = local(moment, here)
        return at_local(there.date().add(days=days), there.time() if time is None else time, here)
    except (ValueError, OverflowError):
        return None


def _moment(value: Any, zone: str) -> int | None:
    if isinstance(value, str):
        return iso_ms(value, zone)
    if isinstance(value, float):
        return int(value) if 0 < value < TIME_MS_MAX else None
    return date_of(value, zone)
