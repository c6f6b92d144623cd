"""Durations and dates: what is read, what is not, and how a date is shown."""

import pytest

from loopline.conditions.dates import duration_ms, iso_text


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


def test_a_date_is_shown_as_people_read_it() -> None:
    assert iso_text(0) == "1970-01-01T00:00:00Z"
    assert iso_text(1) == "1970-01-01T00:00:00.001Z"
    assert iso_text(10**20) == "1" + "0" * 20
