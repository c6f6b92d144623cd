"""Every guard that docs/learning.md names is looked at in a report, and what one does that fails."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from loopline.learning.lift.guards import Guard
from loopline.learning.lift.report import JourneyReport
from loopline.reports.by_group import breakdown
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.living import live, published, told
from tests.runtime.parts import DAY, HELLO, NOON

PAGE = Path(__file__).parents[2] / "docs" / "learning.md"
EXPERIMENT: dict[str, Any] = {
    "start": "test",
    "nodes": {
        "test": {
            "kind": "experiment",
            "arms": [{"name": "a", "weight": 1, "then": "mail"}, {"name": "b", "weight": 1}],
        },
        "mail": HELLO,
    },
}
LIFE = range(60)
NOW = 80


def report(book: Oracle, *versions: dict[str, Any], day: float = NOW, beat: bool = True, **more: Any) -> JourneyReport:
    """On this day, when something comes in unless told otherwise."""
    now = round(NOON + day * DAY)
    with closing_shelf() as shelf:
        name = shelf.put(book)
        if beat:
            shelf.beat(now)
        return journey_report(shelf.facts, published(name, *(versions or ({},))), name, now, **more)


@contextmanager
def closing_shelf() -> Iterator[Shelf]:
    """Facts of two shards that nobody else adds to."""
    shelf = Shelf(shards=2)
    try:
        yield shelf
    finally:
        shelf.facts.close()


def guard(found: JourneyReport, name: str) -> Guard:
    assert found.lift is not None
    return next(one for one in found.lift.guards if one.name == name)


def is_withheld(found: JourneyReport, name: str) -> bool:
    """This guard has failed, and nothing is said to be caused, with the reason."""
    assert found.lift is not None
    lift = found.lift
    caused = (lift.incremental_conversions, lift.incremental_conversions_low, lift.incremental_value, found.incremental)
    failed = [one.name for one in lift.guards if not one.passed]
    return (
        failed == [name]
        and lift.verdict == "guard_failed"
        and set(caused) == {None}
        and found.incremental_missing == lift.reason == f"No verdict: {guard(found, name).text}"
        and found.over_time == ()
    )


def test_all_is_well() -> None:
    found = report(live(told(Oracle(), 0), LIFE, treated=0.4, event="bought"))
    assert found.lift is not None and found.lift.verdict == "lift"
    assert found.lift.incremental_conversions == pytest.approx(240) and not found.incremental_missing
    assert found.caused is not None and found.incremental == found.caused.conversions > 240, "over 28 days, and not 14"
    assert all(one.passed for one in found.lift.guards)
    assert {"sample_ratio", "exposure", "freshness", "before_entry", "goal_arrives"} <= {
        one.name for one in found.lift.guards
    }
    assert "typically by a factor of 1.3 to 1.7" in found.lift.note


def test_a_split_that_is_not_the_planned_one() -> None:
    found = report(live(told(Oracle(), 0), LIFE), {"holdout": {"percent": 40}})
    assert found.lift is not None and [one.name for one in found.lift.guards if not one.passed] == [
        "sample_ratio",
        "exposure",
    ]
    assert found.incremental is None and found.incremental_missing


def test_a_split_that_was_broken_once_stays_so() -> None:
    """For ten days all are treated; then three of four are held out until the shares are as planned."""
    book = told(Oracle(), 0)
    for day in range(20):
        for n in range(40):
            level = "journey" if day >= 10 else ""
            name, at = f"p{day}-{n}", NOON + day * DAY + n
            book.enter(name, name, at, held=level).expose(name, name, at, held=level)
    found = report(book, day=NOW)
    text = guard(found, "sample_ratio").text
    assert not guard(found, "sample_ratio").passed and not guard(found, "exposure").passed
    assert text.startswith("400 of 800 that entered are held out (50.00%; planned 50.00%): as planned by now")
    sound = report(live(told(Oracle(), 0), LIFE))
    assert guard(sound, "sample_ratio").passed


def test_an_arm_that_is_filtered_on_its_way_to_the_send() -> None:
    book = told(Oracle(), 0)
    for day in LIFE:
        for n in range(40):
            level, name, at = ("journey" if n % 2 else ""), f"p{day}-{n}", NOON + day * DAY + n
            book.enter(name, name, at, held=level)
            if level or n % 4:
                book.expose(name, name, at, held=level)
    assert is_withheld(report(book), "exposure")


def test_facts_that_do_not_reach_up_to_now() -> None:
    book = live(told(Oracle(), 0), LIFE, treated=0.4)
    assert is_withheld(report(book, beat=False), "freshness")
    assert guard(report(book, day=61, beat=False), "freshness").passed
    waiting = report(book, undecided_since=round(NOON + (NOW - 0.1) * DAY))
    assert is_withheld(waiting, "freshness") and "in no fact yet" in guard(waiting, "freshness").text
    assert guard(report(book, undecided_since=round(NOON + NOW * DAY) - 60_000), "freshness").passed


def test_a_goal_that_ceased_to_come_in_while_people_enter() -> None:
    book = live(told(Oracle(), 0), range(40), event="bought", treated=0.4)
    live(book, range(40, 60), treated=0.0, held=0.0)
    found = report(book, day=60)
    assert is_withheld(found, "goal_arrives")
    assert 'No "bought" has come in for 20' in guard(found, "goal_arrives").text
    assert guard(report(book, day=42), "goal_arrives").passed
    ended = report(live(told(Oracle(), 0), range(40), event="bought"), day=70)
    assert guard(ended, "goal_arrives").passed, "nobody enters either"


def test_arms_that_differed_before() -> None:
    book = live(told(Oracle(), 0), LIFE, treated=0.4)
    for day in LIFE:
        for n in range(0, 40, 2):
            book.write("event", f"p1-{day}-{n}", NOON + day * DAY - 1, name="bought")
    assert is_withheld(report(book), "before_entry")


def test_what_they_did_before_cannot_tell_where_all_did_it_or_nobody() -> None:
    book = live(told(Oracle(), 0), LIFE)
    nobody = guard(report(book), "before_entry")
    assert nobody.passed and nobody.cannot_tell and "None of them did" in nobody.text
    same = guard(report(book, {"entry": {"on": ["signed_up", "bought"]}}), "before_entry")
    assert same.passed and same.cannot_tell and "People enter by" in same.text


def test_what_was_changed_is_told() -> None:
    book = live(live(told(Oracle(), 0, 30), range(30)), range(30, 60), version=2)
    shares = report(book, {"holdout": {"percent": 50}}, {"holdout": {"percent": 49}})
    assert guard(shares, "holdout_changed").passed
    goals = report(book, {}, {"goal": {"event": "visited", "within": "14d"}})
    assert guard(goals, "goal_changed").passed
    plans = report(book, {}, {"planned_units": 500})
    assert guard(plans, "plan_changed").passed
    others = [guard.name for line in plans.comparisons if line.lift for guard in line.lift.guards]
    assert {"superseded", "plan_ended"} <= set(others)


def test_nothing_is_said_of_arms_and_groups_whose_own_guard_has_failed() -> None:
    book = live(told(Oracle(), 0), LIFE, treated=0.4)
    for day in LIFE:
        for n in range(40):
            level, name = ("journey" if n % 2 else ""), f"p1-{day}-{n}"
            book.assign(name, name, NOON + day * DAY + n, "a" if n % 4 < 2 else "b", held=level)
    with closing_shelf() as shelf:
        name, now = shelf.put(book), round(NOON + NOW * DAY)
        assert set(_said(shelf, name, now)) == {("guard_failed", False)}
        shelf.beat(now)
        assert set(_said(shelf, name, now)) == {("lift", True), ("no_difference_seen", True), ("not_told", True)}


def _said(shelf: Shelf, name: str, now: int) -> list[tuple[str, bool]]:
    """The verdict of every comparison of arms and groups, and whether it says what was caused."""
    versions = published(name, EXPERIMENT)
    found = journey_report(shelf.facts, versions, name, now)
    groups = breakdown(shelf.facts, versions, name, "trait:plan", now).groups
    tables = [groups, *(table for one in found.experiments for table in (one.between, one.against_holdout))]
    rows = [row for table in tables for row in table.rows]
    assert len(rows) == 4
    return [(row.verdict, row.incremental is not None) for row in rows]


def test_the_page_names_every_guard_and_no_other() -> None:
    section = PAGE.read_text().split("## Guards")[1].split("\n## ")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    book = live(live(told(Oracle(), 0, 30), range(30)), range(30, 60), version=2)
    for n in range(40):  # a person of two ids that one draw put on both sides
        at = 35 * DAY + n
        book.enter(f"m{n}", f"m{n}", at, version=2).enter(
            f"x{n}", f"~x{n}", at, held="journey", version=2, unit=f"m{n}"
        )
        book.expose(f"m{n}", f"m{n}", at + 1).expose(f"x{n}", f"~x{n}", at + 2, held="journey")
    shown = set()
    changes: tuple[tuple[dict[str, Any], ...], ...] = (
        ({"holdout": {"percent": 50}}, {"holdout": {"percent": 49}}),
        ({}, {"goal": {"event": "visited", "within": "14d"}}),
        ({}, {"planned_units": 500}),
    )
    for versions in changes:
        for line in report(book, *versions).comparisons:
            shown |= {one.name for one in (line.lift.guards if line.lift else ())}
    assert named == shown
