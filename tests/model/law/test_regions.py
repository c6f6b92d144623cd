"""The table of countries says where each row comes from, and no text leaves outside its window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.model.duration import DAY
from loopline.model.law import regions as law
from loopline.model.law.regions import _open, leaves_hours, next_allowed, region_of, regions
from loopline.model.localtime import iso_ms, parse_time
from loopline.model.sms.number import country_known

COUNTRIES = [country for row in regions() for country in row.countries.split()]
PLAIN = [country for country in COUNTRIES if "-" not in country]
ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


def test_each_country_has_one_row_with_its_source_and_date() -> None:
    assert len(COUNTRIES) == len(set(COUNTRIES)) and all(map(country_known, PLAIN))
    assert all(country.startswith("US-") and len(country) == 5 for country in COUNTRIES if country not in PLAIN)
    assert all(row.source and row.read >= "2026-11-27" and row.window for row in regions())


@pytest.mark.parametrize(
    ("moment", "country", "zone", "opens"),
    [
        ("2026-11-28T06:30:00", "FR", "Europe/Paris", "2026-11-28T08:00:00"),
        ("2026-11-28T20:00:00", "FR", "Europe/Paris", "2026-11-30T08:00:00"),  # not on Sunday
        ("2026-11-29T11:59:00", "US", "America/New_York", "2026-11-29T12:00:00"),
        ("2026-11-28T13:00:00", "ZA", "Africa/Johannesburg", "2026-11-30T08:00:00"),
        ("2026-03-08T02:00:00", "DE", "Europe/Berlin", "2026-03-08T08:00:00"),
    ],
)
def test_a_text_waits_for_the_window_of_its_country(moment: str, country: str, zone: str, opens: str) -> None:
    now, until = iso_ms(moment, zone), iso_ms(opens, zone)
    assert now is not None and next_allowed(now, (country,), zone, "UTC") == (until, country)


@pytest.mark.parametrize("moment", ["2026-11-28T08:00:00", "2026-11-28T19:59:00"])
def test_within_the_window_it_leaves(moment: str) -> None:
    now = iso_ms(moment, "Europe/Paris")
    assert now is not None and next_allowed(now, ("FR",), "Europe/Paris", "UTC") is None


def test_two_countries_have_both_to_agree() -> None:
    now = iso_ms("2026-11-28T08:30:00", "UTC")
    assert now is not None and next_allowed(now, ("FR", "IN"), "", "UTC") == (iso_ms("2026-11-28T10:00:00"), "IN")


@given(
    st.integers(1_700_000_000_000, 2_000_000_000_000),
    st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3),
    st.sampled_from(ZONES),
)
def test_no_moment_lies_outside_and_none_is_far(now: int, countries: list[str], zone: str) -> None:
    held = next_allowed(now, countries, zone, "UTC")
    moment = held[0] if held else now
    assert now <= moment <= now + 9 * DAY
    for country in countries:
        row = region_of(country)
        assert row is not None and _open(row, moment, zone, "UTC")


def test_a_country_that_is_not_in_the_table_holds_nothing() -> None:
    assert region_of("AQ") is None and next_allowed(0, ("AQ",), "UTC", "UTC") is None


def test_quiet_hours_may_leave_no_hour_of_a_country() -> None:
    assert not leaves_hours(("DE",), parse_time("08:00"), parse_time("20:00"))
    assert not leaves_hours(("FR",), parse_time("07:00"), parse_time("22:00"))
    assert leaves_hours(("DE",), parse_time("20:00"), parse_time("08:00"))
    assert leaves_hours(("DE",), parse_time("08:00"), parse_time("19:00"))
    assert not leaves_hours(("DE", "IN"), parse_time("10:00"), parse_time("20:00"))


def test_where_a_confirmed_yes_is_usual_stands_in_the_row_of_its_country() -> None:
    for row in regions():
        assert set(row.double_opt_in.split()) <= set(row.countries.split())
    assert "DE" in (region_of("DE") or regions()[0]).double_opt_in


def test_countries_that_share_no_hour_never_let_a_text_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    row = region_of("FR")
    assert row is not None
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    early, late = (replace(row, window=dict.fromkeys(days, hours)) for hours in ("08:00-10:00", "20:00-21:00"))
    monkeypatch.setattr(law, "region_of", {"FR": early, "DE": late}.get)
    now = 1_790_000_000_000
    for _ in range(3):
        held = next_allowed(now, ("FR", "DE"), "Europe/Paris", "UTC")
        assert held is not None and held[0] > now
        now = held[0]
