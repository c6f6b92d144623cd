"""Messages and clicks by hour: a merge at the moment or later leaves its person out, and a channel is asked alone."""

from loopline.learning.queries.hours import CLICKED
from tests.reports.models.mails import DAY, HOUR, MONDAY, Mails


def test_messages_stand_by_person_and_hour_with_the_clicks_of_people() -> None:
    mails = Mails().sent("ann", MONDAY, "a1", MONDAY + HOUR).sent("ann", MONDAY + 60_000, "a2")
    mails.sent("ann", MONDAY + 2 * HOUR, "a3", MONDAY + 3 * HOUR, reason="proxy").sent("bob", MONDAY, "b1", MONDAY + 1)
    mails.merged("bob", MONDAY + 9 * DAY, "other")
    asked = {"persons": ["ann", "bob"], "since": 0, "within": DAY, "channel": "email"}
    facts, first = mails.carried(), MONDAY // HOUR
    ann = [("ann", first, 2, 1), ("ann", first + 2, 1, 0)]
    assert facts.query(CLICKED, asked | {"cut": MONDAY + 20 * DAY}) == [*ann, ("bob", first, 1, 1)]
    assert facts.query(CLICKED, asked | {"cut": MONDAY + 5 * DAY}) == ann, "that bob is two was not known then"
    assert facts.query(CLICKED, asked | {"cut": MONDAY + 20 * DAY, "channel": "sms"}) == []
