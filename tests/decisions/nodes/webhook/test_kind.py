"""A webhook node calls, waits, keeps the answer, and takes the road of failures."""

from typing import Any

import msgspec
import pytest

from loopline.decisions.nodes.webhook.kind import WebhookKind
from loopline.decisions.published import PublishedSet
from loopline.model.effect import SendMessage
from loopline.model.fact import Fact
from loopline.model.message import AttemptResult
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered
from tests.decisions.played import ANN, DAY, HOUR, START, did, exits, later, mails, play, published, word

CALL: dict[str, Any] = {
    "kind": "webhook",
    "url": "https://example.test/stock",
    "timeout": "6h",
    "if_failed": {"attempts": 3, "then": "sorry"},
    "then": "ask",
}
NODES: dict[str, Any] = {
    "call": CALL,
    "ask": {
        "kind": "split",
        "branches": [{"when": 'answer("call", "left") >= 3', "then": "many"}],
        "otherwise": "few",
    },
    "many": {"kind": "exit", "reason": "many"},
    "few": {"kind": "exit", "reason": "few"},
    "sorry": {"kind": "exit", "reason": "sorry"},
}


def answered(sent: SendMessage, at: int, result: AttemptResult = "sent", answer: bytes = b"") -> AttemptAnswered:
    return AttemptAnswered(
        key="ann",
        id=f"{sent.key}/{at}/{result}",
        at=at,
        received_at=at,
        message=sent.key,
        attempt=1,
        result=result,
        channel="webhook",
        topic="",
        journey="j",
        version=1,
        node=sent.node,
        enrollment=sent.enrollment,
        answer=answer,
    )


def called(rules: PublishedSet | None = None, person: Person = ANN) -> tuple[PublishedSet, Person, SendMessage]:
    """Ann at the node, with the call that is on its way."""
    rules = rules or published({"nodes": NODES})
    ann, effects = play(rules, person, did("go"))
    (sent,) = mails(effects)
    return rules, ann, sent


def test_the_call_is_in_the_outbox_and_the_person_waits() -> None:
    _, ann, sent = called()
    assert (sent.channel, sent.address, sent.transactional) == ("webhook", "https://example.test/stock", True)
    (enrollment,) = ann.enrollments
    assert (enrollment.node, enrollment.wake_at) == ("call", START + 6 * HOUR)
    assert not ann.sends, "a call is no message that counts against caps"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b'{"left": 3}', "many"), (b'{"left": 2}', "few"), (b'{"right": 9}', "few"), (b"", "few")],
)
def test_a_later_condition_asks_for_the_answer(answer: bytes, reason: str) -> None:
    rules, ann, sent = called()
    _, effects = play(rules, ann, answered(sent, START + HOUR, answer=answer))
    assert exits(effects) == [("j", reason)]


def test_the_values_that_decided_are_told() -> None:
    rules, ann, sent = called()
    _, effects = play(rules, ann, answered(sent, START + HOUR, answer=b'{"left": 3}'))
    (step,) = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "stepped"]
    assert step.data is not None
    assert msgspec.json.decode(step.data)["tried"][0]["values"] == {"answer(call.left)": 3}


@pytest.mark.parametrize("result", ["failed", "refused", "unknown"])
def test_a_failure_takes_its_road(result: AttemptResult) -> None:
    rules, ann, sent = called()
    _, effects = play(rules, ann, answered(sent, START + HOUR, result))
    assert exits(effects) == [("j", "sorry")]


@pytest.mark.parametrize("result", ["retry", "deferred"])
def test_what_comes_again_is_waited_for_until_the_timeout(result: AttemptResult) -> None:
    rules, ann, sent = called()
    ann, effects = play(rules, ann, answered(sent, START + HOUR, result))
    assert exits(effects) == [] and ann.enrollments
    ann, effects = play(rules, ann, later(START + 6 * HOUR))
    assert exits(effects) == [("j", "sorry")]
    _, effects = play(rules, ann, answered(sent, START + 7 * HOUR, answer=b'{"left": 3}'))
    assert exits(effects) == [], "an answer after the timeout moves nobody"


def test_the_answer_of_another_visit_moves_nobody() -> None:
    rules, ann, sent = called()
    other = msgspec.structs.replace(sent, key=f"{sent.enrollment}:call:9")
    ann, effects = play(rules, ann, answered(other, START + HOUR))
    assert exits(effects) == [] and ann.enrollments[0].node == "call"


