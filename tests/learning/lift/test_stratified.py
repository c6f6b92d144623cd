"""The rules over several strata: for one they are the rules of rule.py, and verdict and interval agree."""

import pytest

from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.rules import Reading, always_on, by_looks
from loopline.learning.lift.strata import Stratum
from loopline.learning.lift.stratified import always_on_across, by_looks_across
from loopline.learning.stats.moments import ArmCounts

TREATED, HELD = ArmCounts(9_000, 300, 30_000.0, 6e6), ArmCounts(1_000, 20, 2_000.0, 4e5)
HALF = Progress((0.25, 0.5), final=False)


def numbers(reading: Reading) -> list[float]:
    parts = [getattr(reading, name) for name in ("conversion", "ratio", "value")]
    found = [getattr(part, name) for part in parts for name in ("estimate", "low", "high")]
    return [*found, reading.z, reading.detectable, reading.e_value or 0.0, reading.boundary or 0.0]


def test_one_stratum_reads_as_before() -> None:
    one = (Stratum(0.1, TREATED, HELD),)
    assert numbers(always_on_across(one, Plan())) == pytest.approx(numbers(always_on(TREATED, HELD, Plan())))
    assert numbers(by_looks_across(one, Plan(), HALF)) == pytest.approx(numbers(by_looks(TREATED, HELD, Plan(), HALF)))


@pytest.mark.parametrize(("factor", "direction"), [(2.0, 1), (0.4, -1), (1.0, 0)])
def test_a_common_effect_is_found_over_strata(factor: float, direction: int) -> None:
    strata = (
        Stratum(0.1, ArmCounts(18_000, round(360 * factor)), ArmCounts(2_000, 40)),
        Stratum(0.5, ArmCounts(3_000, round(300 * factor)), ArmCounts(3_000, 300)),
    )
    for found in (always_on_across(strata, Plan()), by_looks_across(strata, Plan(), HALF)):
        assert found.direction == direction
        assert (found.conversion.low > 0) - (found.conversion.high < 0) == direction
        assert found.ratio.estimate == pytest.approx(factor)
        assert found.ratio.low <= found.ratio.estimate <= found.ratio.high


def test_nobody_yet_shows_nothing() -> None:
    empty = (Stratum(0.1, ArmCounts(0, 0), ArmCounts(0, 0)), Stratum(0.5, ArmCounts(10, 0), ArmCounts(10, 0)))
    found = always_on_across(empty, Plan())
    assert (found.direction, found.conversion.low, found.conversion.high) == (0, -1.0, 1.0)
