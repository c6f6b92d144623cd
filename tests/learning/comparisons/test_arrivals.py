"""The guard of the goal's event, at its edges; worlds of many kinds are in tests/calibration."""

from msgspec.structs import replace

from loopline.learning.comparisons.arrivals import DAY_MS, HOUR_MS, Arrivals, arrivals, goal_arrives

NOW = 100 * DAY_MS
DAILY = Arrivals(NOW - 15 * DAY_MS, 80, NOW - 95 * DAY_MS, DAY_MS, 800, 150)


def test_a_row_of_facts() -> None:
    assert arrivals((5, 3, 1, 2, 7, 8)) == Arrivals(5, 3, 1, 2, 7, 8)
    assert arrivals((None, 0, None, 0, 0, 9)) == Arrivals(entries_after=9)


def test_a_daily_event_may_be_silent_for_fourteen_days_and_no_longer() -> None:
    assert not goal_arrives(DAILY, "bought", NOW).passed
    assert goal_arrives(replace(DAILY, last_at=NOW - 14 * DAY_MS), "bought", NOW).passed
    assert goal_arrives(replace(DAILY, longest_gap_ms=6 * DAY_MS), "bought", NOW).passed, "it was silent before"
    often = replace(DAILY, hours=80 * 24, longest_gap_ms=HOUR_MS)
    assert goal_arrives(replace(often, last_at=NOW - 2 * DAY_MS), "bought", NOW).passed, "never under two days"


def test_what_is_hardly_known_tells_nothing() -> None:
    for seen in (Arrivals(), replace(DAILY, hours=19), replace(DAILY, since=NOW - 30 * DAY_MS)):
        found = goal_arrives(seen, "bought", NOW)
        assert found.passed and found.cannot_tell


def test_half_of_the_usual_people_have_to_enter_meanwhile() -> None:
    assert goal_arrives(replace(DAILY, entries_after=74), "bought", NOW).passed
    assert not goal_arrives(replace(DAILY, entries_after=75), "bought", NOW).passed
