"""Periods of the calendar begin, and parts of dates change, by the person's own clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.conditions.functions.calendar import PARTS, next_part, next_start, part_of, start_of
from loopline.conditions.tree import PERIODS
from loopline.model.localtime import iso_ms
from tests.properties.conditions import CHANGES, DAY_MS, zones

near_changes = st.builds(
    lambda day, hour, ms: (iso_ms(f"{day}T{hour:02d}:00Z") or 0) + ms,
    st.sampled_from([*CHANGES, "2026-02-28", "2027-01-01"]),
    st.integers(0, 23),
    st.sampled_from([-1, 0, 1, 1_800_000]),
)


@pytest.mark.parametrize(
    ("now", "period", "zone", "begun"),
    [
        ("2026-03-31T21:59:59.999Z", "month", "Europe/Berlin", "2026-03-01T00:00+01:00"),
        ("2026-03-31T22:00Z", "month", "Europe/Berlin", "2026-04-01T00:00+02:00"),
        ("2026-11-30T12:00Z", "week", "UTC", "2026-11-30T00:00Z"),
        ("2026-11-29T12:00Z", "week", "UTC", "2026-11-23T00:00Z"),
        ("2026-06-30T12:00Z", "quarter", "UTC", "2026-04-01T00:00Z"),
        ("2026-01-01T04:00Z", "year", "America/New_York", "2025-01-01T00:00-05:00"),
        ("2026-03-29T12:00Z", "day", "Asia/Beirut", "2026-03-29T01:00+03:00"),  # its midnight is skipped
        ("2026-10-24T21:30Z", "day", "Asia/Beirut", "2026-10-24T00:00+03:00"),  # 23:00 comes twice
    ],
)
def test_a_period_begins_by_the_persons_clock(now: str, period: str, zone: str, begun: str) -> None:
    assert start_of(iso_ms(now) or 0, period, zone) == iso_ms(begun)


@given(near_changes, st.sampled_from(PERIODS), zones)
def test_a_period_goes_on_until_the_next_one_begins(now: int, period: str, zone: str) -> None:
    begun, following = start_of(now, period, zone or "UTC"), next_start(now, period, zone or "UTC")
    assert begun <= now < following
    assert start_of(begun, period, zone or "UTC") == begun
    assert start_of(following - 1, period, zone or "UTC") == begun
    assert start_of(following, period, zone or "UTC") == following


@given(near_changes, st.sampled_from(PARTS), zones, st.integers(0, DAY_MS))
def test_a_part_of_now_stands_until_it_may_change(now: int, part: str, zone: str, later: int) -> None:
    change = next_part(now, part, zone or "UTC")
    assert change > now
    for moment in (change - 1, now + later):
        if now <= moment < change:
            assert part_of(moment, part, zone or "UTC") == part_of(now, part, zone or "UTC")


def test_parts_are_those_of_the_clock_on_the_wall() -> None:
    at = iso_ms("2026-11-29T23:30Z")
    assert [part_of(at, part, "UTC") for part in PARTS] == [23, 7, 29, 11, 2026]
    assert [part_of(at, part, "Asia/Kathmandu") for part in PARTS] == [5, 1, 30, 11, 2026]
    assert part_of(None, "hour", "UTC") is None
    assert part_of(iso_ms("1000-01-01"), "hour", "UTC") is None
