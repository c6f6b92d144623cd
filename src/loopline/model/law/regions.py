"""The table of what countries ask of marketing, and the next moment at which a text message may leave."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from msgspec import Struct
from whenever import Time

from loopline.model.localtime import DAYS_AHEAD_MAX, WEEKDAYS, at_local, local, parse_time, zone_name

RegionBasis = Literal["opt_in", "opt_in_or_customer", "opt_out", "express_written"]
RegionKind = Literal["law", "carrier", "default"]
DAILY: Final = "daily"
DAY_MINUTES: Final = 24 * 60
STEP_MINUTES: Final = 5


class RegionRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row: what these countries ask, who asks it, where that was read and when.

    `double_opt_in` names those of them in which a yes is worth little unless it was confirmed from its address.
    `window` holds hours "08:00-20:00" by weekday, or `daily`; a day that it does not name has none. `honour_days` is
    within how many days a refusal has to hold by the rule; here it holds at once.
    """

    countries: str
    email: RegionBasis
    sms: RegionBasis
    window: dict[str, str]
    postal_address: bool
    opens_by_consent: bool
    honour_days: int
    kind: RegionKind
    confidence: Literal["high", "medium", "low"]
    source: str
    read: str
    double_opt_in: str = ""


class _Table(Struct, frozen=True):
    region: tuple[RegionRule, ...]


@cache
def regions() -> tuple[RegionRule, ...]:
    """Every row, as the file beside this module has them."""
    text = (files(__package__) / "regions.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Table).region


@cache
def _by_country() -> Mapping[str, RegionRule]:
    return {country: row for row in regions() for country in row.countries.split()}


def region_of(country: str) -> RegionRule | None:
    """The row of a country (two capital letters); None where nothing was found out."""
    return _by_country().get(country)


def next_allowed(now: int, countries: Iterable[str], zone: str, fallback: str) -> tuple[int, str] | None:
    """When a text may leave by the rules of all these countries (ms), and the country that holds it; None: now.

    Within their windows on the person's clock. Nothing is held longer than the days that are looked ahead.
    """
    rules = [(country, row) for country in countries if (row := region_of(country)) is not None]
    holding = next((country for country, row in rules if not _open(row, now, zone, fallback)), "")
    if not holding:
        return None
    here = local(now, zone, fallback)
    starts: set[int] = set()
    for ahead in range(DAYS_AHEAD_MAX + 1):
        day = here.date().add(days=ahead)
        for _, row in rules:
            if (hours := _hours(row, WEEKDAYS[day.day_of_week().value - 1])) is not None:
                starts.add(at_local(day, hours[0], zone_name(here)))
    for moment in sorted(starts):
        if moment > now and all(_open(row, moment, zone, fallback) for _, row in rules):
            return moment, holding
    return (max(starts), holding) if starts else None  # no hour suits all of them so far: who asks has to ask again


def leaves_hours(countries: Iterable[str], start: Time, end: Time) -> bool:
    """Whether quiet hours from start to end (start is quiet, end is not) leave a minute of the week to all of these."""
    rules = [row for country in countries if (row := region_of(country)) is not None]
    for weekday in WEEKDAYS:
        for minute in range(0, DAY_MINUTES, STEP_MINUTES):
            clock = Time(minute // 60, minute % 60)
            quiet = start <= clock < end if start < end else start != end and (clock >= start or clock < end)
            hours = [_hours(row, weekday) for row in rules]
            if not quiet and all(one is not None and one[0] <= clock < one[1] for one in hours):
                return True
    return False


def _open(row: RegionRule, now: int, zone: str, fallback: str) -> bool:
    here = local(now, zone, fallback)
    hours = _hours(row, WEEKDAYS[here.date().day_of_week().value - 1])
    return hours is not None and hours[0] <= here.time() < hours[1]


@cache
def _times(text: str) -> tuple[Time, Time]:
    start, _, end = text.partition("-")
    return parse_time(start), parse_time(end)


def _hours(row: RegionRule, weekday: str) -> tuple[Time, Time] | None:
    text = row.window.get(weekday) or row.window.get(DAILY)
    return _times(text) if text else None
