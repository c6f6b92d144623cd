"""Dates and sentences for people."""

import pytest

from loopline.learning.lift.narrate import day, too_few

NOW = 1_795_305_600_000  # 22 November 2026
DAY = 86_400_000


@pytest.mark.parametrize(("days", "said"), [(0, "22 November"), (39, "31 December"), (40, "1 January 2027")])
def test_a_day_is_said_with_its_year_only_when_it_is_another(days: int, said: str) -> None:
    assert day(NOW + days * DAY, NOW) == said


def test_what_is_missing_is_said_with_when_it_will_be_there() -> None:
    said = too_few(11, 25, "holdout", NOW + DAY, None, NOW)
    assert said == "Not enough data yet: 11 of 25 conversions in the holdout; expected around 23 November."


def test_a_date_beyond_the_calendar_is_not_given() -> None:
    said = too_few(1, 25, "holdout", NOW * 10_000, None, NOW)
    assert "not within five years at this pace. Hold out a larger share" in said
