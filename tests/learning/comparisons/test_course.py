"""The comparisons of a journey in their order; on facts and through the report in tests/reports/test_comparisons.py."""

from loopline.learning.comparisons.course import FOREVER, Analysed, PublishedPlan, comparisons, leading

GOAL = Analysed("bought", within_ms=10)


def plan(version: int, at: int, goal: Analysed = GOAL, **more: int) -> PublishedPlan:
    return PublishedPlan(version, at, goal, **more)


def test_the_same_again_is_one_and_has_the_plan_of_the_newest_before_anybody_saw_a_result() -> None:
    (one,) = comparisons([plan(1, 0), plan(2, 50)], {1: 5})
    assert (one.id, one.versions, one.until, one.change) == ("v1", (1, 2), None, "")
    planned, after = comparisons([plan(1, 0), plan(2, 14, ends_at=90)], {1: 5})
    assert (planned.versions, planned.own_plan.ends_at, after.after_end) == ((1, 2), 90, True)
    assert leading([planned, after]) is planned and not after.own_plan.has_end


def test_a_plan_that_comes_when_a_window_has_closed_begins_another() -> None:
    first, second, after = comparisons([plan(1, 0), plan(2, 15, ends_at=90)], {1: 5})
    assert (first.until, second.change, after.change) == (15, "plan", "end")
    assert not first.own_plan.has_end and first.settled_at(FOREVER, 0) == 25


def test_another_goal_begins_another_at_any_time_and_the_same_outcome_is_counted_under_both() -> None:
    longer, other = Analysed("bought", within_ms=20), Analysed("visited", within_ms=10)
    found = comparisons([plan(1, 0), plan(2, 1, longer), plan(3, 2, other)], {})
    assert [(one.id, one.counted, one.change) for one in found] == [
        ("v1", (1, 2), ""),
        ("v2", (1, 2), "goal"),
        ("v3", (3,), "goal"),
    ]
    assert found[2].before == longer


def test_when_nothing_changes_any_more() -> None:
    (by_date, _) = comparisons([plan(1, 0, ends_at=90, lateness_ms=3)], {})
    assert by_date.settled_at(40, 7) == 103 and by_date.may_be_settled(103) and not by_date.may_be_settled(102)
    (by_units, after) = comparisons([plan(1, 0, planned_units=7)], {})
    assert (by_units.settled_at(40, 6), by_units.settled_at(40, 7)) == (None, 50)
    assert after.settled_at(FOREVER, 7) is None and not after.may_be_settled(FOREVER)
    superseded, _ = comparisons([plan(1, 0, ends_at=90), plan(2, 30)], {1: 5})
    assert superseded.own_plan.is_cut_short and superseded.settled_at(40, 7) == 40


def test_nobody_comes_after_an_end_that_another_version_took_over_before() -> None:
    found = comparisons([plan(1, 0, ends_at=90), plan(2, 30)], {1: 5})
    assert [one.id for one in found] == ["v1", "v2"]
