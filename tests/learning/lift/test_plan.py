"""How far a planned comparison has come, and which look is the last."""

import pytest

from loopline.learning.lift.plan import DAY_MS, Plan, Progress, check_plan, progress
from loopline.model.errors import Invalid


def at(plan: Plan, units: int, pending: int = 0, day: float = 10) -> Progress:
    return progress(plan, units, pending, now=round(day * DAY_MS), started_at=0)


def test_information_is_closed_units_of_planned_units() -> None:
    found = at(Plan(planned_units=1_000, looks=(0.1, 0.3)), 400, pending=300)
    assert (found.looks, found.final) == ((0.1, 0.3, 0.4), False)


def test_without_a_number_the_calendar_stands_in_less_what_is_open() -> None:
    assert at(Plan(ends_at=20 * DAY_MS, looks=()), 300, pending=100).fraction == pytest.approx(0.375)


def test_the_last_look_waits_for_open_windows() -> None:
    plan = Plan(ends_at=5 * DAY_MS, planned_units=1_000, looks=())
    assert not at(plan, 700, pending=1).final
    assert at(plan, 700, pending=0).final
    assert not at(Plan(ends_at=5 * DAY_MS, looks=()), 700, pending=70).final


def test_planned_units_reached_is_the_last_look_also_when_more_came() -> None:
    found = at(Plan(planned_units=1_000, looks=(0.5, 1.1)), 1_200)
    assert (found.looks, found.final) == ((0.5, 1.2), True)


def test_where_nobody_kept_the_looks_one_a_day_is_assumed() -> None:
    assert at(Plan(planned_units=1_000), 400, day=4).looks == pytest.approx((0.1, 0.2, 0.3, 0.4))
    assert len(at(Plan(planned_units=1_000), 400, day=400).looks) == 60


def test_nobody_yet_is_a_look_that_cannot_stop() -> None:
    assert 0 < at(Plan(planned_units=1_000), 0, day=0).fraction < 0.001


@pytest.mark.parametrize("plan", [Plan(holdout_share=0), Plan(holdout_share=1), Plan(alpha=0), Plan(planned_units=0)])
def test_a_plan_that_cannot_be_followed_is_refused(plan: Plan) -> None:
    with pytest.raises(Invalid):
        check_plan(plan)
