"""The hand-over: what the second gate says becomes a signal, and so does each answer of a provider."""

import pytest
from msgspec.structs import replace

from loopline.model.addresses.address import HeldAddress
from loopline.model.addresses.normal import address_key
from loopline.model.duration import DAY
from loopline.model.message import AttemptResult
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, AttemptsStarted, JourneyState
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import gate_batch, started
from loopline.pipeline.outgoing import outgoing_of, sending_of
from tests.decisions.played import ANN, HOUR, MAIL, START, did, later, mails, play, published
from tests.pipeline.sent_row import NODE, ROW, SENT

QUIET = {"nodes": {"mail": MAIL}, "quiet_hours": {"from": "11:00", "to": "13:00"}}


def test_the_node_of_a_message_is_that_of_its_version() -> None:
    rules = published({"nodes": {"mail": MAIL}})
    found = sending_of(SENT, rules)
    assert found is not None and found[1].channel == "email"
    assert sending_of(replace(SENT, version=9), rules) is None


@pytest.mark.parametrize(
    ("state", "result", "code"),
    [
        ("live", "deferred", "quiet_hours"),
        ("paused", "deferred", "journey_paused"),
        ("stopped", "refused", "journey_stopped"),
    ],
)
def test_the_second_gate_puts_off_or_refuses(state: JourneyState, result: AttemptResult, code: str) -> None:
    rules = published(QUIET).set_state("j", state)
    allowed, (told,) = gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START)
    assert allowed == []
    assert (getattr(told, "result", ""), getattr(told, "code", "")) == (result, code)
    assert (getattr(told, "next_at", None) is not None) is (result == "deferred")


def test_a_person_who_is_gone_gets_nothing() -> None:
    rules = published({"nodes": {"mail": MAIL}})
    assert gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START) == ([ROW], [])
    _, (told,) = gate_batch([ROW], rules.live["j"], rules, {}, START)
    assert getattr(told, "code", "") == "person_gone"


def test_a_message_of_a_silent_address_asks_ever_more_seldom() -> None:
    rules = published({"nodes": {"mail": MAIL}})
    silent = HeldAddress(address_key("email", ROW.message.address), asked_at=START)
    ann, now, asked = replace(ANN, addresses={"email": (silent,)}), START, 0
    while now < START + 30 * DAY:
        _, (told,) = gate_batch([ROW], rules.live["j"], rules, {"ann": ann}, now)
        assert isinstance(told, AttemptAnswered) and (told.result, told.code) == ("deferred", "address_asked")
        assert told.next_at is not None and 2_000 <= told.next_at - now <= HOUR // 4
        now, asked = told.next_at, asked + 1
        if asked == 5:
            assert now < START + HOUR // 60
    assert asked < 3_000
    assert gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, now) == ([ROW], [])


def test_a_call_that_nobody_waits_for_any_more_is_not_made() -> None:
    node = {"kind": "webhook", "url": "https://example.test/", "timeout": "1h", "then": "rest"}
    rest = {"kind": "wait", "for": "9d"}
    rules = published({"nodes": {"call": node, "rest": rest}})
    ann, effects = play(rules, ANN, did("go"))
    (sent,) = mails(effects)
    row = OutboxRow(message=sent, status="pending", due_at=START, attempt=1)
    assert gate_batch([row], rules.live["j"], rules, {"ann": ann}, START) == ([row], [])
    ann, _ = play(rules, ann, later(START + HOUR))
    _, (told,) = gate_batch([row], rules.live["j"], rules, {"ann": ann}, START + 2 * HOUR)
    assert (getattr(told, "result", ""), getattr(told, "code", "")) == ("refused", "call_not_awaited")


def test_what_a_provider_said_can_be_stored() -> None:
    told = attempt_answered(ROW, START, "failed", words="odd \ud800 and \0 end")
    assert told.reason == "odd ? and   end"


def test_one_announcement_stands_for_all_and_none_is_taken_for_a_double() -> None:
    other = replace(ROW, message=replace(ROW.message, key="other", person="bob"))
    again = replace(ROW, attempt=ROW.attempt + 1)
    said = [started(rows, START) for rows in ([ROW], [ROW, other], [other, ROW], [again, other])]
    assert [len(one) for one in said] == [1] * 4
    assert {one.id for told in said for one in told} == {""}
    assert started([ROW, other], START) == said[1] and started([], START) == []


def test_the_announcement_and_the_message_have_key_and_attempt() -> None:
    (told,) = started([ROW], START)
    assert isinstance(told, AttemptsStarted) and (told.key, told.attempts) == (ROW.message.person, (("k", 1),))
    outgoing = outgoing_of(ROW, NODE)
    assert (outgoing.key, outgoing.attempt, outgoing.context) == ("k", 1, {"a": 1})
