"""What is said beside a verdict."""

from msgspec.structs import replace

from loopline.learning.comparisons.course import Analysed, PublishedPlan, comparisons
from loopline.learning.comparisons.notes import begun, local_day, overstated, said, title, too_few_in_the_end, withheld
from loopline.learning.lift.verdict import ArmCounts, Plan, judge

DAY = 86_400_000
LIFT = judge(ArmCounts(90_000, 1_080), ArmCounts(10_000, 80), Plan(holdout_share=0.1), now=60 * DAY, started_at=0)


def test_a_verdict_that_comes_early_overstates_and_a_planned_last_look_needs_no_note() -> None:
    assert LIFT.verdict == "lift" and "1.3 to 1.7" in overstated(LIFT)
    assert overstated(replace(LIFT, final=True)) == overstated(replace(LIFT, verdict="no_difference_seen")) == ""


def test_nothing_is_caused_where_a_guard_failed() -> None:
    assert withheld(LIFT) is LIFT
    found = withheld(replace(LIFT, verdict="guard_failed"))
    assert {getattr(found, name) for name in found.__struct_fields__ if name.startswith("incremental")} == {None}


def test_of_what_is_over_no_date_is_promised() -> None:
    few = judge(ArmCounts(100, 3), ArmCounts(100, 8), Plan(holdout_share=0.5), now=60 * DAY, started_at=0)
    assert few.verdict == "not_enough_data" and few.missing.expected_at is not None
    found = too_few_in_the_end(few)
    assert found.missing.expected_at is None and "8 of 25 conversions in the holdout, and nobody comes" in found.reason
    assert too_few_in_the_end(LIFT) is LIFT


def test_goals_and_comparisons_in_words() -> None:
    goal = Analysed("bought", "amount > 5", "amount", 14 * DAY)
    assert said(goal) == '"bought" where amount > 5 within 14d, worth amount'
    assert said(None) == said(Analysed(within_ms=1)) == "no goal"
    planned, after, other = comparisons(
        [
            PublishedPlan(1, 0, goal, ends_at=20 * DAY, planned_units=1_000),
            PublishedPlan(2, 30 * DAY, Analysed("visited", within_ms=DAY)),
        ],
        {1: 0},
    )
    assert title(planned, "UTC") == "Version 1, planned to end at 1970-01-21 or 1,000 units"
    assert title(after, "UTC") == "Version 1, after the end at 1970-01-21 or 1,000 units"
    assert title(other, "UTC") == "Version 2, always on"
    names = [[guard.name for guard in begun(one, "UTC")] for one in (planned, after, other)]
    assert names == [["superseded"], ["plan_ended", "superseded"], ["goal_changed"]]
    assert "no last look" not in begun(planned, "UTC")[0].text


def test_a_day_is_that_of_the_zone() -> None:
    assert (local_day(DAY - 1, "UTC"), local_day(DAY - 1, "Europe/Berlin")) == ("1970-01-01", "1970-01-02")
