"""A customer's event keeps out of our names, and what became of messages is remembered where it is asked for."""

import msgspec

from loopline.conditions.language import compile_condition
from loopline.decisions.published import PublishedSet, observing
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived, ReceiptReceived
from loopline.pipeline.advance import advance
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.signals.people.engagement import renamed

ANN = Person(key="ann", traits={}, first_seen_at=1)
CLICKS = compile_condition('count("message_clicked") >= 1')


def event(name: str) -> EventReceived:
    return EventReceived(key="ann", id=name, name=name, at=5, received_at=6)


def test_a_customers_event_of_our_name_is_kept_under_another_and_told() -> None:
    effects: list[Effect] = []
    assert renamed(event("order"), effects) == event("order") and not effects
    published = observing(PublishedSet(), (CLICKS, compile_condition('count("own_message_clicked") >= 1')))
    person, effects = advance(ANN, event("message_clicked"), published, 6)
    assert set(person.history or {}) == {"own_message_clicked"}
    facts = [one for one in effects if isinstance(one, Fact)]
    assert [(one.kind, one.name, one.reason) for one in facts] == [
        ("quality", "message_clicked", "event_reserved"),
        ("event", "own_message_clicked", ""),
    ]
    assert facts[0].data == msgspec.Raw(b'{"was":"message_clicked","now":"own_message_clicked"}')
    assert noted(ANN, event("message_clicked"), Heeded(published)) is None, "the short way would not rename it"


def test_receipts_of_nobody_who_asks_leave_nothing() -> None:
    click = ReceiptReceived(key="ann", id="r", at=5, received_at=6, kind="clicked", message="m", channel="sms", url="u")
    person, _ = advance(ANN, click, PublishedSet(), 6)
    assert person.history is None
    person, _ = advance(ANN, click, observing(PublishedSet(), (CLICKS,)), 6)
    assert list(person.history or {}) == [next(iter(CLICKS.windows))]
