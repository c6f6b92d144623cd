"""Where periods of a person's calendar begin: days, weeks, months, quarters and years in their own zone."""

from typing import Final

from whenever import Date

from loopline.model.localtime import at_local, local, parse_time, zone_name

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
