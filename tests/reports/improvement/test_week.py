"""The figures of a week: bounded on both sides, the sandbox apart, people once."""

from typing import Any

from loopline.learning.improvement.week import ChannelWeek
from loopline.reports.improvement.week import week_figures
from tests.learning.facts_made import Oracle, Shelf
from tests.runtime.parts import DAY, NOON

WEEK = 7 * DAY
SHELF = Shelf()


def test_a_week_has_its_own_facts_alone() -> None:
    book = Oracle()
    for n, day in enumerate((-1, 0, 3, 6, 7)):
        person, at = f"p{n % 4}", NOON + day * DAY
        book.enter(f"e{n}", person, at)
        told: dict[str, Any] = {"node": "mail", "channel": "email", "key": f"k{n}"}
        book.write("attempt", person, at, name="sent", provider="sandbox" if n == 2 else "smtp", **told)
        book.write("receipt", person, at, name="unsubscribed" if n == 1 else "bounced", **told)
    book.write("goal", "p1", NOON + DAY, enrollment="e1", name="bought").write(
        "goal", "p1", NOON + 2 * DAY, enrollment="e1", name="bought"
    )
    book.write("attempt", "p1", NOON + DAY, name="sent", provider="smtp", node="b", channel="email", key="second")
    SHELF.put(book)
    found = week_figures(SHELF.facts, NOON, NOON + WEEK)
    assert (found.entries, found.people, found.goals) == (3, 3, 1)
    assert found.channels == (
        ChannelWeek("email", False, 3, 2, 2, 2, 2, 0, 1),
        ChannelWeek("email", True, 1, 1, 1, 1, 0, 0, 0),
    )
    assert SHELF.twin is not None and found == week_figures(SHELF.twin.facts, NOON, NOON + WEEK)
