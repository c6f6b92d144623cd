"""Reports: exact numbers for facts made by hand, and for people who really walked a journey."""

import asyncio
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import JourneyReport, TimeToConvert
from loopline.learning.lift.strata import NOBODY
from loopline.model.errors import Missing
from loopline.reports.journey import journey_report, lift_alone
from loopline.runtime.clock import VirtualClock
from tests.calibration.worlds import is_inside
from tests.learning.facts_made import Oracle, Shelf
from tests.learning.queries.defined import OverAllFacts
from tests.reports.documents import NODES, document
from tests.runtime.parts import DAY, HELLO, NOON, Postbox, event, move, opened, publish, stated

HOLDOUT = {"percent": 50}
SHELF = Shelf()


def reported(book: Oracle, now: int, **fields: Any) -> JourneyReport:
    """The report of a book, as of `now`; held out at half unless told otherwise."""
    name = SHELF.put(book)
    published = with_document(PublishedSet(), document(name, **({"holdout": HOLDOUT} | fields)), 1)
    return report(published, name, now)


def report(published: PublishedSet, name: str, now: int) -> JourneyReport:
    """It is the same whether the facts are of one shard or of several."""
    SHELF.beat(now)
    found = journey_report(SHELF.facts, published, name, now)
    assert SHELF.twin is not None and found == journey_report(SHELF.twin.facts, published, name, now)
    return found


@pytest.fixture
def book() -> Oracle:
    """Four treated, two bought; three held out, one bought; one held out globally, one still open; and one with two ids
    in both arms, of which the first was held out."""
    made = Oracle()
    for n in range(4):
        made.enter(f"t{n}", f"p{n}", NOON).expose(f"t{n}", f"p{n}", NOON + n)
    for n in range(3):
        made.enter(f"h{n}", f"q{n}", NOON, held="journey").expose(f"h{n}", f"q{n}", NOON + n, held="journey")
    made.enter("g", "gil", NOON, held="global").expose("g", "gil", NOON, held="global").reach("g", "gil", NOON + 5)
    made.enter("x1", "tom", NOON, held="journey").expose("x1", "tom", NOON, held="journey")
    made.enter("x2", "tom", NOON + 5).expose("x2", "tom", NOON + 5).reach("x2", "tom", NOON + 9, 500.0)
    made.enter("t4", "p0", NOON + 2 * DAY).expose("t4", "p0", NOON + 2 * DAY)  # p0 once more
    made.enter("f", "fay", NOON + 15 * DAY).expose("f", "fay", NOON + 15 * DAY).reach("f", "fay", NOON + 15 * DAY + 1)
    made.reach("t0", "p0", NOON + DAY, 20.0, since=NOON).reach("t1", "p1", NOON + 3 * DAY, 10.0, since=NOON)
    made.reach("h0", "q0", NOON + DAY, 7.0, since=NOON).reach("h1", "q1", NOON + 14 * DAY + 1, 7.0, since=NOON)
    return made


def test_the_two_sides_are_counted_to_the_unit(book: Oracle) -> None:
    found = reported(book, NOON + 16 * DAY)
    assert found.lift is not None
    treated, held = found.lift.treated, found.lift.held_out
    assert (treated.units, treated.conversions, treated.value_sum, treated.pending) == (4, 2, 30.0, 1)
    assert (held.units, held.conversions, held.value_sum, held.pending) == (4, 2, 507.0, 0)
    assert found.lift.conversion.estimate == pytest.approx(2 / 4 - 2 / 4)
    assert found.lift.attributed_conversions == 2
    assert found.lift.incremental_conversions == pytest.approx(0)


def test_who_is_held_out_above_is_in_neither_side(book: Oracle) -> None:
    found = reported(book, NOON + 40 * DAY)
    assert found.lift is not None
    assert found.lift.treated.units + found.lift.held_out.units == 9, "not gil"


def test_totals_are_people(book: Oracle) -> None:
    found = reported(book, NOON + 16 * DAY)
    assert (found.enrollments, found.entered) == (12, 10)
    assert (found.messaged, found.messages) == (6, 7), "p0 had two"
    assert found.held_out == 5
    assert found.within_ms == 14 * DAY


