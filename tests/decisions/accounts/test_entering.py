"""An event of the account itself asks it who enters, as a member does."""

from typing import Any

from loopline.decisions.accounts.entering import entered_by_event
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.signal import EventReceived
from loopline.model.signals.members import AccountChose

DAY = 86_400_000


def asked(event: EventReceived, **entry: Any) -> list[tuple[str, str]]:
    """The facts and the chosen members that come of an event of an account of two."""
    trigger = {"account_event": "overdue", "where": "event.amount > 50 and account.seats > 1"}
    document = {
        "kind": "journey",
        "id": "dunning",
        "entry": {"on": [], "triggers": [trigger], "account": {}, **entry},
        "start": "end",
        "nodes": {"end": {"kind": "wait", "for": "1d"}},
    }
    live, effects = publish(PublishedSet(), build_document(document), 1), list[Effect]()
    entered_by_event(Account(key="@acme", traits={"seats": 3}, members=("ann", "bob")), event, live, effects)
    facts = [(one.kind, one.reason) for one in effects if isinstance(one, Fact)]
    chosen = [one.signal for one in effects if isinstance(one, EmitSignal)]
    return [*facts, *(("to", one.key) for one in chosen if isinstance(one, AccountChose))]


def overdue(amount: int, at: int = 9 * DAY, **more: Any) -> EventReceived:
    body = f'{{"amount": {amount}}}'.encode()
    return EventReceived(key="@acme", id="e", name="overdue", at=at, received_at=9 * DAY, properties=body, **more)


def test_nobody_asked_so_the_fallback_is_anyone() -> None:
    assert asked(overdue(60)) == [("asked", ""), ("chosen", "anyone"), ("to", "ann")]


def test_filters_see_the_event_and_the_account() -> None:
    assert asked(overdue(50)) == [("asked", ""), ("not_entered", "filter_false")]
    assert asked(overdue(60), where="account.plan == 1") == [("asked", ""), ("not_entered", "filter_unknown")]


def test_one_that_is_late_counts_and_triggers_nothing() -> None:
    assert asked(overdue(60, at=DAY)) == [("asked", ""), ("not_entered", "too_late")]
    assert asked(overdue(60, trust="silent")) == []
