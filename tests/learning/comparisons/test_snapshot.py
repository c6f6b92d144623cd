"""The one way from counts to verdicts: days, looks and guards of a snapshot. Whole lives are in tests/calibration."""

import numpy as np
import pytest

from loopline.learning.comparisons.snapshot import closing_days, end_of_day, plan_as_looked, settled, verdicts_of
from loopline.learning.lift.plan import DAY_MS, Plan
from tests.calibration.living import WINDOW, Life

DAYS = 40
EVEN = Life((np.full(DAYS, 100), np.full(DAYS, 100)), 0.5)
MADE = (np.full(DAYS, 20), np.full(DAYS, 20))
PLAN = Plan(ends_at=20 * DAY_MS)


def test_a_snapshot_is_settled_when_its_end_is_over_and_its_windows_are_closed() -> None:
    found = EVEN.seen(MADE, PLAN, 10)
    assert settled(found) == (20 + WINDOW) * DAY_MS
    assert settled(EVEN.seen(MADE, Plan(), 10)) is None
    by_units = Plan(planned_units=1_000)
    assert settled(EVEN.seen(MADE, by_units, 30, 5)) == (4 + WINDOW) * DAY_MS + DAY_MS // 2
    assert settled(EVEN.seen(MADE, by_units, 30, 4)) is None


def test_each_look_spends_what_stood_on_its_day() -> None:
    early, late = (plan_as_looked(EVEN.seen(MADE, PLAN, now, 20)) for now in (15, 26))
    assert early.looks is not None and late.looks is not None and len(late.looks) == 20
    assert late.times[: len(early.times) - 1] == early.times[:-1], "later days stretch nothing"
    assert late.times[:2] == pytest.approx((1 / 20, 2 / 20), abs=0.03)


def test_both_verdicts_come_from_it_and_the_course_ends_with_all_that_closed() -> None:
    found = EVEN.seen(MADE, PLAN, 30, 20)
    verdicts = verdicts_of(found)
    assert verdicts.lift is not None and verdicts.intention is not None
    assert verdicts.lift.final and verdicts.lift.treated == verdicts.intention.treated
    ((_, last),) = closing_days(found)[-1:]
    assert last[0].treated.units == 2_000 == verdicts.lift.treated.units


def test_a_day_ends_at_midnight_of_its_zone_also_when_the_clock_was_changed() -> None:
    assert end_of_day(0, "UTC") == DAY_MS
    assert end_of_day(20_541, "Europe/Berlin") - end_of_day(20_540, "Europe/Berlin") == 23 * 3_600_000