def test_pending_people_become_units_when_their_time_is_over(book: Oracle) -> None:
    early, late = reported(book, NOON + 13 * DAY), reported(book, NOON + 40 * DAY)
    assert early.lift is not None and late.lift is not None
    assert (early.lift.treated.units, early.lift.treated.pending) == (0, 4), "fay has not come yet"
    assert (late.lift.treated.units, late.lift.treated.conversions, late.lift.treated.pending) == (5, 3, 0)


def test_time_to_convert_is_of_the_treated(book: Oracle) -> None:
    found = reported(book, NOON + 40 * DAY).time_to_convert
    assert (found.conversions, found.closed, found.open) == (3, 5, 0)
    assert (found.median_ms, found.p90_ms) == (DAY, 3 * DAY)
    assert [(one.from_ms, one.count) for one in found.histogram] == [(0, 1), (DAY, 1), (3 * DAY, 1)]


def test_who_is_quick_is_not_counted_before_who_is_slow() -> None:
    """Each day one enters who buys at once, and one who buys after twelve days: half of each, whenever one looks."""
    made = Oracle()
    for n in range(20):
        for name, took in (("quick", 1), ("slow", 12 * DAY)):
            made.enter(f"{name}{n}", f"{name}{n}", NOON + n * DAY)
            made.reach(f"{name}{n}", f"{name}{n}", NOON + n * DAY + took, since=NOON + n * DAY)
    found = reported(made, NOON + 20 * DAY).time_to_convert
    assert (found.closed, found.open) == (14, 26)
    assert found.conversions == 14 and [one.count for one in found.histogram] == [7, 7]
    assert found.p90_ms == 12 * DAY, "counting whoever has converted so far would show 20 quick and 9 slow"


def test_without_a_holdout_there_is_no_verdict(book: Oracle) -> None:
    found = reported(book, NOON + 40 * DAY, holdout={"percent": 0})
    assert (found.lift, found.intention, found.over_time) == (None, None, ())
    assert found.entered == 10


def test_conversions_of_those_held_out_are_attributed_to_no_message() -> None:
    """Half are held out by the workspace's holdout, and every second one buys; this journey holds out nobody."""
    made = Oracle()
    for n in range(40):
        held = "global" if n % 4 < 2 else ""
        made.enter(f"e{n}", f"p{n}", NOON, held=held)
        if n % 8 < 6:  # the others leave before the message
            made.expose(f"e{n}", f"p{n}", NOON, held=held)
        if n % 2:
            made.reach(f"e{n}", f"p{n}", NOON + DAY, since=NOON)
    found = reported(made, NOON + 2 * DAY, holdout={"percent": 0})
    assert (found.lift, found.converted, found.attributed) == (None, 20, 5), "also while their time is not over"
    assert reported(made, NOON + 30 * DAY, holdout={"percent": 0}).attributed == 5


def test_the_course_of_time_ends_at_the_figures_of_today(book: Oracle) -> None:
    found = reported(book, NOON + 40 * DAY)
    days = [point.day for point in found.over_time]
    assert days == sorted(set(days)) and days[0].startswith("20")
    last = found.over_time[-1]
    assert (last.treated_units, last.treated_conversions, last.held_units, last.held_conversions) == (5, 3, 4, 2)
    counts = [(p.treated_units, p.held_units) for p in found.over_time]
    assert counts == sorted(counts), "what has been counted stays counted"
    assert all(-1 <= p.low <= p.estimate <= p.high <= 1 for p in found.over_time)


def test_a_long_course_is_thinned_to_sixty_points_and_keeps_its_last() -> None:
    long = Oracle()
    for n in range(200):
        held = "journey" if n % 2 else ""
        long.enter(f"e{n}", f"p{n}", NOON + n * DAY, held=held).expose(f"e{n}", f"p{n}", NOON + n * DAY, held=held)
    points = reported(long, NOON + 300 * DAY).over_time
    assert 50 <= len(points) <= 60
    assert (points[-1].treated_units, points[-1].held_units) == (100, 100)


