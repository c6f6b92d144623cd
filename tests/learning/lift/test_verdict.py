"""The verdict: its order, its words, and that it never contradicts its own interval."""

from math import inf, isfinite

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.lift.guards import SampleSplit
from loopline.learning.lift.plan import DAY_MS
from loopline.learning.lift.verdict import ArmCounts, Checks, Lift, Plan, judge
from loopline.learning.stats.conditional import ClosedBlock
from loopline.model.errors import Invalid

NOW = 1_795_305_600_000  # 22 November 2026
START = NOW - 20 * DAY_MS
END = Plan(planned_units=100_000, ends_at=NOW + 20 * DAY_MS, looks=())


def seen(treated: ArmCounts, held: ArmCounts, plan: Plan | None = None, checks: Checks | None = None) -> Lift:
    return judge(treated, held, plan or Plan(), now=NOW, started_at=START, checks=checks, attributed=(267, 30_000.0))


def test_a_clear_lift_is_told_in_people_not_only_in_per_cents() -> None:
    found = seen(ArmCounts(90_000, 1_800, 180_000.0, 3.6e7), ArmCounts(10_000, 100, 10_000.0, 2e6))
    assert found.verdict == "lift"
    assert found.reason.startswith(
        "Lift: 2.00% of the treated converted against 1.00% of the holdout, 10.0 more in 1,000"
    )
    assert found.incremental_conversions == pytest.approx(900)
    assert found.incremental_conversions_low == pytest.approx(found.conversion.low * 90_000)
    assert found.incremental_value == pytest.approx(90_000)
    assert (found.ratio.estimate, found.conversion.relative) == pytest.approx((2.0, 1.0))
    assert (found.attributed_conversions, found.attributed_value) == (267, 30_000.0)
    assert found.method == "e_process" and found.e_value is not None and found.boundary is None


def test_a_clear_harm_is_told_as_harm() -> None:
    found = seen(ArmCounts(90_000, 900), ArmCounts(10_000, 200))
    assert found.verdict == "harm"
    assert "10.0 fewer in 1,000" in found.reason


def test_with_an_end_the_bounds_decide() -> None:
    found = seen(ArmCounts(54_000, 1_080), ArmCounts(6_000, 60), END)
    assert (found.verdict, found.method, found.e_value) == ("lift", "obf", None)
    assert found.fraction == pytest.approx(0.6) and not found.final
    assert found.boundary is not None and found.z > found.boundary


def test_no_planned_verdict_before_25_conversions_in_the_smaller_arm_and_the_date_when_there_will_be() -> None:
    late = Plan(planned_units=100_000, looks=())
    found = seen(ArmCounts(25_200, 600), ArmCounts(2_800, 11), late)
    assert found.verdict == "not_enough_data"
    assert found.reason == "Not enough data yet: 11 of 25 conversions in the holdout; expected around 17 December."
    assert (found.missing.conversions_have, found.missing.conversions_need) == (11, 25)
    final = Plan(planned_units=28_000, looks=())
    assert seen(ArmCounts(25_200, 600), ArmCounts(2_800, 25), final).verdict == "lift"


def test_always_on_few_conversions_may_show_enough_and_otherwise_it_says_what_they_would_show() -> None:
    assert seen(ArmCounts(25_200, 600), ArmCounts(2_800, 11)).verdict == "lift"
    found = seen(ArmCounts(25_200, 130), ArmCounts(2_800, 11))
    assert found.verdict == "not_enough_data"
    assert found.reason == (
        "Not enough data yet: 11 of 25 conversions in the holdout; expected around 17 December. "
        f"A difference of {found.detectable * 1000:.1f} in 1,000 would most likely have been seen."
    )
    assert (found.value.low, found.value_ratio.high) == (-inf, inf), "value asks for large samples"


