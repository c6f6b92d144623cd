"""What each journey adds beside the others: its own report's lift, and what is to be decided about it."""

from typing import Any

import pytest

from loopline.decisions.published import PublishedSet
from loopline.learning.programmes.figures import MarginalLine
from loopline.model.errors import Missing
from loopline.reports.decide import decisions_due
from loopline.reports.journey import journey_report
from loopline.reports.programmes.draws import PastRules
from loopline.reports.programmes.marginal import Now, marginal_line
from loopline.reports.programmes.report import programme_reports
from tests.reports.programmes.worlds import Book, journey, published, workspace
from tests.runtime.parts import DAY, NOON

END = NOON + 40 * DAY
PLANNED = "2026-03-20"
RULES = workspace()


def shop(better: str) -> Book:
    """400 people, half held out of the journey itself, of whom those of one side buy far more."""
    book = Book()
    for number in range(400):
        person, held = f"p{number}", "journey" if number % 2 else ""
        book.goes(person, "welcome", NOON + number * 60_000, held=held)
        if number % 10 < (8 if (held == "") == (better == "treated") else 2) or number % 20 == 0:
            book.buys(person, NOON + 2 * DAY + number, 10.0)
            # The passage writes down what its person does.
            own: dict[str, Any] = {"journey": "welcome", "enrollment": f"welcome:{person}:{NOON + number * 60_000}"}
            book.write("goal", person, NOON + 2 * DAY + number, {"after_ms": DAY}, name="bought", value=10.0, **own)
    return book


def line(book: Book, now: int, **fields: Any) -> tuple[MarginalLine, PublishedSet]:
    known = published(RULES, journey("welcome", "growth", holdout={"percent": 50}, **fields))
    facts = book.carried(now)
    try:
        found = marginal_line(facts, known, "welcome", Now(now, lambda _: {}))
        own = journey_report(facts, known, "welcome", now).lift
        assert own is not None and (found.verdict, found.reason) == (own.verdict, own.reason)
        if found.incremental_value is not None:
            assert found.incremental_value.estimate == pytest.approx(own.incremental_value)
        return found, known
    finally:
        facts.close()


def test_a_lift_is_told_with_money_and_nothing_is_due() -> None:
    found, _ = line(shop("treated"), END)
    assert found.verdict == "lift" and found.due == "" and found.ends_at is None
    assert found.incremental_conversions is not None and found.incremental_conversions.estimate > 50


def test_a_harm_is_a_decision_that_is_due() -> None:
    found, _ = line(shop("held"), END)
    assert found.verdict == "harm" and found.due == "It does harm: pause it, or change it."


def test_a_plan_that_has_ended_is_due_and_so_is_a_verdict_that_stands() -> None:
    book = shop("treated")
    found, known = line(book, END, planned_end=PLANNED)
    assert found.due.startswith("Its plan ended on 2026-03-20") and found.ends_at is not None
    facts = book.carried(END)
    try:
        (record,) = decisions_due(facts, known, "welcome", END, 0, set())
        stands = marginal_line(facts, known, "welcome", Now(END, lambda _: {record.comparison: record}))
        assert stands.decision == record.id and stands.decided_at == record.snapshot.as_of
        assert stands.due.startswith("Its verdict stands since 2026-")
        with pytest.raises(Missing):
            marginal_line(facts, known, "none", Now(END, lambda _: {}))
    finally:
        facts.close()


def test_a_journey_of_two_levels_is_counted_once_and_its_lines_are_the_same() -> None:
    book, known = shop("treated"), published(RULES, journey("welcome", "growth", holdout={"percent": 50}))
    facts = book.carried(END)
    try:
        found = programme_reports(facts, known, (PastRules(NOON - DAY, RULES),), Now(END, lambda _: {}))
    finally:
        facts.close()
    (growth,) = found.programmes
    assert growth.journeys == found.everything.journeys
    assert growth.journeys[0] is found.everything.journeys[0]