def test_the_funnel_adds_up() -> None:
    walked = Oracle()
    for n, nodes in enumerate((["test"], ["test", "mail"], ["test", "mail", "rest"], ["test", "mail", "rest"])):
        walked.enter(f"e{n}", f"p{n}", NOON)
        for node in nodes:
            walked.write("stepped", f"p{n}", NOON + 1, enrollment=f"e{n}", node=node)
    walked.write("exited", "p1", NOON + 2, enrollment="e1", node="mail", reason="bought")
    walked.write("exited", "p3", NOON + 2, enrollment="e3", node="rest", reason="completed")
    found = reported(walked, NOON + DAY)
    rows = {f.node: (f.entered, f.left, f.inside, f.ended) for f in found.funnel}
    assert rows == {"test": (4, 3, 1, 0), "mail": (3, 2, 0, 1), "rest": (2, 0, 1, 1)}
    assert [f.node for f in found.funnel] == list(NODES), "in the order of the document"
    assert [f.share for f in found.funnel] == [1.0, 0.75, 0.5]
    assert sum(f.inside + f.ended for f in found.funnel) == found.enrollments
    assert sorted(found.exits) == [("bought", 1), ("completed", 1)]


def test_a_journey_that_nobody_entered_has_a_report() -> None:
    found = reported(Oracle(), NOON)
    assert (found.enrollments, found.entered, found.converted, found.lift) == (0, 0, 0, None)
    assert {f.share for f in found.funnel} == {0.0}
    assert found.time_to_convert == TimeToConvert(None, None, 0, 0, 0, ())


def test_a_journey_that_is_not_there_has_none() -> None:
    with pytest.raises(Missing) as caught:
        journey_report(SHELF.facts, PublishedSet(), "nope", NOON)
    assert caught.value.code == "journey_unknown"


def test_arms_of_an_experiment() -> None:
    made = Oracle()
    for n, (arm, held) in enumerate((("a", ""), ("a", ""), ("b", ""), ("b", "journey"))):
        made.enter(f"e{n}", f"p{n}", NOON, held=held)
        made.assign(f"e{n}", f"p{n}", NOON, arm, held=held)
    made.reach("e0", "p0", NOON + 1, 5.0).reach("e2", "p2", NOON + 1)
    found = reported(made, NOON + 20 * DAY).arms
    rows = [(one.name, one.units, one.conversions, one.value, one.pending) for one in found]
    assert rows == [("a", 2, 1, 5.0, 0), ("b", 1, 1, 0.0, 0)]


def changed(lift: float) -> Oracle:
    """A quiet season with a tenth held out, then, after a publish, a busy one with half; the treated convert `lift`
    times as often as the held out, of whom 5 % buy in the quiet and 20 % in the busy season."""
    made = Oracle()
    for version, (treated, held, often) in enumerate(((1_800, 200, 0.05), (500, 500, 0.2)), 1):
        at = NOON + (version - 1) * 20 * DAY
        for level, count, rate in (("", treated, often * lift), ("journey", held, often)):
            for n in range(count):
                name = f"v{version}{level}{n}"
                made.enter(name, name, at, held=level, version=version).expose(name, name, at, held=level)
                if n < round(count * rate):
                    made.reach(name, name, at + DAY, 10.0, since=at)
    return made


def report_of(book: Oracle, percents: tuple[float, ...], now: int) -> JourneyReport:
    """The report of a book whose journey was published once with each percentage."""
    name, published = SHELF.put(book), PublishedSet()
    for version, percent in enumerate(percents, 1):
        published = with_document(published, document(name, holdout={"percent": percent}), version)
    return report(published, name, now)


def test_a_changed_percentage_does_not_make_an_effect_of_the_season() -> None:
    found = report_of(changed(1.0), (10, 50), NOON + 60 * DAY).lift
    assert found is not None
    pooled = found.treated.rate - found.held_out.rate
    assert pooled < -0.07, "pooled, the held out look better by seven points: they are mostly of the busy season"
    assert found.conversion.estimate == pytest.approx(0, abs=1e-9)
    assert found.conversion.low < 0 < found.conversion.high and found.verdict == "no_difference_seen"
    assert found.treated_rate == pytest.approx(found.held_out_rate)
    assert [(one.share, one.name) for one in found.strata] == [(0.1, "10 % held out"), (0.5, "50 % held out")]
    (told,) = [guard for guard in found.guards if guard.name == "holdout_changed"]
    assert told.passed and "10 % and 50 %" in told.text
    assert all(guard.passed for guard in found.guards), "each share is as planned at its time"


