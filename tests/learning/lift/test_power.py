"""What can be seen by now, and when enough will be there."""

from math import inf

import pytest

from loopline.learning.lift.power import detectable, expected_at, units_needed
from loopline.learning.stats.moments import ArmCounts


def test_the_detectable_difference_is_the_one_that_the_plan_was_made_for() -> None:
    units = units_needed(0.05, 0.1, 0.5)
    half = units // 2
    found = detectable(ArmCounts(half, round(half * 0.055)), ArmCounts(half, round(half * 0.05)), 1.959964)
    assert found == pytest.approx(0.005, rel=0.01)


def test_nothing_is_detectable_before_the_first_conversion() -> None:
    assert detectable(ArmCounts(100, 0), ArmCounts(100, 0), 1.96) == inf
    assert detectable(ArmCounts(100, 5), ArmCounts(0, 0), 1.96) == inf


def test_half_of_what_is_needed_takes_as_long_again() -> None:
    assert expected_at(10, 20, started_at=1_000, now=3_000) == 5_000
    assert expected_at(20, 20, started_at=1_000, now=3_000) == 3_000
    assert expected_at(0, 20, started_at=1_000, now=3_000) is None
