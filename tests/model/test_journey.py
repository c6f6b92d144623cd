"""The ways into a journey, as one list of events."""

from loopline.model.entry.trigger import Trigger
from loopline.model.journey import Entry


def test_the_events_of_both_lists_are_named_once_and_in_their_order() -> None:
    triggers = (Trigger(event="paid", where="amount > 5"), Trigger(change="plan"), Trigger(event="signed_up"))
    assert Entry(on=("signed_up",), triggers=triggers).events == ("signed_up", "paid")
    assert Entry(on=(), triggers=(Trigger(change="plan"),)).events == ()
