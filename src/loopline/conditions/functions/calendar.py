"""Where periods of a person's calendar begin: days, weeks, months, quarters and years in their own zone."""

from typing import Final

from whenever import Date, Time

from loopline.model.localtime import at_local, local, parse_time, zone_name

LAST_HOUR: Final = 23
QUARTER_MS: Final = 900_000
FIRST_PART_MS: Final = -30_610_224_000_000 + 86_400_000
LAST_PART_MS: Final = 253_402_300_800_000 - 86_400_000
"""Between these, the years 1000 and 9999 less a day at each end, a date has parts in every zone."""

PARTS: Final = ("hour", "weekday", "day", "month", "year")
MIDNIGHT: Final = parse_time("00:00")
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def start_of(now: int, period: str, zone: str) -> int:
    """The latest moment (ms), not after `now`, at which a day, week, month, quarter or year began in the zone.

    Weeks begin on Monday. A midnight that the clock skips is the moment after the skip, one that comes twice the first.
    """
    first, here = _first_day(now, period, zone)
    following = at_local(_following(first, period), MIDNIGHT, here)
    return following if following <= now else at_local(first, MIDNIGHT, here)


def next_start(now: int, period: str, zone: str) -> int:
    """The first moment (ms) after `now` at which such a period begins."""
    first, here = _first_day(now, period, zone)
    following = at_local(_following(first, period), MIDNIGHT, here)
    return following if following > now else at_local(_following(_following(first, period), period), MIDNIGHT, here)


def _following(first: Date, period: str) -> Date:
    if period in MONTHS:
        return first.add(months=MONTHS[period])
    return first.add(days=7 if period == "week" else 1)


def _first_day(now: int, period: str, zone: str) -> tuple[Date, str]:
    here = local(now, zone)
    day = here.date()
    match period:
        case "week":
            day = day.subtract(days=day.day_of_week().value - 1)
        case "month":
            day = day.replace(day=1)
        case "quarter":
            day = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case "year":
            day = day.replace(day=1, month=1)
        case _:
            pass
    return day, zone_name(here)


def part_of(at: int | None, part: str, zone: str) -> int | None:
    """The hour, weekday (1 is Monday), day, month or year of a date (ms) in the zone; None beyond the years we know."""
    if at is None or not FIRST_PART_MS <= at < LAST_PART_MS:
        return None
    here = local(at, zone)
    return here.date().day_of_week().value if part == "weekday" else int(getattr(here, part))


def next_part(now: int, part: str, zone: str) -> int:
    """A moment (ms) after `now` before which this part of it does not change; it may be an earlier one.

    Where clocks are changed before the next hour or day, it is the next quarter of an hour.
    """
    here = local(now, zone)
    if part == "hour":
        day = here.date().add(days=1) if here.hour == LAST_HOUR else here.date()
        moment = at_local(day, Time((here.hour + 1) % 24), zone_name(here))
    else:
        moment = at_local(here.date().add(days=1), MIDNIGHT, zone_name(here))
    if moment > now and local(moment, zone).offset == here.offset:
        return moment
    return now - now % QUARTER_MS + QUARTER_MS
