"""The question about limits of a cap: who counts, from when on, and what is theirs."""

from loopline.learning.queries.metrics.doses import RECEIPTS, SENT, doses
from tests.reports.fatigue.worlds import Doses
from tests.runtime.parts import DAY, NOON

SHARED = {"cap": "weekly", "within": 7 * DAY, "now": NOON + 30 * DAY, "zone": "UTC", "began": 0, "percentile": 1.0}
SCOPE = {"channel": "email", "of_journey": "", "all": True, "journeys": []}


def asked(book: Doses, goals: str, since: int, **own: object) -> dict[str, tuple[int, int]]:
    """Of each arm the people, and those who did it."""
    facts = book.carried(NOON + 30 * DAY)
    asked = {**SHARED, "since": since, "counts": True, "counts_over": True, "measure": "rate", **own}
    try:
        rows = facts.query(doses(goals), asked)
    finally:
        facts.close()
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        people, did = found.get(str(row[1]), (0, 0))
        found[str(row[1])] = people + int(str(row[3])), did + int(str(row[4]))
    return found


def test_a_person_counts_once_from_the_first_difference_of_this_cap_by_the_first_arm() -> None:
    book = Doses()
    book.differs("ann", NOON, "two")
    book.differs("ann", NOON + DAY, "five")
    book.differs("ben", NOON + DAY, "five", name="monthly")
    book.differs("cleo", NOON - DAY, "five")
    book.differs("cleo", NOON + 2 * DAY, "five")
    for person, at in (("ann", NOON - 1), ("cleo", NOON + DAY)):
        book.answers(person, at, "unsubscribed", book.gets(person, at))
    assert asked(book, RECEIPTS, NOON, goal_event="unsubscribed") == {"two": (1, 0)}, "cleo came before this draw"
    assert asked(book, RECEIPTS, 0, goal_event="unsubscribed") == {"two": (1, 0), "five": (1, 1)}


def test_messages_are_those_that_the_cap_counts() -> None:
    book = Doses()
    book.differs("ann", NOON, "two")
    book.gets("ann", NOON + DAY, "sms")
    assert asked(book, SENT, 0, **SCOPE) == {"two": (1, 0)}
    assert asked(book, SENT, 0, **{**SCOPE, "channel": ""}) == {"two": (1, 1)}
    assert asked(book, SENT, 0, **{**SCOPE, "channel": "", "of_journey": "tips"}) == {"two": (1, 0)}
    assert asked(book, SENT, 0, **{**SCOPE, "channel": "", "all": False, "journeys": ["news"]}) == {"two": (1, 1)}
