"""The two rules side by side, and the corners that simulations seldom reach."""

from math import isfinite

import pytest

from loopline.learning.lift.always_on import e_value
from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.rules import always_on, by_looks, fixed_z
from loopline.learning.stats.moments import ArmCounts
from tests.learning.second_opinion import ratio_bounds

TREATED, HELD = ArmCounts(9_000, 300, 30_000.0, 6e6), ArmCounts(1_000, 20, 2_000.0, 4e5)
FEW = Plan(smallest_conversions=20)


def test_the_last_look_asks_for_less_than_the_same_look_on_the_way() -> None:
    on_the_way = by_looks(TREATED, HELD, FEW, Progress((0.25, 0.5), final=False))
    last = by_looks(TREATED, HELD, FEW, Progress((0.25, 0.5), final=True))
    assert on_the_way.boundary is not None and last.boundary is not None
    assert on_the_way.boundary == pytest.approx(2.963, abs=1e-3)
    assert last.boundary < 1.97
    assert last.value.low > on_the_way.value.low and last.ratio.low > on_the_way.ratio.low
    assert (on_the_way.direction, last.direction) == (0, 1)


def test_always_on_reports_the_e_process_and_its_sequence() -> None:
    found = always_on(TREATED, HELD, Plan())
    assert found.e_value == e_value(20, 300, 0.1)
    assert (found.ratio.low, found.ratio.high) == ratio_bounds(20, 300, 0.1)
    assert found.ratio.estimate == pytest.approx(300 / 9_000 / (20 / 1_000))


def test_value_has_no_bound_before_each_arm_has_enough_conversions() -> None:
    for plan, has in ((Plan(), False), (FEW, True)):
        for found in (by_looks(TREATED, HELD, plan, Progress((1.0,), final=True)), always_on(TREATED, HELD, plan)):
            assert isfinite(found.value.low) == isfinite(found.value.high) == has
            assert (found.value_ratio.low > 0) == has


def test_an_arm_without_conversions_does_not_make_the_difference_certain() -> None:
    harmed = always_on(ArmCounts(5_000, 0), ArmCounts(5_000, 60), Plan(holdout_share=0.5))
    assert harmed.direction == -1
    assert harmed.conversion.low < harmed.conversion.estimate < harmed.conversion.high < 0
    helped = always_on(ArmCounts(5_000, 60), ArmCounts(5_000, 0), Plan(holdout_share=0.5))
    assert 0 < helped.conversion.low < helped.conversion.estimate < helped.conversion.high


def test_both_rules_ask_for_more_than_one_look_does() -> None:
    assert fixed_z(0.05) == pytest.approx(1.959964)
    planned = by_looks(TREATED, HELD, Plan(), Progress((0.5,), final=False))
    always = always_on(TREATED, HELD, Plan())
    for found in (planned, always):
        assert found.detectable > always.conversion.estimate / 10
        assert found.conversion.low < 0 < found.conversion.high
    assert always_on(TREATED, HELD, Plan(alpha=0.2)).conversion.low > always.conversion.low
