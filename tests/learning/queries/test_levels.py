"""Queries over many journeys: they stand on the texts of units.py, and a text that has changed must not pass unseen."""

import pytest

from loopline.learning.queries import arrivals, levels
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON


@pytest.mark.parametrize("since", [False, True])
@pytest.mark.parametrize("sql", [levels.MONTHLY, levels.CREDIT])
def test_nothing_of_one_journey_alone_is_left_but_its_own_records(sql: str, since: bool) -> None:
    found = levels.of_level(sql, since=since)
    exposures = levels.EXPOSURES_OF_LEVEL_SINCE if since else levels.EXPOSURES_OF_LEVEL
    assert levels.ENTERED_OF_LEVEL in found and exposures in found
    rest = found.replace(levels.ENTERED_OF_LEVEL, "").replace(exposures, "")
    assert "journey_entries" not in rest and "journey_exposures" not in rest
    assert "AS month" in found


def test_entries_of_all_journeys_are_seen_while_a_goal_is_waited_for() -> None:
    book = Book()
    for number in range(6):
        book.goes(f"p{number}", ("welcome", "cart", "other")[number % 3], NOON + number * DAY)
    book.buys("p0", NOON + DAY + 1, 5.0)
    facts = book.carried(NOON + 10 * DAY)
    try:
        asked = {"journeys": ["welcome", "cart"], "goal": "bought", "now": NOON + 10 * DAY}
        ((last, hours, *_, after),) = facts.query(levels.entries_of_level(arrivals.ARRIVALS), asked)
    finally:
        facts.close()
    assert (last, hours, after) == (NOON + DAY + 1, 1, 2), "of days 2 to 5, those of the two journeys"
