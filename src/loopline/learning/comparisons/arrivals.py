"""The guard that the goal's event still arrives: where its tracking broke, nobody converts, and nothing says so."""

from typing import Any, Final

from msgspec import Struct

from loopline.learning.lift.guards import Guard

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
HOURS_NEEDED: Final = 20
SHORTEST_MS: Final = 2 * DAY_MS
KNOWN_NEEDED_MS: Final = 21 * DAY_MS
MEAN_GAPS: Final = 14
LONGEST_GAPS: Final = 3
ENTRIES_NEEDED: Final = 10
"""A silence is none while it is shorter than two days, 14 usual gaps or 3 of the longest, or hardly anybody entered;
and nothing is usual before three weeks are known, with 20 hours in which the event came.

At random, 14 usual gaps pass without an event in one of a million cases; the longest gap stands for nights, weekends
and imports that come in bulk. tests/calibration holds all of it to worlds of many kinds.
"""


class Arrivals(Struct, frozen=True):
    """How the goal's event came in, by anybody, in the 90 days up to the last one. Times are ms.

    `hours` are those in which it came, since `since`; entries are those of the journey, in that time and after it.
    """

    last_at: int | None = None
    hours: int = 0
    since: int = 0
    longest_gap_ms: int = 0
    entries_before: int = 0
    entries_after: int = 0


def arrivals(row: tuple[Any, ...]) -> Arrivals:
    """The row of `ARRIVALS` in queries/arrivals.py."""
    last, hours, since, longest, before, after = row
    if last is None:
        return Arrivals(entries_after=int(after))
    return Arrivals(int(last), int(hours), int(since), int(longest), int(before), int(after))


def goal_arrives(seen: Arrivals, event: str, now: int) -> Guard:
    """Does the goal's event still come in, while people go on to enter?"""
    name = "goal_arrives"
    if seen.last_at is None:
        return Guard(name, True, f'Cannot tell whether "{event}" comes in: none has come yet.', True)
    silent, known = now - seen.last_at, seen.last_at - seen.since
    if seen.hours < HOURS_NEEDED or known < KNOWN_NEEDED_MS:
        text = f'Cannot tell yet whether "{event}" comes in as usual: {_long(known)} are known, of three weeks.'
        if known >= KNOWN_NEEDED_MS:
            text = f'Cannot tell whether "{event}" comes in as usual: it comes too seldom.'
        return Guard(name, True, text, True)
    usual = known / (seen.hours - 1)
    allowed = max(SHORTEST_MS, MEAN_GAPS * usual, LONGEST_GAPS * seen.longest_gap_ms)
    pace = seen.entries_before / known
    if silent <= allowed or seen.entries_after < max(ENTRIES_NEEDED, pace * silent / 2):
        return Guard(name, True, f'The last "{event}" came {_long(silent)} before.')
    text = f'No "{event}" has come in for {_long(silent)}, by anybody (never longer than {_long(seen.longest_gap_ms)} '
    entered = "person has" if seen.entries_after == 1 else "people have"
    return Guard(
        name, False, f"{text}before), and {seen.entries_after:,} {entered} entered since: its tracking may be broken."
    )


def _long(ms: int) -> str:
    return f"{ms / DAY_MS:.1f} days" if ms >= 2 * DAY_MS else f"{ms / HOUR_MS:.1f} hours"
