"""A stretch of days that is none is refused with a code."""

import pytest

from tests.studio.house import House, error_of


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2999-12-31", "2999-12-01", "days_range"),
        ("2999-01-01", "2999-12-01", "days_range"),
        ("yesterday", "2999-12-01", "day_invalid"),
        ("9999-12-31", "9999-12-31", "days_range"),
        ("0001-01-01", "0001-01-02", "days_range"),
    ],
)
def test_a_stretch_that_is_none_is_refused(house: House, first: str, last: str, code: str) -> None:
    """Given days that are none, or too many, the answer has the code."""
    assert error_of(house.client.get("/api/calendar", params={"from": first, "to": last})) == (400, code)
