"""Arms of an experiment in the report, where the experiment stands behind a message that works."""

import numpy as np

from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import ExperimentResult, JourneyReport
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.documents import document
from tests.runtime.parts import DAY, NOON

SHELF = Shelf(shards=2)
HOLDOUT = {"percent": 20}


def reported(book: Oracle) -> JourneyReport:
    name = SHELF.put(book)
    published = with_document(PublishedSet(), document(name, holdout=HOLDOUT), 1)
    SHELF.beat(NOON + 40 * DAY)
    return journey_report(SHELF.facts, published, name, NOON + 40 * DAY)


def world(seed: int, *, first: bool, works: float = 0.0, held: float = 0.2, arm_a: float = 0.5) -> Oracle:
    """20,000 people, a fifth of them eager. With `first` a message before the experiment makes 60 % of the eager buy
    and leave; arm b adds `works` to the chance of whoever comes to it."""
    rng, book = np.random.default_rng(seed), Oracle()
    for n in range(20_000):
        is_held, eager, a = rng.random() < held, rng.random() < 0.2, rng.random() < arm_a
        person, level = f"{seed}-{n}", "journey" if is_held else ""
        book.enter(f"e{person}", person, NOON, held=level)
        if first:
            book.expose(f"e{person}", person, NOON, held=level, node="hello")
            if eager and not is_held and rng.random() < 0.6:
                book.reach(f"e{person}", person, NOON + DAY, since=NOON)
                continue
        at, arm = NOON + 2 * DAY, "a" if a else "b"
        book.assign(f"e{person}", person, at, arm, held=level).expose(f"e{person}", person, at, held=level)
        chance = (0.4 if eager else 0.02) + (works if arm == "b" and not is_held else 0.0)
        if rng.random() < chance:
            book.reach(f"e{person}", person, at + DAY, since=NOON)
    return book


def arms(report: JourneyReport) -> ExperimentResult:
    (found,) = report.experiments
    return found


def test_arms_behind_a_message_that_works_are_not_called_a_harm() -> None:
    found = reported(world(1, first=True))
    assert found.lift is not None and found.lift.verdict == "lift"
    assert arms(found).against_holdout.rows == ()
    assert "after their first message" in arms(found).note
    (between,) = arms(found).between.rows
    assert between.verdict == "no_difference_seen", "the arms are drawn alike among all who come that far"


def test_arms_before_every_message_are_compared_with_the_holdout() -> None:
    found = arms(reported(world(2, first=False, works=0.05)))
    assert [(row.name, row.verdict) for row in found.against_holdout.rows] == [
        ("a", "no_difference_seen"),
        ("b", "lift"),
    ]
    assert found.note == ""
    (between,) = found.between.rows
    assert (between.name, between.against, between.verdict) == ("b", "a", "better")


def test_those_who_came_before_their_first_message_are_compared_though_others_came_after() -> None:
    """Half walk by way of the message; of the other half nobody had one before."""
    book, ahead = world(3, first=True), world(4, first=False, works=0.05)
    book.facts += [fact for fact in ahead.facts if fact.person.startswith("4-")]
    found = arms(reported(book))
    assert [row.verdict for row in found.against_holdout.rows] == ["no_difference_seen", "lift"]
    assert sum(row.treated.units for row in found.against_holdout.rows) + found.against_holdout.rows[
        0
    ].held_out.units == (20_000)
    assert "after their first message" in found.note


def test_an_arm_that_is_worse_than_the_first_is_called_so() -> None:
    (row,) = arms(reported(world(5, first=False, works=-0.02))).between.rows
    assert row.verdict == "worse" and "fewer" in row.reason


def test_a_split_that_is_not_the_planned_one_withholds_the_comparison() -> None:
    found = arms(reported(world(6, first=False, works=0.05, arm_a=0.55)))
    (between,) = found.between.rows
    assert between.verdict == "guard_failed" and "planned" in between.reason
    assert "guard_failed" in {row.verdict for row in found.against_holdout.rows}