def test_a_planted_effect_is_found_through_a_changed_percentage() -> None:
    found = report_of(changed(1.6), (10, 50), NOON + 60 * DAY).lift
    assert found is not None and found.verdict == "lift"
    assert found.treated.rate < found.held_out.rate, "pooled, it would be a harm"
    caused = 1_800 * 0.05 * 0.6 + 500 * 0.2 * 0.6
    assert found.incremental_conversions == pytest.approx(caused)
    assert is_inside(caused, found)
    assert found.ratio.low <= 1.6 <= found.ratio.high


def test_the_same_percentage_published_twice_is_one_comparison() -> None:
    found = report_of(changed(1.0), (10, 10), NOON + 60 * DAY).lift
    assert found is not None and len(found.strata) == 1
    assert found.verdict == "guard_failed", "half held out where a tenth was planned is no chance"


def test_people_from_before_there_was_a_holdout_are_told_of_and_left_out() -> None:
    made = changed(1.0)
    made.facts = [fact for fact in made.facts if not (fact.version == 1 and fact.held)]
    found = report_of(made, (0, 50), NOON + 60 * DAY).lift
    assert found is not None and (found.treated.units, found.held_out.units) == (500, 500)
    (told,) = [guard for guard in found.guards if guard.name == "holdout_changed"]
    assert told.text.startswith("1,800 that entered while nobody could be held out")


