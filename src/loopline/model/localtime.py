"""A person's own clock: local times, quiet hours and dates, daylight saving included (by whenever)."""

from datetime import date
from typing import Any, Final, Literal, get_args

from whenever import Date, Instant, PlainDateTime, Time, TimeZoneNotFoundError, ZonedDateTime

from loopline.model.duration import DAY
from loopline.model.errors import Invalid

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final = get_args(Weekday)
DAYS_AHEAD_MAX = 8
TIME_MS_MAX = 4_102_444_800_000


def parse_time(text: str, *, at: str = "") -> Time:
    """A local time "HH:MM". Raises Invalid `time_invalid`."""
    try:
        return Time.parse_iso(text if text.count(":") == 2 else f"{text}:00")
    except ValueError:
        raise Invalid("time_invalid", f'"{text[:20]}" is no time of day; write it as "09:00".', at=at) from None


def zone_name(moment: ZonedDateTime) -> str:
    """The name of the zone of a local time; UTC where it has none."""
    return moment.tz_id or "UTC"


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
    return next_local_time(now, end, (), zone, fallback) if inside else None


def read_date(value: Any, time: Time | None, zone: str, fallback: str) -> int | None:
    """The instant (ms) of a date trait, or None when it cannot be read. A bare day begins at `time` or midnight, local.

    It raises nothing, whatever a customer wrote: one odd date must not stop the loop.
    """
    try:
        return _read_date(value, time, zone, fallback)
    except (ValueError, OverflowError):
        return None


def _read_date(value: Any, time: Time | None, zone: str, fallback: str) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        moment = int(value)
        if not 0 < moment < TIME_MS_MAX:
            return None
        if time is None:
            return moment
        there = local(moment, zone, fallback)
        return at_local(there.date(), time, zone_name(there))
    if not isinstance(value, str) or len(value) > 40:
        return None
    here = zone_name(local(0, zone, fallback))
    if len(value) == 10:
        return at_local(Date(date.fromisoformat(value)), time or Time(0, 0), here)
    moment = _instant(value, here)
    if time is None:
        return moment
    there = local(moment, zone, fallback)
    return at_local(there.date(), time, zone_name(there))


def _instant(text: str, zone: str) -> int:
    spelled = text.replace(" ", "T", 1)
    if spelled[-1:] in ("Z", "z") or "+" in spelled[10:] or "-" in spelled[10:]:
        return Instant.parse_iso(spelled).timestamp(unit="millisecond")
    return PlainDateTime.parse_iso(spelled).assume_tz(zone, disambiguation="compatible").timestamp(unit="millisecond")
