"""Backtests: the draft meets the past as it was, with its caps, merges and timers; a sample is a stable one."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.lab.backtest import Backtest, Found
from loopline.model.journey import Journey
from loopline.model.message import Refusal, Rendered
from loopline.model.nodes.message import Content
from loopline.model.signal import (
    AccountJoined,
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    Signal,
    TraitsChanged,
)
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.storage.memory import MemoryLog
from tests.decisions.played import MAIL

ENGINE = TemplateEngine()
DAY = 86_400_000
NOW = 1_800_000_000_000
START = NOW - 10 * DAY


def render(content: Content, context: Mapping[str, Any]) -> Rendered | Refusal:
    return ENGINE.render(content, [dict(context)])[0]


def journey(**fields: Any) -> Journey:
    document = build_document(
        {
            "kind": "journey",
            "id": "again",
            "entry": {"on": ["left"], "reentry": {"policy": "always", "concurrent": True}},
            "start": "mail",
            "nodes": {
                "mail": {
                    "kind": "message",
                    "channel": "email",
                    "content": {"subject": "s", "text": "t"},
                    "then": "rest",
                },
                "rest": {"kind": "wait", "for": "2d", "then": "more"},
                "more": {"kind": "message", "channel": "email", "content": {"subject": "s", "text": "t"}},
            },
            **fields,
        }
    )
    assert isinstance(document, Journey)
    return document


def traits(key: str, at: int = START, **said: Any) -> Signal:
    return TraitsChanged(
        key=key, id=f"{key}/{at}/traits", at=at, received_at=at, traits={"email": f"{key}@example.test", **said}
    )


def event(key: str, at: int, name: str = "left", identity: str = "") -> Signal:
    return EventReceived(key=key, id=identity or f"{key}/{at}/{name}", name=name, at=at, received_at=at)


def past(*signals: Signal) -> MemoryLog:
    log = MemoryLog()
    log.append([[signal] for signal in sorted(signals, key=lambda signal: signal.received_at)])
    return log


def looked(log: MemoryLog, document: Journey | None = None, live: PublishedSet = PublishedSet(), **more: Any) -> Found:  # noqa: B008
    asked = Backtest(live, document or journey(), more.pop("since", START), NOW, more.pop("share", 1.0), **more)
    found = asked.over(log, lambda progress: 0 <= progress <= 1, render)
    assert found is not None
    return found


def by_node(found: Found) -> dict[str, int]:
    nodes: dict[str, int] = {}
    for (_, node, _), count in found.messages.items():
        nodes[node] = nodes.get(node, 0) + count
    return nodes


def test_messages_fall_on_their_days() -> None:
    found = looked(past(traits("ann"), event("ann", START + DAY)))
    first = (START + DAY) // DAY
    assert dict(found.messages) == {(first, "mail", "email"): 1, (first + 2, "more", "email"): 1}
    assert (found.people, found.entered, found.messaged) == (1, 1, {"ann"})


def test_only_what_is_within_the_days_enters_but_all_is_remembered() -> None:
    counted = journey(entry={"on": ["left"], "where": 'count("left") >= 2'})
    log = past(traits("ann"), event("ann", START + DAY), event("ann", START + 8 * DAY))
    assert looked(log, counted, since=NOW - 3 * DAY).entered == 1
    assert looked(log, since=NOW - 3 * DAY).entered == 1
    assert looked(log).entered == 2


def test_wake_ups_after_the_end_do_not_count() -> None:
    assert by_node(looked(past(traits("ann"), event("ann", NOW - DAY)))) == {"mail": 1}


def test_a_doubled_signal_counts_once() -> None:
    log = past(traits("ann"), event("ann", START + 1, identity="x"), event("ann", START + 2, identity="x"))
    assert looked(log).entered == 1


def test_caps_see_what_other_journeys_sent() -> None:
    rules = build_document({"kind": "workspace", "caps": [{"limit": 1, "within": "1d"}]})
    other = AttemptAnswered(
        key="ann",
        id="o",
        at=START + 5,
        received_at=START + 5,
        message="other:mail:1",
        attempt=1,
        result="sent",
        channel="email",
        topic="",
        journey="other",
        version=1,
        node="mail",
        enrollment="e",
    )
    live = publish(PublishedSet(), rules, 1)
    found = looked(past(traits("ann"), other, event("ann", START + 9)), live=live)
    assert by_node(found) == {"more": 1} and dict(found.withheld) == {("mail", "refused", "capped"): 1}
    own = msgspec.structs.replace(other, journey="again")
    assert by_node(looked(past(traits("ann"), own, event("ann", START + 9)), live=live)) == {"mail": 1, "more": 1}


@pytest.mark.parametrize(
    ("node", "mails"),
    [
        ({"kind": "webhook", "url": "https://example.test/"}, {"mail": 1, "more": 1}),
        ({**MAIL, "transactional": True}, {"mail": 1, "more": 1}),
        (MAIL, {"more": 1}),
    ],
)
def test_caps_see_messages_of_other_journeys_and_no_calls(node: dict[str, Any], mails: dict[str, int]) -> None:
    rules = build_document({"kind": "workspace", "caps": [{"limit": 1, "within": "1d"}]})
    other = {"kind": "journey", "id": "other", "entry": {"on": ["go"]}, "start": "step", "nodes": {"step": node}}
    live = publish(publish(PublishedSet(), rules, 1), build_document(other), 1)
    sent = AttemptAnswered(
        key="ann",
        id="o",
        at=START + 5,
        received_at=START + 5,
        message="other:step:1",
        attempt=1,
        result="sent",
        channel="webhook",
        topic="",
        journey="other",
        version=1,
        node="step",
        enrollment="e",
    )
    assert by_node(looked(past(traits("ann"), sent, event("ann", START + 9)), live=live)) == mails


def test_consent_and_holdout_hold_as_they_would_have() -> None:
    no = ConsentChanged(
        key="ann", id="c", at=START + 1, received_at=START + 1, channel="email", topic="", allowed=False
    )
    found = looked(past(traits("ann"), no, event("ann", START + 9)))
    assert not found.messages and found.withheld[("mail", "refused", "unsubscribed")] == 1
    held = looked(past(traits("ann"), event("ann", START + 9)), journey(holdout={"percent": 100}))
    assert not held.messages and held.withheld[("mail", "withheld", "held_out_journey")] == 1


def test_merged_people_are_one() -> None:
    log = past(traits("ann"), event("~anon", START + 5), event("ann", START + 9))
    found = looked(log, canonical={"~anon": "ann"})
    assert (found.people, found.entered) == (1, 2)


def test_the_account_of_a_member_counts() -> None:
    joined = AccountJoined(key="ann", id="j", at=START + 1, received_at=START + 1, account="@acme", traits={"size": 9})
    asked = journey(entry={"on": ["left"], "where": "account.size > 5"})
    assert looked(past(traits("ann"), joined, event("ann", START + 9)), asked).entered == 1


def test_a_sample_is_a_share_and_always_the_same() -> None:
    people = [f"p{index}" for index in range(400)]
    log = past(*(traits(one) for one in people), *(event(one, START + 9) for one in people))
    half = looked(log, share=0.5)
    assert 150 < half.people < 250
    assert half.messaged == looked(log, share=0.5).messaged


def test_whoever_waits_hears_how_far_it_is_and_may_stop_it() -> None:
    people = [f"p{index}" for index in range(5_000)]
    log = MemoryLog()
    log.append([[traits(one)] for one in people])
    heard: list[float] = []

    def listens(progress: float) -> bool:
        heard.append(progress)
        return True

    assert Backtest(PublishedSet(), journey(), START, NOW, 0.0).over(log, listens, render) is not None
    assert heard == sorted(heard) and len(heard) >= 3 and heard[0] == 0.0
    assert Backtest(PublishedSet(), journey(), START, NOW, 1.0).over(log, lambda p: p < 0.5, render) is None


def test_a_draft_of_a_live_journey_takes_the_next_version() -> None:
    live = publish(PublishedSet(), journey(), 3)
    assert by_node(looked(past(traits("ann"), event("ann", START + DAY)), live=live)) == {"mail": 1, "more": 1}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_empty_past(share: float) -> None:
    assert looked(past(), share=share).people == 0


def test_a_message_that_cannot_be_rendered_is_refused_and_reaches_nobody() -> None:
    content = {"subject": "Hello {{name}}", "text": "t"}
    nodes = {"mail": {"kind": "message", "channel": "email", "content": content, "if_failed": {"then": "sorry"}}}
    nodes["sorry"] = {"kind": "message", "channel": "email", "content": {"subject": "s", "text": "t"}}
    log = past(traits("ann", name="Ann"), traits("bob"), event("ann", START + DAY), event("bob", START + DAY))
    found = looked(log, journey(nodes=nodes))
    assert found.messaged == {"ann", "bob"}, "bob gets the other one"
    assert sorted((node, count) for (_, node, _), count in found.messages.items()) == [("mail", 1), ("sorry", 1)]
    assert found.withheld == {("mail", "refused", "personalisation_missing"): 1}
