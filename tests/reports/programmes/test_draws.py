"""Which draw was in force when, and by which goal people were counted."""

from typing import Any

from loopline.model.localtime import read_date
from loopline.reports.programmes.draws import PastRules, draws_by_number, epochs, goal_since
from tests.reports.programmes.worlds import BOUGHT, workspace

GOAL = {"event": "paid"}


def at(day: str, zone: str = "UTC") -> int:
    found = read_date(day, None, zone, "UTC")
    assert found is not None
    return found


def past(*versions: tuple[str, dict[str, Any]]) -> tuple[PastRules, ...]:
    return tuple(PastRules(at(day), workspace(**fields)) for day, fields in versions)


def held(percent: float, **fields: Any) -> dict[str, Any]:
    return {"holdout": {"percent": percent, **fields}}


def test_another_percentage_is_another_draw_and_the_same_one_goes_on() -> None:
    rules = past(("2026-01-01", held(0)), ("2026-02-01", held(5)), ("2026-03-01", held(5)), ("2026-04-01", held(10)))
    found = epochs(rules, "global", "", "person", at("2026-05-01"))
    assert [(one.since, one.draw.share) for one in found] == [
        (at("2026-01-01"), 0.0),
        (at("2026-02-01"), 0.05),
        (at("2026-04-01"), 0.1),
    ]
    assert sorted(draws_by_number(found)) == [2, 3], "nobody is compared who came while nobody was held out"


def test_a_rotation_begins_another_draw_at_midnight_of_its_own_calendar() -> None:
    rules = past(("2025-11-15", {**held(5, rotates="quarter"), "zone": "America/New_York"}))
    found = epochs(rules, "global", "", "person", at("2026-05-01"))
    midnight = at("2026-01-01", "America/New_York")
    assert [(one.since, one.period) for one in found] == [
        (at("2025-11-15"), "2025-q4"),
        (midnight, "2026-q1"),
        (at("2026-04-01", "America/New_York"), "2026-q2"),
    ]
    assert len({one.draw for one in found}) == 3
    assert epochs(rules, "global", "", "person", midnight - 1)[-1].period == "2025-q4"


def test_a_rotation_of_a_year_goes_on_where_another_version_is_published_within_it() -> None:
    rules = past(("2025-06-01", held(5, rotates="year")), ("2025-08-01", held(5, rotates="year")))
    found = epochs(rules, "global", "", "person", at("2026-02-01"))
    assert [one.period for one in found] == ["2025", "2026"]


def test_a_programme_has_its_own_draw_and_one_that_is_not_declared_has_none() -> None:
    rules = past(("2026-01-01", {}))
    (growth,) = epochs(rules, "programme", "growth", "person", at("2026-02-01"))
    assert growth.draw.share == 0.1
    (other,) = epochs(rules, "programme", "other", "person", at("2026-02-01"))
    assert other.draw.share == 0.0 and not draws_by_number([other])
    assert epochs((), "global", "", "person", at("2026-02-01")) == ()


def test_the_first_goal_counts_everybody_and_one_in_its_place_those_who_come_later() -> None:
    first = past(("2026-01-01", held(5)), ("2026-02-01", held(5, goal=BOUGHT)), ("2026-03-01", held(5, goal=BOUGHT)))
    found = goal_since(first, "global", "")
    assert found is not None and (found.since, found.before) == (0, None)
    changed = goal_since(first + past(("2026-04-01", held(5, goal=GOAL))), "global", "")
    assert changed is not None and changed.before is not None
    assert (changed.goal.event, changed.since, changed.before.event) == ("paid", at("2026-04-01"), "bought")


def test_a_goal_that_is_taken_away_is_none_and_comes_back_as_it_was() -> None:
    gone = past(("2026-01-01", held(5, goal=BOUGHT)), ("2026-02-01", held(5)))
    assert goal_since(gone, "global", "") is None
    again = goal_since(gone + past(("2026-03-01", held(5, goal=BOUGHT))), "global", "")
    assert again is not None and again.since == 0, "the same analysis as before"
    other = goal_since(gone + past(("2026-03-01", held(5, goal=GOAL))), "global", "")
    assert other is not None and other.since == at("2026-03-01")
