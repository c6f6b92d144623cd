"""Comparisons that end: through the report, on facts in DuckDB, of journeys that live on."""

from typing import Any

import pytest

from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import ComparisonLine, JourneyReport
from loopline.learning.lift.verdict import Lift
from loopline.reports.journey import journey_report, lift_alone
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.living import day, live, published, told
from tests.runtime.parts import DAY, NOON

SHELF = Shelf()
END = 30


PLANNED: dict[str, Any] = {"planned_end": day(END)}


def on(number: float, name: str, versions: PublishedSet) -> JourneyReport:
    """The report on this day, while something comes in."""
    now = round(NOON + number * DAY)
    SHELF.beat(now)
    return journey_report(SHELF.facts, versions, name, now)


def lift_of(found: JourneyReport | ComparisonLine) -> Lift:
    assert found.lift is not None
    return found.lift


def units(lift: Lift) -> tuple[int, int]:
    """Closed and open ones, of both arms."""
    return lift.treated.units + lift.held_out.units, lift.treated.pending + lift.held_out.pending


def guards(lift: Lift) -> dict[str, bool]:
    return {guard.name: guard.passed for guard in lift.guards}


def line(found: JourneyReport, name: str) -> ComparisonLine:
    return next(one for one in found.comparisons if one.id == name)


# The end of a plan.


@pytest.mark.parametrize("plan", [PLANNED, {"planned_units": 1_190}, PLANNED | {"planned_units": 5_000}])
def test_the_last_look_is_taken_while_people_go_on_to_enter_and_nothing_moves_it(plan: dict[str, Any]) -> None:
    name = SHELF.put(live(told(Oracle(), 0), range(90)))
    versions = published(name, plan)
    assert [lift_of(on(at, name, versions)).final for at in (31, 40, 43)] == [False, False, False]
    first = on(46, name, versions)
    ended = lift_of(first)
    assert ended.final and units(ended) in ((1_200, 0), (1_190, 0))
    assert (ended.fraction == 1.0) == (plan.get("planned_units") != 5_000)
    later = on(89.9, name, versions)
    assert lift_of(later) == ended and later.over_time == first.over_time, "not a digit"
    now = round(NOON + 89.9 * DAY)
    assert SHELF.twin is not None and later == journey_report(SHELF.twin.facts, versions, name, now)
    assert lift_alone(SHELF.facts, versions, name, now) == ended, "in the list of journeys, too"


def test_people_after_the_end_are_another_comparison_shown_beside_it() -> None:
    book = live(live(told(Oracle(), 0), range(END)), range(END, 90), treated=0.6)
    name = SHELF.put(book)
    found = on(80, name, published(name, PLANNED))
    assert lift_of(found).verdict == "no_difference_seen" and found.incremental == pytest.approx(0)
    later = line(found, "v1-after")
    assert lift_of(later).verdict == "lift" and lift_of(later).method == "e_process"
    assert (later.state, later.leading) == ("open", False) and "plan_ended" in guards(lift_of(later))
    assert (line(found, "v1").state, line(found, "v1").leading) == ("settled", True)


def test_planned_units_are_the_first_that_come_whoever_they_are() -> None:
    name = SHELF.put(live(told(Oracle(), 0), range(90)))
    found = on(80, name, published(name, {"planned_units": 777}))
    assert units(lift_of(found)) == (777, 0) and lift_of(found).missing.units_need == 777
    assert sum(units(lift_of(line(found, "v1-after")))) == 80 * 40 + 1 - 777
    assert found.intention is not None and units(found.intention) == (777, 0)


def test_who_is_reached_after_the_end_does_not_belong_though_she_came_before() -> None:
    book = live(told(Oracle(), 0), range(20))
    book.enter("late", "late", NOON + 29 * DAY).expose("late", "late", NOON + 31 * DAY)
    name = SHELF.put(book)
    found = on(60, name, published(name, PLANNED))
    assert units(lift_of(found)) == (800, 0)
    assert found.intention is not None and units(found.intention) == (801, 0)


def test_the_days_of_the_course_are_those_of_the_workspace() -> None:
    """At noon in London it is already tomorrow on Kiritimati, 14 hours ahead."""
    name = SHELF.put(live(told(Oracle(), 0), range(3)))
    here, there = (on(30, name, published(name, {}, zone=zone)).over_time for zone in ("UTC", "Pacific/Kiritimati"))
    assert [one.day for one in here] == [day(14), day(15), day(16)]
    assert [one.day for one in there] == [day(15), day(16), day(17)]


