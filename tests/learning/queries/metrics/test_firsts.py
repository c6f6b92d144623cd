"""Who begins when, and in which group."""

from collections.abc import Iterator

import pytest

from loopline.learning.queries.metrics.firsts import By, firsts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.reports.metrics.examples import DAY, MONDAY, facts_of

LINES = (
    "event a 3 bought",
    "event a 1 looked",
    "event b 40 bought",
    "entered a 2 signed_up enrollment=e1 node=mail unit=a",
    "entered a 9 signed_up enrollment=e2 node=mail unit=a held=journey",
    "entered b 5 signed_up enrollment=e3 node=mail unit=b held=journey",
)
RANGE = {"since": 0, "until": 2**53, "now": MONDAY + 100 * DAY}


@pytest.fixture(scope="module")
def facts() -> Iterator[DuckFacts]:
    found = DuckFacts()
    found.append(1, lines_of(facts_of(LINES)))
    yield found
    found.close()


def ask(facts: DuckFacts, by: By, *, of_journey: bool, when: str = "", **given: object) -> list[tuple[object, ...]]:
    sql = (
        firsts(by, when, of_journey=of_journey)
        + "SELECT person, (began - $zero) // 86400000, label FROM firsts ORDER BY ALL"
    )
    return facts.query(sql, RANGE | {"zero": MONDAY} | given)


def test_the_first_event_makes_the_cohort(facts: DuckFacts) -> None:
    assert ask(facts, "cohort", of_journey=False, event="bought", step="month") == [
        ("a", 3, "2026-01-01"),
        ("b", 40, "2026-02-01"),
    ]
    assert ask(facts, "all", of_journey=False, event="")[0] == ("a", 1, "")


def test_the_first_entry_says_which_side_and_version(facts: DuckFacts) -> None:
    assert ask(facts, "side", of_journey=True, journey="hello") == [("a", 2, "treated"), ("b", 5, "held out")]
    assert ask(facts, "version", of_journey=True, journey="hello")[0] == ("a", 2, "1")
    assert ask(facts, "arm", of_journey=True, journey="hello")[0] == ("a", 2, "no arm")


def test_a_range_and_a_segment_leave_people_out(facts: DuckFacts) -> None:
    later = MONDAY + 4 * DAY
    assert ask(facts, "all", of_journey=True, journey="hello", since=later) == [("b", 5, "")]
    assert ask(facts, "all", of_journey=False, when="FALSE", event="bought") == []
