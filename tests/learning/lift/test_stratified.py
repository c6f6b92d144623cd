"""The rules over several strata: for one they are the rules of rule.py, and verdict and interval agree."""

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.rules import Reading, always_on, by_looks
from loopline.learning.lift.strata import Stratum
from loopline.learning.lift.stratified import always_on_across, always_on_by_day, by_looks_across, rates_at
from loopline.learning.stats.conditional import ClosedBlock, Evidence
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


@given(st.floats(0.001, 0.999), st.floats(0.01, 0.99), st.floats(-8, 8))
def test_the_rates_have_the_odds_that_were_asked_and_the_rate_of_all(rate: float, part: float, log_odds: float) -> None:
    one, two = rates_at(rate, part, log_odds)
    assert part * two + (1 - part) * one == pytest.approx(rate, abs=1e-9)
    assert one * (1 - two) == pytest.approx(exp(log_odds) * two * (1 - one), abs=1e-6 * (1 + exp(log_odds)))


def test_at_the_ends_one_arm_has_all_the_conversions() -> None:
    assert list(rates_at(0.04, 0.1, -inf)) == pytest.approx([0.0, 0.4])
    assert list(rates_at(0.04, 0.1, inf)) == pytest.approx([0.04 / 0.9, 0.0])
    assert rates_at(0.5, 0.1, -inf)[1] == 1.0


DAYS = [ClosedBlock(300, 33, 12, 0 if day % 2 else 1) for day in range(30)]
WHOLE = (Stratum(0.1, ArmCounts(9_000, 345, 34_500.0, 6.9e6), ArmCounts(990, 15, 1_500.0, 3e5)),)


def test_by_day_verdict_intervals_and_evidence_are_one_test() -> None:
    found = always_on_by_day(WHOLE, Plan(), DAYS)
    assert found.direction == 1 and found.e_value and found.e_value >= 20
    assert 0 < found.conversion.low < found.conversion.estimate < found.conversion.high
    assert 1 < found.ratio.low < found.ratio.estimate < found.ratio.high
    assert found.conversion.method == "odds_sequence"
    assert found.e_value == pytest.approx(exp(Evidence(DAYS).log_e(0.1)))


def test_an_open_block_alone_shows_nothing_and_its_units_are_in_the_estimate() -> None:
    found = always_on_by_day(WHOLE, Plan(), [])
    assert (found.direction, found.e_value) == (0, 1.0)
    assert (found.ratio.low, found.ratio.high) == (0.0, inf)
    assert found.conversion.low < -0.3 and found.conversion.high > 0.035, "all that a rate of 3.6 % leaves room for"
    assert found.conversion.estimate == pytest.approx(345 / 9_000 - 15 / 990)