# What is changed when there are data.


def test_a_plan_that_is_published_after_the_data_is_another_comparison() -> None:
    book = live(live(told(Oracle(), 0, 40), range(40), treated=0.23), range(40, 60), version=2)
    name = SHELF.put(book)
    before = on(39.9, name, published(name, {}))
    assert lift_of(before).method == "e_process"
    for plan in ({"planned_end": day(20)}, {"planned_end": day(45)}, {"planned_units": 500}):
        found = on(75, name, published(name, {}, plan))
        old = lift_of(line(found, "v1"))
        assert old.method == "e_process" and units(old)[0] == 1_600, "by its own rule"
        assert guards(old)["superseded"] and line(found, "v1").state == "settled"
        new = found.lift
        if plan.get("planned_end") == day(20):
            assert new is None, "nobody can have come before an end that was over when it was planned"
            continue
        assert new is not None and new.method == "obf" and guards(new)["plan_changed"]
        assert units(new) == ((200, 0) if "planned_end" in plan else (500, 0))


def test_a_plan_that_is_taken_back_gives_no_last_look() -> None:
    book = live(live(told(Oracle(), 0, 25), range(25)), range(25, 60), version=2)
    name = SHELF.put(book)
    found = on(75, name, published(name, PLANNED, {}))
    old = lift_of(line(found, "v1"))
    assert (old.method, old.final) == ("obf", False) and old.fraction is not None and old.fraction < 0.85
    assert lift_of(found).method == "e_process" and guards(lift_of(found))["plan_changed"]


def test_an_end_that_is_moved_before_anybody_saw_a_result_is_the_plan() -> None:
    book = live(live(told(Oracle(), 0, 10), range(10)), range(10, 60), version=2)
    name = SHELF.put(book)
    found = on(75, name, published(name, {"planned_end": day(12)}, PLANNED))
    assert [one.id for one in found.comparisons] == ["v1-after", "v1"]
    assert units(lift_of(found)) == (1_200, 0) and lift_of(found).final


@pytest.mark.parametrize(
    "goal",
    [
        {"event": "visited", "within": "14d"},
        {"event": "bought", "within": "7d", "value": "amount"},
        {"event": "bought", "within": "14d", "value": "amount", "where": "amount > 5"},
        {"event": "bought", "within": "14d", "value": "total"},
    ],
)
def test_another_goal_keeps_the_old_people_and_their_verdict_and_counts_anew(goal: dict[str, Any]) -> None:
    book = live(live(told(Oracle(), 0, 30), range(30), treated=0.5), range(30, 60), version=2, treated=0.1, held=0.1)
    name = SHELF.put(book)
    before = on(50, name, published(name, {}))
    found = on(90, name, published(name, {}, {"goal": goal}))
    old, new = lift_of(line(found, "v1")), lift_of(found)
    assert old.verdict == "lift" and units(old)[0] == 1_200 and old.treated_rate == pytest.approx(0.5)
    assert new.verdict == "no_difference_seen" and new.treated_rate == pytest.approx(0.1)
    assert guards(new)["goal_changed"] and 'before: "bought" within 14d' in new.guards[-1].text
    same_outcome = goal["event"] == "bought" and "where" not in goal and goal.get("value") == "amount"
    assert found.converted == (120 + 420 if same_outcome else 120), "of those who reached the goal of now"
    assert before.lift is not None


def test_the_same_goal_and_plan_in_another_version_go_on_as_one() -> None:
    book = live(live(told(Oracle(), 0, 30), range(30)), range(30, 60), version=2)
    name = SHELF.put(book)
    found = on(90, name, published(name, {}, {"owner": "growth"}))
    assert [one.id for one in found.comparisons] == ["v1"] and units(lift_of(found)) == (2_400, 0)


def test_who_comes_back_under_another_goal_stays_where_she_was_first() -> None:
    book = live(told(Oracle(), 0, 30), range(20))
    for n in range(40):
        name, level = f"p1-0-{n}", "journey" if n % 2 else ""
        book.enter(f"again-{n}", name, NOON + 31 * DAY, held=level, version=2)
        book.expose(f"again-{n}", name, NOON + 31 * DAY, held=level)
    name = SHELF.put(live(book, range(31, 40), version=2))
    found = on(60, name, published(name, {}, {"goal": {"event": "visited", "within": "7d"}}))
    assert units(lift_of(found)) == (360, 0) and units(lift_of(line(found, "v1"))) == (800, 0)
