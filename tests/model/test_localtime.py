"""A person's own clock: dates that cannot be read are None and nothing else."""

import pytest
from whenever import Time

from loopline.model.localtime import read_date

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
