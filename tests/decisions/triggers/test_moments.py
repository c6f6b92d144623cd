"""Moments of triggers: a date that is moved, an anniversary, a schedule; each by the clock that its zone says."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whenever import Instant, Time, ZonedDateTime

from loopline.conditions.scope import Scope
from loopline.decisions.triggers.moments import Moment, check_schedule, compile_moment, first_of_schedule
from loopline.model.duration import MINUTE
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid

BERLIN = "Europe/Berlin"


def moment_of(**fields: object) -> Moment:
    made = compile_moment(Trigger(**fields))  # type: ignore[arg-type]  # any field of a trigger
    assert made is not None
    return made


def at(text: str, zone: str = "UTC") -> int:
    """A local time in ms."""
    return ZonedDateTime.parse_iso(f"{text}[{zone}]").timestamp(unit="millisecond")


def first(trigger: dict[str, object], now: str, traits: dict[str, object], zone: str = "UTC") -> str | None:
    """The first moment from then on, as the clock of that zone shows it."""
    scope = Scope(traits=traits, account={"ends": "2026-06-01"}, zone=zone)
    found = moment_of(**trigger).first_from(scope, at(now, zone), BERLIN)
    if found is None:
        return None
    return Instant.from_timestamp(found, unit="millisecond").to_tz(zone).to_plain().format_iso()


@pytest.mark.parametrize(
    ("trigger", "now", "traits", "expected"),
    [
        ({"date": "renews"}, "2026-03-01T00:00", {"renews": "2026-03-05"}, "2026-03-05T00:00:00"),
        ({"date": "renews", "at": "09:30"}, "2026-03-01T00:00", {"renews": "2026-03-05"}, "2026-03-05T09:30:00"),
        ({"date": "renews", "offset": "-7d"}, "2026-02-01T00:00", {"renews": "2026-03-05"}, "2026-02-26T00:00:00"),
        ({"date": "renews", "offset": "36h"}, "2026-02-01T00:00", {"renews": "2026-03-05"}, "2026-03-06T12:00:00"),
        ({"date": "renews"}, "2026-03-05T00:00", {"renews": "2026-03-05"}, "2026-03-05T00:00:00"),
        ({"date": "renews"}, "2026-03-05T00:01", {"renews": "2026-03-05"}, None),
        ({"date": "renews"}, "2026-03-05T00:01", {"renews": "soon"}, None),
        ({"date": "renews"}, "2026-03-05T00:01", {}, None),
        ({"date": "renews"}, "2026-03-05T00:01", {"renews": ["2026-03-06"]}, None),
        ({"date": "account.ends"}, "2026-03-05T00:01", {}, "2026-06-01T00:00:00"),
        ({"date": "born", "yearly": True}, "2026-03-05T00:00", {"born": "1990-03-04"}, "2027-03-04T00:00:00"),
        ({"date": "born", "yearly": True}, "2026-03-05T00:00", {"born": "2031-03-04"}, "2031-03-04T00:00:00"),
        ({"date": "born", "yearly": True}, "2026-01-05T00:00", {"born": "1992-02-29"}, "2026-02-28T00:00:00"),
        ({"date": "born", "yearly": True}, "2028-01-05T00:00", {"born": "1992-02-29"}, "2028-02-29T00:00:00"),
        (
            {"date": "born", "yearly": True, "offset": "-10d"},
            "2026-12-20T00:00",
            {"born": "1990-01-04"},
            "2026-12-25T00:00:00",
        ),
        (
            {"date": "born", "yearly": True, "offset": "366d"},
            "2026-01-01T00:00",
            {"born": "1990-01-04"},
            "2026-01-05T00:00:00",
        ),
        (
            {"date": "born", "yearly": True, "offset": "-366d"},
            "2027-01-02T00:00",
            {"born": "1990-01-01"},
            "2028-01-01T00:00:00",
        ),
        ({"schedule": "0 9 * * mon"}, "2026-03-05T00:00", {}, "2026-03-09T09:00:00"),
        ({"schedule": "0 9 * * mon"}, "2026-03-09T09:00", {}, "2026-03-09T09:00:00"),
        ({"schedule": "0 9 * * MON"}, "2026-03-09T09:00:00.001", {}, "2026-03-16T09:00:00"),
        ({"schedule": "2026-12-24 09:00"}, "2026-03-09T09:00", {}, "2026-12-24T09:00:00"),
        ({"schedule": "2026-12-24T09:00"}, "2026-12-24T09:00:01", {}, None),
    ],
)
def test_the_first_moment_from_now_on(
    trigger: dict[str, object], now: str, traits: dict[str, object], expected: str | None
) -> None:
    for zone in ("UTC", BERLIN, "America/New_York"):
        assert first(trigger, now, traits, zone) == expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("person", "09:00-04:00"), ("workspace", "09:00+02:00"), ("Asia/Tokyo", "09:00+09:00")]
)
def test_the_clock_is_the_persons_the_workspaces_or_that_of_a_place(zone: str, expected: str) -> None:
    scope = Scope(zone="America/New_York")
    found = moment_of(schedule="2026-07-01 09:00", zone=zone).first_from(scope, 0, BERLIN)
    assert found == datetime.fromisoformat(f"2026-07-01T{expected}").timestamp() * 1_000


def test_a_time_that_the_clock_skips_comes_after_it_and_one_that_comes_twice_comes_once() -> None:
    spring = first_of_schedule("30 2 * * *", BERLIN, at("2026-03-28T12:00", BERLIN))
    assert spring == at("2026-03-29T03:30", BERLIN)
    autumn = first_of_schedule("30 2 * * *", BERLIN, at("2026-10-24T12:00", BERLIN))
    assert autumn is not None and autumn == at("2026-10-25T02:30+02:00", BERLIN)
    assert first_of_schedule("30 2 * * *", BERLIN, autumn + 1) == at("2026-10-26T02:30", BERLIN)


@given(
    born=st.dates(min_value=date(1930, 1, 1), max_value=date(2034, 1, 1)),
    days=st.integers(-366, 366),
    zone=st.sampled_from(("UTC", BERLIN, "Pacific/Auckland", "America/Los_Angeles")),
    now=st.integers(at("2024-01-01T00:00"), at("2032-01-01T00:00")),
)
def test_an_anniversary_is_the_first_of_all_years(born: date, days: int, zone: str, now: int) -> None:
    """By brute force: each year's day, moved, is looked at."""
    moment = moment_of(date="born", yearly=True, offset=f"{days}d", at="09:00")
    found = moment.first_from(Scope(traits={"born": str(born)}, zone=zone), now, "UTC")
    every = list[int]()
    for year in range(born.year, 2037):
        is_short = (born.month, born.day) == (2, 29) and year % 4 != 0
        there = ZonedDateTime(year, born.month, 28 if is_short else born.day, 9, tz=zone)
        every.append(there.add(days=days, disambiguation="compatible").timestamp(unit="millisecond"))
    assert found == min(one for one in every if one >= now)