def test_without_a_road_a_failure_goes_on() -> None:
    rules = published({"nodes": {**NODES, "call": {**CALL, "if_failed": {}}}})
    _, ann, sent = called(rules)
    _, effects = play(rules, ann, answered(sent, START + HOUR, "failed"))
    assert exits(effects) == [("j", "few")]


@pytest.mark.parametrize(("held_out", "calls"), [("skip", 0), ("call", 1)])
def test_people_who_are_held_out_are_called_only_for_a_look_up(held_out: str, calls: int) -> None:
    document = {"nodes": {**NODES, "call": {**CALL, "held_out": held_out}}, "holdout": {"percent": 90}}
    rules = published(document)
    held = next(
        person
        for person in (Person(key=f"p{n}", traits={}) for n in range(50))
        if any(getattr(effect, "held", "") for effect in play(rules, person, did("go"))[1])
    )
    _, effects = play(rules, held, did("go"))
    assert len(mails(effects)) == calls
    kinds = [fact.kind for fact in effects if isinstance(fact, Fact)]
    assert ("withheld" in kinds) is (calls == 0)


def test_an_answer_during_a_pause_counts_when_it_is_over() -> None:
    rules, ann, sent = called()
    paused = rules.set_state("j", "paused")
    ann, effects = play(paused, ann, answered(sent, START + HOUR, answer=b'{"left": 3}'))
    assert exits(effects) == []
    _, effects = play(rules, ann, word(START + 2 * DAY))
    assert exits(effects) == [("j", "many")]


def test_a_person_without_a_wake_up_awaits_the_answer() -> None:
    rules, ann, _ = called()
    node = rules.live["j"].nodes["call"]
    assert isinstance(node, WebhookKind)
    (enrollment,) = ann.enrollments
    assert node.awaits_signal(msgspec.structs.replace(enrollment, wake_at=None))
    assert node.waiting_for(enrollment).startswith("Waits for the endpoint to answer, at most until 2026-03-01 18:00")


LOOP: dict[str, Any] = {
    "call": {**CALL, "if_failed": {"attempts": 3, "then": "pause"}},
    "ask": {
        "kind": "split",
        "branches": [{"when": 'answer("call", "left") >= 3', "then": "pause"}],
        "otherwise": "few",
    },
    "pause": {"kind": "wait", "for": "1h", "then": "call"},
    "few": {"kind": "exit", "reason": "few"},
}


def second_call() -> tuple[PublishedSet, Person, SendMessage, SendMessage]:
    """Ann at the node for the second time, after an answer of 3; both calls."""
    rules, ann, first = called(published({"nodes": LOOP}))
    ann, _ = play(rules, ann, answered(first, START + HOUR, answer=b'{"left": 3}'))
    ann, effects = play(rules, ann, later(START + 2 * HOUR))
    (second,) = mails(effects)
    return rules, ann, first, second


def test_an_answer_that_is_no_object_does_not_leave_that_of_the_visit_before() -> None:
    rules, ann, _, second = second_call()
    _, effects = play(rules, ann, answered(second, START + 3 * HOUR, answer=b""))
    assert exits(effects) == [("j", "few")]


def test_a_late_answer_of_an_earlier_visit_is_not_that_of_this_one() -> None:
    rules, ann, first = called(published({"nodes": LOOP}))
    ann, _ = play(rules, ann, later(START + 6 * HOUR))
    ann, effects = play(rules, ann, later(START + 7 * HOUR))
    (second,) = mails(effects)
    ann, _ = play(rules, ann, answered(first, START + 8 * HOUR, answer=b'{"left": 3}'))
    _, effects = play(rules, ann, answered(second, START + 9 * HOUR, answer=b""))
    assert exits(effects) == [("j", "few")]


def test_a_pause_before_the_call_takes_nothing_from_the_time_to_answer() -> None:
    rules, ann, sent = called()
    paused = rules.set_state("j", "paused")
    put_off = msgspec.structs.replace(answered(sent, START + HOUR, "deferred"), code="journey_paused")
    ann, _ = play(paused, ann, put_off)
    ann, _ = play(paused, ann, later(START + 6 * HOUR))
    ann, effects = play(rules, ann, word(START + 2 * DAY))
    assert exits(effects) == []
    assert ann.enrollments[0].wake_at == START + 2 * DAY + 6 * HOUR
    _, effects = play(rules, ann, answered(sent, START + 2 * DAY + HOUR, answer=b'{"left": 3}'))
    assert exits(effects) == [("j", "many")]
