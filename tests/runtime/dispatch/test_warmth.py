"""A plan says how many a day, and the count is that of the day."""

import pytest

from loopline.model.duration import DAY
from loopline.model.mail.delivery_rules import DeliveryRules, WarmUp
from loopline.runtime.dispatch.warmth import Warmth, day_limit, plan_day

STARTS = 1_796_083_200_000  # 2026-12-01
PLAN = WarmUp(provider="post", starts="2026-12-01", days=(50, 100))
GROWING = WarmUp(provider="post", starts="2026-12-01", days=(50, 100), growth=1.5, most=300)


@pytest.mark.parametrize(
    ("plan", "limits"), [(PLAN, [50, 100, None, None]), (GROWING, [50, 100, 150, 225, None, None])]
)
def test_the_days_of_a_plan(plan: WarmUp, limits: list[int | None]) -> None:
    assert [day_limit(plan, day + 1) for day in range(len(limits))] == limits


def test_the_first_day_counts_until_the_plan_begins() -> None:
    assert [plan_day(PLAN, STARTS + at) for at in (-9 * DAY, 0, DAY - 1, DAY)] == [1, 1, 1, 2]


def test_what_is_on_its_way_counts_and_another_day_begins_with_nothing() -> None:
    warmth = Warmth("post")
    warmth.follow(DeliveryRules(warm_ups=(PLAN,)))
    warmth.recall(20, STARTS)
    warmth.began(10)
    assert warmth.left(STARTS) == 20
    warmth.took(4, STARTS)
    warmth.ended(10)
    assert (warmth.left(STARTS), warmth.sent(STARTS)) == (26, 24)
    assert warmth.left(STARTS + DAY) == 100 and warmth.sent(STARTS + DAY) == 0
    assert warmth.left(STARTS + 2 * DAY) is None


def test_a_plan_is_that_of_its_provider() -> None:
    warmth = Warmth("other")
    warmth.follow(DeliveryRules(warm_ups=(PLAN,)))
    assert warmth.left(STARTS) is None and warmth.limit(STARTS) is None


def test_a_clock_that_is_put_back_over_midnight_gives_no_second_day() -> None:
    made = Warmth("relay")
    made.took(3, 10 * DAY + 1)
    assert made.sent(10 * DAY - 1) == 3
    assert made.sent(10 * DAY + 2) == 3
    assert made.sent(11 * DAY) == 0
    assert made.sent(2 * DAY) == 0