ZONES = (BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "America/Scoresbysund", "utc")
CHANGES = ("2026-03-08T07:00", "2026-03-29T01:00", "2026-04-04T15:00", "2026-09-26T14:00", "2026-10-25T01:00")


def walls(zone: str, day: int, cron_hours: range, minute: int) -> list[int]:
    """By brute force: each time that a schedule names about a day, as a moment of its zone."""
    noon = Instant.from_timestamp(day, unit="millisecond").to_tz(zone).to_plain()
    found = set[int]()
    for ahead in range(-2, 4):
        date_there = noon.date().add(days=ahead)
        for hour in cron_hours:
            moment = date_there.at(Time(hour, minute)).assume_tz(zone, disambiguation="compatible")
            found.add(moment.timestamp(unit="millisecond"))
    return sorted(found)


@given(
    zone=st.sampled_from(ZONES),
    change=st.sampled_from(CHANGES),
    away=st.integers(-30 * 60, 30 * 60),
    step=st.sampled_from((1, 2, 3, 24)),
    minute=st.sampled_from((0, 15, 30, 45)),
)
def test_the_times_of_a_schedule_are_those_of_brute_force_about_a_change_of_the_clock(
    zone: str, change: str, away: int, step: int, minute: int
) -> None:
    now = at(change) + away * MINUTE
    hours, cron = (range(2, 3), "2") if step == 24 else (range(0, 24, step), f"*/{step}")
    found = first_of_schedule(f"{minute} {cron} * * *", zone, now)
    assert found == min(one for one in walls(zone, now, hours, minute) if one >= now)


def test_the_ends_of_the_calendar_are_no_moments() -> None:
    for text in ("9999-12-31 23:59", "0001-01-01 00:00"):
        for zone in ("America/New_York", "Asia/Tokyo"):
            found = first_of_schedule(text, zone, 0)
            assert found is None or found > 0
    assert first_of_schedule("0 9 * * *", BERLIN, 253_402_300_799_000) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0 9 * * mon", None),
        ("2026-12-24 09:00", None),
        ("0 */2 * * *", None),
        ("*/20 * * * *", "schedule_too_often"),
        ("0,30 9 * * *", "schedule_too_often"),
        ("59 9 * * *", None),
        ("0 9 31 2 *", "schedule_form"),
        ("0 9 * * 8", "schedule_form"),
        ("0 0 9 * * *", "schedule_form"),
        ("every monday", "schedule_form"),
        ("2026-13-24 09:00", "schedule_form"),
        ("", "schedule_form"),
        ("1 " * 200, "schedule_form"),
    ],
)
def test_a_schedule_is_read_or_told(text: str, code: str | None) -> None:
    try:
        check_schedule(text)
    except Invalid as fault:
        assert fault.code == code
    else:
        assert code is None


def test_what_no_clock_opens_has_no_moment_and_a_zone_has_to_exist() -> None:
    assert compile_moment(Trigger(event="x")) is None
    with pytest.raises(Invalid) as told:
        moment_of(schedule="0 9 * * *", zone="Mars/Olympus")
    assert told.value.code == "trigger_zone"
