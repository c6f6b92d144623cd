"""Durations and dates: what is read, what is not, to the millisecond."""

from datetime import datetime

import pytest

from loopline.conditions.dates import date_of, duration_ms, iso_ms, iso_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30d", 2_592_000_000),
        ("12h", 43_200_000),
        ("45m", 2_700_000),
        ("10s", 10_000),
        ("2w", 1_209_600_000),
        ("0d", None),
        ("1.5h", None),
        ("-1d", None),
        ("30", None),
        ("30 d", None),
        ("1y", None),
        ("999999999w", None),
        ("٣d", None),
    ],
)
def test_a_duration(text: str, expected: int | None) -> None:
    assert duration_ms(text) == expected


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


def test_a_date_is_shown_as_people_read_it() -> None:
    assert iso_text(0) == "1970-01-01T00:00:00Z"
    assert iso_text(1) == "1970-01-01T00:00:00.001Z"
    assert iso_text(10**20) == "1" + "0" * 20