def test_with_days_the_always_on_verdict_needs_no_share_to_be_true() -> None:
    """Half as many held out as planned, no effect: conversions are held against the units that each day had."""
    sound = [ClosedBlock(treated=950, held_out=50, made=500, made_held=25)] * 60
    treated, held = ArmCounts(57_000, 28_500), ArmCounts(3_000, 1_500)
    by_share = judge(treated, held, Plan(), now=NOW, started_at=START)
    by_day = judge(treated, held, Plan(), now=NOW, started_at=START, blocks=sound)
    assert by_share.e_value and by_share.e_value > 1e10, "the planned share alone takes the split for an effect"
    assert by_day.e_value and by_day.e_value < 1
    assert by_day.conversion.low < 0 < by_day.conversion.high and by_day.ratio.low < 1 < by_day.ratio.high


def test_a_date_in_another_year_says_the_year_and_one_past_the_end_says_so() -> None:
    assert "January 2027" in seen(ArmCounts(9_000, 70), ArmCounts(1_000, 7)).reason
    assert "after the planned end" in seen(ArmCounts(9_000, 70), ArmCounts(1_000, 7), END).reason


def test_a_holdout_without_conversions_is_given_a_date_by_the_rate_of_all() -> None:
    assert "expected around" in seen(ArmCounts(9_000, 70), ArmCounts(1_000, 0)).reason
    assert "no date can be given" in seen(ArmCounts(9_000, 0), ArmCounts(1_000, 0)).reason
    assert "not within five years" in seen(ArmCounts(900_000, 2), ArmCounts(100_000, 0)).reason


def test_no_difference_says_how_much_of_the_plan_is_in_and_what_would_have_been_seen() -> None:
    found = seen(ArmCounts(54_000, 560), ArmCounts(6_000, 60), END)
    assert found.verdict == "no_difference_seen"
    assert "with 60% of the planned data" in found.reason
    assert f"{found.detectable * 1000:.1f} in 1,000 would most likely have been seen" in found.reason


def test_a_failed_guard_replaces_the_verdict_however_clear_the_lift() -> None:
    found = seen(
        ArmCounts(90_000, 1_800), ArmCounts(10_000, 100), checks=Checks(exposed=(SampleSplit(80_000, 20_000, 0.1),))
    )
    assert found.verdict == "guard_failed"
    assert found.reason.startswith("No verdict: 20,000 of 100,000 that reached a send are held out")


def test_the_split_is_guarded_without_being_asked_and_open_units_count_in_it() -> None:
    assert seen(ArmCounts(90_000, 1_800), ArmCounts(15_000, 100)).verdict == "guard_failed"
    assert seen(ArmCounts(90_000, 1_800, pending=45_000), ArmCounts(15_000, 100)).verdict == "lift"


def test_nothing_at_all_is_an_answer_too() -> None:
    for plan in (Plan(), END):
        found = seen(ArmCounts(0, 0), ArmCounts(0, 0), plan)
        assert found.verdict == "not_enough_data"
        assert found.incremental_conversions == 0.0


def test_an_answer_is_plain_json_with_null_where_no_bound_can_be_given() -> None:
    sent = msgspec.json.decode(msgspec.json.encode(seen(ArmCounts(900, 30), ArmCounts(100, 0))))
    assert sent["ratio"]["high"] is None and sent["value"]["low"] is None


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(Invalid, match="arm_counts_wrong"):
        seen(ArmCounts(10, 11), ArmCounts(10, 1))


@given(st.integers(0, 3_000), st.integers(0, 400), st.booleans())
def test_the_verdict_is_what_the_interval_says(made1: int, made0: int, has_end: bool) -> None:
    found = seen(ArmCounts(54_000, made1), ArmCounts(6_000, made0), END if has_end else Plan())
    low, high = found.conversion.low, found.conversion.high
    assert low <= found.conversion.estimate + 1e-12 and found.conversion.estimate <= high + 1e-12
    assert all(isfinite(x) for x in (low, high))
    if found.verdict == "lift":
        assert low > 0 and found.ratio.low > 1
    if found.verdict == "harm":
        assert high < 0 and found.ratio.high < 1
    if found.verdict == "no_difference_seen":
        assert low <= 0 <= high and found.ratio.low <= 1 <= found.ratio.high