def test_a_new_salt_of_the_holdout_is_another_draw_and_one_of_the_workspace_is_told() -> None:
    """2,000 people, a tenth held out, come back after the salt was changed and everybody drawn anew."""
    made = Oracle()
    for n in range(2_000):
        for version, held in ((1, n % 10 == 0), (2, n // 10 % 10 == 0)):
            at, level = NOON + version * DAY, "journey" if held else ""
            made.enter(f"e{n}-{version}", f"p{n}", at, held=level, version=version)
            made.expose(f"e{n}-{version}", f"p{n}", at, held=level)
    name = SHELF.put(made)
    for salt, told in (("another", None), ("", "360 units were put into both arms")):
        published = with_document(PublishedSet(), document(name, holdout={"percent": 10}), 1)
        published = with_document(published, document(name, holdout={"percent": 10, "salt": salt}), 2)
        lift = journey_report(SHELF.facts, published, name, NOON + 20 * DAY).lift
        assert lift is not None
        assert (lift.treated.units, lift.held_out.units) == (1_800, 200), "each by the arm of her first entry"
        texts = {guard.name: guard.text for guard in lift.guards if guard.passed}
        assert "sample_ratio" in texts and ("merged_units" in texts) is (told is not None)
        assert told is None or texts["merged_units"].startswith(told)


def test_arms_that_differed_before_anybody_was_messaged_stop_the_verdict() -> None:
    made = changed(1.6)
    for n in range(60):
        made.write("event", f"v2journey{n}", NOON + 19 * DAY, name="bought")
    found = report_of(made, (10, 50), NOON + 60 * DAY).lift
    assert found is not None and found.verdict == "guard_failed"
    assert [guard.name for guard in found.guards if not guard.passed] == ["before_entry"]


def test_the_list_s_lift_is_the_report_s() -> None:
    name = SHELF.put(changed(1.6))
    published = with_document(PublishedSet(), document(name, holdout={"percent": 10}), 1)
    published = with_document(published, document(name, holdout={"percent": 50}), 2)
    now = NOON + 60 * DAY
    assert lift_alone(SHELF.facts, published, name, now) == journey_report(SHELF.facts, published, name, now).lift


def test_a_planned_end_costs_one_pass_over_its_days() -> None:
    made = Oracle()
    for n in range(4_000):
        held, at = ("journey" if n % 2 else ""), NOON + (n // 40) * DAY
        made.enter(f"e{n}", f"p{n}", at, held=held).expose(f"e{n}", f"p{n}", at, held=held)
        if n % 10 < 2:
            made.reach(f"e{n}", f"p{n}", at + 1, since=at)
    found = reported(made, NOON + 110 * DAY, planned_units=8_000)
    assert found.lift is not None and found.lift.method == "obf" and len(found.over_time) > 40
    before = process_time()
    reported(made, NOON + 111 * DAY, planned_units=8_000)
    assert process_time() - before < 3, "the bounds of every day were once counted anew for every other day"


def test_experiments_are_told_with_their_holdout() -> None:
    made = Oracle()
    for n in range(300):
        held = "journey" if n % 2 else ""
        arm = "a" if n % 4 < 2 else "b"
        made.enter(f"e{n}", f"p{n}", NOON, held=held)
        made.assign(f"e{n}", f"p{n}", NOON, arm, held=held)
        if not held and arm == "b":
            made.reach(f"e{n}", f"p{n}", NOON + 1)
    (found,) = reported(made, NOON + 20 * DAY).experiments
    assert found.node == "test"
    ((between,), (first, second)) = (found.between.rows, found.against_holdout.rows)
    assert (between.name, between.against) == ("b", "a")
    assert (between.treated.units, between.treated.conversions, between.held_out.conversions) == (75, 75, 0)
    assert (first.held_out.units, second.held_out.units) == (150, 150)


def test_equal_arms_stay_equal_after_a_publish_that_moves_people_to_other_weights() -> None:
    """All entered version 1 (1 to 1) and were moved before the experiment: version 2 drew them 9 to 1."""
    made, published = Oracle(), PublishedSet()
    for n in range(2_000):
        made.enter(f"e{n}", f"p{n}", NOON).assign(f"e{n}", f"p{n}", NOON, "a" if n % 10 else "b", version=2)
        if n % 100 < 50:
            made.reach(f"e{n}", f"p{n}", NOON + 1)
    name = SHELF.put(made)
    for version, weight in enumerate((1, 9), 1):
        arms = [{"name": "a", "weight": weight, "then": "mail"}, {"name": "b", "weight": 1}]
        nodes = NODES | {"test": {"kind": "experiment", "arms": arms}}
        published = with_document(published, document(name, holdout=HOLDOUT, nodes=nodes), version)
    (found,) = journey_report(SHELF.facts, published, name, NOON + 20 * DAY).experiments
    (row,) = found.between.rows
    assert (row.treated.units, row.held_out.units) == (200, 1_800)
    assert row.verdict == "no_difference_seen"


def test_people_who_really_walked_are_counted_as_they_walked(tmp_path: Path) -> None:
    """Two hundred people, half of them held out by their hash, every fourth buys; the report knows each of them."""
    clock, box = VirtualClock(NOON), Postbox()

    async def walk() -> tuple[JourneyReport, int]:
        async with opened(tmp_path, box, clock) as app:
            nodes = {"mail": HELLO}
            await publish(app, document("hello", nodes=nodes, start="mail", holdout=HOLDOUT))
            people = [f"p{n:03}" for n in range(200)]
            for person in people:
                known = stated(person, NOON, email="a@example.com", name="A")
                await app.accept([known, event(person, "signed_up", NOON)])
            await app.settle()
            move(app, clock, NOON + DAY)
            await app.accept([event(person, "bought", NOON + DAY, amount=10) for person in people[::4]])
            move(app, clock, NOON + 15 * DAY)
            await app.settle()
            found = journey_report(app.facts, app.loop.published, "hello", clock.now())
            assert found == journey_report(OverAllFacts(app.facts), app.loop.published, "hello", clock.now())
            return found, len(box.given)

    found, sent = asyncio.run(walk())
    assert found.lift is not None
    treated, held = found.lift.treated, found.lift.held_out
    assert treated.units + held.units == found.entered == 200
    assert treated.units == sent == found.messaged
    assert 70 < held.units < 130
    assert treated.conversions + held.conversions == 50
    assert treated.value_sum == 10.0 * treated.conversions
    assert found.converted == 50
    assert found.lift.treated != NOBODY
