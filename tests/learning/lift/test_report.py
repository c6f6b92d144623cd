"""A report goes out as JSON that every reader can take: a bound that cannot be given is null."""

import msgspec

from loopline.learning.lift.report import DayPoint, TimeToConvert


def test_infinite_bounds_are_null() -> None:
    point = DayPoint("2026-03-01", 4, 2, 0, 0, 0.5, float("-inf"), float("inf"))
    plain = msgspec.json.decode(msgspec.json.encode(point))
    assert (plain["day"], plain["low"], plain["high"]) == ("2026-03-01", None, None)


def test_the_open_are_told_beside_the_closed() -> None:
    plain = msgspec.to_builtins(TimeToConvert(None, None, 0, 7, 3, ()))
    assert (plain["closed"], plain["open"], plain["median_ms"]) == (7, 3, None)
