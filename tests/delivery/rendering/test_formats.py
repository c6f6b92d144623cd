"""Dates, numbers and money as people read them; anything that is not one is no value, never a wrong one."""

import pytest

from loopline.delivery.rendering.formats import format_date, format_money, format_number

NOON = 1_763_812_800_000  # 2025-11-22T12:00:00Z


@pytest.mark.parametrize(
    ("value", "style", "zone", "text"),
    [
        (NOON, "short", "UTC", "22 Nov 2025"),
        (NOON, "time", "America/New_York", "07:00"),
        (NOON, "datetime", "Asia/Tokyo", "22 Nov 2025, 21:00"),
        ("2026-07-01T23:30:00Z", "long", "Europe/Berlin", "Thursday 2 July 2026"),
        ("2026-07-01", "iso", "America/Los_Angeles", "2026-07-01"),
        (NOON, "%d/%m/%y", "UTC", "22/11/25"),
        (NOON, "time", "Not/AZone", "12:00"),
        ("next tuesday", "short", "UTC", None),
        (True, "short", "UTC", None),
        (float("nan"), "short", "UTC", None),
        (10**30, "short", "UTC", None),
        (NOON, "nonsense", "UTC", None),
        ({}, "short", "UTC", None),
        (1_782_873_000, "iso", "America/New_York", "2026-06-30"),
        (1_782_873_000.5, "datetime", "UTC", "1 Jul 2026, 02:30"),
        ("1782873000", "iso", "UTC", "2026-07-01"),
        ("1782873000000", "iso", "UTC", "2026-07-01"),
        (86_400_000, "iso", "UTC", "1970-01-02"),
        (-86_400_000, "iso", "UTC", "1969-12-31"),
    ],
)
def test_dates_in_the_persons_zone(value: object, style: str, zone: str, text: str | None) -> None:
    assert format_date(value, style, zone) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, -1, "1,234,567"),
        (1234.5, 2, "1,234.50"),
        ("2.675", 2, "2.68"),
        (0, 0, "0"),
        (-0.5, 0, "-1"),
        ("abc", -1, None),
        (True, -1, None),
        (float("inf"), -1, None),
        ("1e999", 2, None),
    ],
)
def test_numbers(value: object, decimals: int, text: str | None) -> None:
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (1234.5, "EUR", "€1,234.50"),
        (-3, "usd", "-$3.00"),
        (1500.4, "JPY", "¥1,500"),
        (9, "CHF", "9.00 CHF"),
        (9, "", "9.00"),
        (None, "EUR", None),
    ],
)
def test_money(value: object, currency: str, text: str | None) -> None:
    assert format_money(value, currency) == text
