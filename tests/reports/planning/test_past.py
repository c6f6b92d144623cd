"""A plan is made of the workspace's own past: the journey's own units, or those who would have entered it."""

from typing import Any

import pytest

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.journey import Workspace
from loopline.reports.planning.past import journey_plan
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.learning.facts_made import Oracle
from tests.reports.living import live, version_of
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON

NOW = NOON + 70 * DAY
EMPTY = publish(PublishedSet(), Workspace(), 1)


def draft(**fields: Any) -> Any:
    return version_of("hello", **fields)


def test_who_would_have_entered_gives_people_and_rate() -> None:
    book = Book()
    for day in range(70):
        for n in range(10):
            person, came = f"p{day}-{n}", NOON + day * DAY + n
            book.write("event", person, came, name="signed_up")
            book.write("event", person, came + DAY, name="signed_up")
            if n < 2:
                book.write("event", person, came + 2 * DAY, {"amount": 10 if n else "5.50"}, name="bought")
            if n == 5:
                book.write("event", person, came + 20 * DAY, {"amount": 1}, name="bought")
    facts = book.carried(NOW)
    found = journey_plan(facts, EMPTY, draft(), NOW)
    assert found.inputs is not None and found.missing == ""
    assert found.inputs.people_a_week == pytest.approx(70, abs=0.1)
    assert found.inputs.base_rate == pytest.approx(0.2, abs=0.003)
    assert found.inputs.mean == pytest.approx(0.1 * 10 + 0.1 * 5.5, rel=0.01)
    assert found.inputs.within_weeks == 2 and found.inputs.holdout == 0.5 and found.inputs.rule == "e_process"
    assert '"signed_up" for the first time in 10 weeks' in found.source
    assert "After" not in found.sentence and "With 50 % held out" in found.sentence
    assert journey_plan(facts, EMPTY, draft(planned_units=500), NOW).inputs.rule == "obf"  # type: ignore[union-attr]
    tenth = journey_plan(facts, EMPTY, draft(), NOW, holdout=0.1, wanted=0.5)
    assert tenth.inputs is not None and tenth.inputs.holdout == 0.1 and tenth.wanted == 0.5
    filtered = journey_plan(facts, EMPTY, draft(entry={"on": ["signed_up"], "where": 'plan == "pro"'}), NOW)
    assert "Filters of the entry are not asked" in filtered.source
    facts.close()


def test_a_live_journeys_own_past_comes_first_and_its_holdout_tells_the_base() -> None:
    book = live(Oracle(), range(60), treated=0.4, held=0.2)
    facts = DuckFacts()
    facts.append(1, lines_of(book.facts))
    published = publish(EMPTY, draft(), 1)
    found = journey_plan(facts, published, draft(priority=60), NOON + 60 * DAY)
    assert found.inputs is not None and found.inputs.base_rate == pytest.approx(0.2)
    assert found.inputs.people_a_week == pytest.approx(280, rel=0.03)
    assert "held-out people" in found.source
    other = journey_plan(facts, published, draft(goal={"event": "visited"}), NOON + 60 * DAY)
    assert other.inputs is None and "no past" in other.missing, "another goal has another base"
    facts.close()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"goal": None}, "without a goal"),
        ({"holdout": {"percent": 0}}, "Nobody is held out"),
        ({}, "no past to plan by"),
    ],
)
def test_what_is_not_known_is_said(fields: dict[str, Any], words: str) -> None:
    facts = Book().carried(NOW)
    found = journey_plan(facts, EMPTY, draft(**fields), NOW)
    assert found.inputs is None and words in found.missing == found.sentence and found.weeks == ()
    facts.close()
