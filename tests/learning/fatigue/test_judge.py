"""Arms of a cap against the lowest limit, judged from rows as SQL answers them."""

from typing import Any

import pytest

from loopline.learning.fatigue.figures import Outcome
from loopline.learning.fatigue.judge import CountedDoses, JudgedDoses, Rows, judge_doses
from loopline.learning.lift.guards import Guard
from loopline.model.entry.cap import CapArm

ARMS = (CapArm(name="five", limit=5), CapArm(name="two", limit=2))
DAYS = range(100, 110)
Row = tuple[Any, ...]


def row(arm: str, day: int | None, units: int, did: int) -> Row:
    """People of an arm whose windows closed on a day, as learning/queries/metrics/doses.py has them."""
    y = float(did)
    return (1, arm, day, units, did, 0, 0, y, y, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, str(did), None)


def rows(five: int, two: int, units: int = 100) -> Rows:
    return [one for day in DAYS for one in (row("five", day, units, five), row("two", day, units, two))]


def judged(outcomes: dict[Outcome, Rows], messages: Rows | None = None, guards: tuple[Guard, ...] = ()) -> JudgedDoses:
    sent = rows(500, 200) if messages is None else messages
    return judge_doses(CountedDoses(ARMS, outcomes, sent, 7 * 86_400_000, 120), guards)


def test_the_lowest_limit_is_what_the_others_stand_against() -> None:
    found = judged({"goal": rows(10, 10), "unsubscribed": rows(12, 3), "complained": rows(0, 0)})
    assert [(one.arm, one.limit, one.share, one.units, one.messages) for one in found.arms] == [
        ("two", 2, 0.5, 1_000, 2.0),
        ("five", 5, 0.5, 1_000, 5.0),
    ]
    assert {(one.arm, one.against) for one in found.lines} == {("five", "two")}
    assert [(one.outcome, one.verdict) for one in found.lines] == [
        ("goal", "no_difference_seen"),
        ("unsubscribed", "more"),
        ("complained", "not_enough_data"),
    ]
    assert found.verdict == "fatigue" and "12.00% against 3.00%" in found.reason
    assert found.level == pytest.approx(0.05 / 3)


def test_fewer_who_leave_under_a_higher_limit_is_no_fatigue() -> None:
    found = judged({"unsubscribed": rows(3, 12), "complained": rows(3, 3)})
    assert found.lines[0].verdict == "less" and found.verdict == "no_fatigue_seen"


def test_more_lines_make_each_interval_wider() -> None:
    alone = judged({"unsubscribed": rows(8, 3)}).lines[0].difference
    among = judged({"goal": rows(9, 9), "unsubscribed": rows(8, 3), "complained": rows(1, 1)}).lines[1].difference
    assert alone is not None and among is not None
    assert among.low < alone.low < alone.estimate == among.estimate < alone.high < among.high


def test_a_guard_that_failed_takes_every_figure_away() -> None:
    broken = judged({"unsubscribed": rows(12, 3)}, guards=(Guard("freshness", False, "The facts are old."),))
    assert broken.verdict == "guard_failed" and broken.reason == "The facts are old."
    uneven = [one for day in DAYS for one in (row("five", day, 50, 1), row("two", day, 100, 1))]
    split = judged({"unsubscribed": rows(12, 3)}, messages=uneven)
    assert split.verdict == "guard_failed" and "two 1,000, five 500" in split.reason
    assert all(one.difference is None for one in (*broken.lines, *split.lines))


def test_nobody_is_not_enough() -> None:
    found = judged({"unsubscribed": [], "complained": []}, messages=[])
    assert found.verdict == "not_enough_data" and {one.units for one in found.arms} == {0}
