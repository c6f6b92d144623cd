"""Queries over many journeys: they stand on the texts of units.py, and a text that has changed must not pass unseen."""

import pytest

from loopline.learning.queries import arrivals, levels


@pytest.mark.parametrize("since", [False, True])
@pytest.mark.parametrize("sql", [levels.MONTHLY, levels.CREDIT])
def test_nothing_of_one_journey_alone_is_left_but_its_own_records(sql: str, since: bool) -> None:
    found = levels.of_level(sql, since=since)
    exposures = levels.EXPOSURES_OF_LEVEL_SINCE if since else levels.EXPOSURES_OF_LEVEL
    assert levels.ENTERED_OF_LEVEL in found and exposures in found
    rest = found.replace(levels.ENTERED_OF_LEVEL, "").replace(exposures, "")
    assert "journey_entries" not in rest and "journey_exposures" not in rest
    assert "AS month" in found


def test_entries_of_many_are_asked_by_the_same_query() -> None:
    found = levels.entries_of_level(arrivals.ARRIVALS)
    assert "journey = $journey" not in found and found.count(levels.OF_VERSIONS) == 2
