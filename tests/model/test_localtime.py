"""A person's own clock: dates that cannot be read are None and nothing else."""

from datetime import datetime

import pytest
from whenever import Time

from loopline.model.localtime import date_of, iso_ms, needs_zone, quiet_until, read_date

ZONES = ("UTC", "America/New_York", "Asia/Tokyo", "Nowhere/At_All", "")
ODD = ("", " ", "Z", "+", "-", "x", "9999-12-31", "9999-12-31T10:00:00Z", "0001-01-01", "0001-01-01T10:00:00Z")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("time", [None, Time(0, 0), Time(23, 0)])
@pytest.mark.parametrize("value", [*ODD, float("inf"), -1e300, True, None, [], {}])
def test_an_odd_date_raises_nothing(value: object, time: Time | None, zone: str) -> None:
    assert isinstance(read_date(value, time, zone, "UTC"), int | None)


def test_a_bare_day_begins_at_local_midnight_and_an_empty_text_is_no_date() -> None:
    assert read_date("2026-03-01", None, "America/New_York", "UTC") == 1_772_341_200_000
    assert read_date("2026-03-01T00:00:00Z", Time(9, 0), "Asia/Tokyo", "UTC") == 1_772_323_200_000
    assert read_date("", None, "UTC", "UTC") is None


@pytest.mark.parametrize(
    "text",
    ["2026-01-31", "2026-01-31T10:30", "2026-01-31 10:30:59", "2026-01-31T10:30:59.123Z", "1066-10-14T00:00:00+05:30"],
)
def test_a_date_is_what_the_standard_library_reads(text: str) -> None:
    read = datetime.fromisoformat(text)
    aware = read if read.tzinfo else datetime.fromisoformat(text + ("" if len(text) > 10 else "T00:00") + "+00:00")
    assert iso_ms(text) == round(aware.timestamp() * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-02-30",
        "2026-01-31T24:00",
        "31-01-2026",
        "2026-01-31T10:30+99:00",
        "x2026-01-31",
        "2026-01-31\n",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert iso_ms(text) is None


def test_a_field_holds_a_date_as_text_or_as_whole_milliseconds() -> None:
    assert date_of("1970-01-02") == date_of(86_400_000) == 86_400_000
    odd: list[object] = [True, 1.5, None, {}, "soon", 10**18]
    assert [date_of(value) for value in odd] == [None] * len(odd)
    assert date_of("9999-12-31T23:59:59-01:00") is None


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-10", "Pacific/Auckland", "2026-03-09T11:00:00Z"),
        ("2026-03-10T08:00", "Pacific/Auckland", "2026-03-09T19:00:00Z"),
        ("2026-03-10T08:00Z", "Pacific/Auckland", "2026-03-10T08:00:00Z"),
        ("2026-03-10T08:00+02", "Pacific/Auckland", "2026-03-10T06:00:00Z"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00Z"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"),
    ],
)
def test_without_a_zone_a_date_is_meant_where_the_person_is(text: str, zone: str, utc: str) -> None:
    assert iso_ms(text, zone) == iso_ms(utc)
    assert needs_zone(text) is (iso_ms(text, zone) != iso_ms(text, "Asia/Kolkata"))


def test_an_unknown_zone_reads_nothing() -> None:
    assert iso_ms("2026-03-10", "Nowhere/At_All") is None


@pytest.mark.parametrize(
    ("zone", "ends", "now", "until"),
    [
        ("Europe/Berlin", "02:30", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"),  # 02:10 for the first time
        ("Europe/Berlin", "02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"),  # and for the second
        ("Europe/Berlin", "02:30", "2026-10-25T00:40:00Z", None),  # over, until the clock goes back
        ("Europe/Berlin", "08:00", "2026-10-25T01:10:00Z", "2026-10-25T07:00:00Z"),
        ("America/Havana", "00:30", "2026-11-01T04:10:00Z", "2026-11-01T04:30:00Z"),
        ("America/Havana", "00:30", "2026-11-01T05:10:00Z", "2026-11-01T05:30:00Z"),
        ("Europe/Berlin", "02:30", "2026-03-29T00:50:00Z", "2026-03-29T01:30:00Z"),  # a time that the clock skips
        ("Europe/Berlin", "02:30", "2026-03-28T20:30:00Z", "2026-03-29T01:30:00Z"),
    ],
)
def test_quiet_hours_end_the_next_time_that_the_clock_says_so(
    zone: str, ends: str, now: str, until: str | None
) -> None:
    moment = iso_ms(now)
    assert moment is not None
    found = quiet_until(moment, Time(21), Time.parse_iso(ends), zone, "UTC")
    assert found == (iso_ms(until) if until else None)
