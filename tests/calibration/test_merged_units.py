"""People with two ids that merge when they buy: nothing is caused, and nothing is to be claimed."""

import numpy as np
import pytest

from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.guards import ALARM
from loopline.learning.lift.plan import DAY_MS
from loopline.learning.lift.verdict import ArmCounts, Plan, judge
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.documents import document

PEOPLE, BASE, HELD = 20_000, 0.1, 0.1
NOON = 1_700_000_000_000
SHELF = Shelf(shards=2)  # queries are asked of one and of three in their own tests


def world(rng: np.random.Generator, two_ids: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each person: has she two ids, is the first held out, is the second, does she buy."""
    return (
        rng.random(PEOPLE) < two_ids,
        rng.random(PEOPLE) < HELD,
        rng.random(PEOPLE) < HELD,
        rng.random(PEOPLE) < BASE,
    )


def arms(rng: np.random.Generator, two_ids: float, *, dropped: bool) -> tuple[ArmCounts, ArmCounts]:
    """What the facts come to: a buyer is one unit of the arm that she had first, or of none if `dropped` and torn."""
    two, first, second, buys = world(rng, two_ids)
    torn = two & buys & (first != second) & dropped
    other = two & ~buys  # nobody knows that she is the same, and she is a unit more
    units = [int((~torn & (first == held)).sum() + (other & (second == held)).sum()) for held in (False, True)]
    made = [int((~torn & buys & (first == held)).sum()) for held in (False, True)]
    return ArmCounts(units[0], made[0]), ArmCounts(units[1], made[1])


def claims(two_ids: float, *, dropped: bool, worlds: int = 400) -> float:
    rng, plan = np.random.default_rng(17), Plan(holdout_share=HELD)
    found = [judge(*arms(rng, two_ids, dropped=dropped), plan, now=28 * DAY_MS, started_at=0) for _ in range(worlds)]
    return sum(one.verdict in ("lift", "harm") for one in found) / worlds


@pytest.mark.parametrize("two_ids", [0.1, 0.3])
def test_the_arm_that_a_unit_had_first_makes_no_lift_of_merges(two_ids: float) -> None:
    assert claims(two_ids, dropped=False) <= 0.05


def test_without_those_that_merges_tear_there_would_be_one_in_most_worlds() -> None:
    assert claims(0.3, dropped=True) > 0.5


def test_a_world_through_the_facts_and_the_report_shows_nothing() -> None:
    rng, book = np.random.default_rng(5), Oracle()
    two, first, second, buys = world(rng, 0.3)
    for n in range(PEOPLE):
        ids = [(f"p{n}", first[n])] + ([(f"~{n}", second[n])] if two[n] else [])
        for place, (person, is_held) in enumerate(ids):
            held, at = ("journey" if is_held else ""), NOON + place * DAY_MS
            book.enter(f"e{person}", person, at, held=held).expose(f"e{person}", person, at + 1, held=held)
        if buys[n]:
            at = NOON + 3 * DAY_MS
            if two[n]:
                book.write("merged", f"p{n}", at, name=f"~{n}")
            book.reach(f"ep{n}", f"p{n}", at, 10.0, since=NOON)
    name = SHELF.put(book)
    published = with_document(PublishedSet(), document(name, holdout={"percent": 100 * HELD}), 1)
    SHELF.beat(NOON + 30 * DAY_MS)
    lift = journey_report(SHELF.facts, published, name, NOON + 30 * DAY_MS).lift
    assert lift is not None
    assert lift.verdict == "no_difference_seen", lift.reason
    assert lift.e_value is not None and lift.e_value < ALARM
    assert lift.treated.conversions + lift.held_out.conversions == buys.sum(), "nobody who bought is left out"
    (told,) = [guard for guard in lift.guards if guard.name == "merged_units"]
    torn = two & buys & (first != second)
    assert told.passed and f"{torn.sum():,} units" in told.text
    assert f"{(torn & ~first).sum():,} count as treated and {(torn & first).sum():,} as held out" in told.text
