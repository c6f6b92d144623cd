"""The hand-over: what the second gate says becomes a signal, and so does each answer of a provider."""

import pytest
from msgspec.structs import replace

from loopline.model.effect import SendMessage
from loopline.model.message import Accepted, Deferred, Outcome, Refused, Sending, Unknown, UnknownPolicy
from loopline.model.nodes.message import Content
from loopline.model.records import OutboxRow
from loopline.pipeline.attempts import (
    CRASHED,
    WHEN_RESUMED,
    gate_batch,
    outgoing_of,
    recover,
    released,
    sending_of,
    settle,
    started,
)
from tests.decisions.test_react import ANN, MAIL, START, published

QUIET = {"nodes": {"mail": MAIL}, "quiet_hours": {"from": "11:00", "to": "13:00"}}
NODE = Sending(channel="email", content=Content(subject="Hi", text="Hi"), attempts=2)
SENT = SendMessage("k", "ann", "email", "", "j", 1, "mail", "e", "ann@example.test", b'{"a":1}', START, START)
ROW = OutboxRow(SENT, "pending", START, 0)


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
def test_the_second_gate_puts_off_or_refuses(state: str, result: str, code: str) -> None:
    rules = published(QUIET).set_state("j", state)
    allowed, (told,) = gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START)
    assert allowed == []
    assert (getattr(told, "result", ""), getattr(told, "code", "")) == (result, code)
    assert (getattr(told, "next_at", None) is not None) is (result == "deferred")


@pytest.mark.parametrize(("state", "is_due"), [("paused", False), ("live", True), ("stopped", True)])
def test_what_a_pause_has_put_off_is_due_when_it_is_over(state: str, is_due: bool) -> None:
    rules = published({"nodes": {"mail": MAIL}}).set_state("j", "paused")
    _, (put_off,) = gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START)
    assert getattr(put_off, "next_at", 0) == WHEN_RESUMED
    word = released(replace(ROW, due_at=WHEN_RESUMED), rules.set_state("j", state), START)
    assert (word is not None) is is_due
    assert word is None or (word.next_at == START and word.id != put_off.id), "no double, though both come at once"
    assert released(ROW, rules.set_state("j", state), START) is None, "what was never put off is not due anew"


def test_a_person_who_is_gone_gets_nothing() -> None:
    rules = published({"nodes": {"mail": MAIL}})
    assert gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START) == ([ROW], [])
    _, (told,) = gate_batch([ROW], rules.live["j"], rules, {}, START)
    assert getattr(told, "code", "") == "person_gone"


@pytest.mark.parametrize(
    ("outcome", "policy", "attempt", "result", "code"),
    [
        (Accepted("p"), "ask", 0, "sent", ""),
        (Deferred("busy", "later"), "ask", 0, "retry", "busy"),
        (Deferred("busy", "later"), "ask", 1, "failed", "busy"),
        (Refused("smtp_550", "no"), "ask", 0, "failed", "smtp_550"),
        (Unknown("cut"), "hold", 0, "unknown", "unknown"),
        (Unknown("cut"), "resend", 0, "retry", "unknown"),
        (Unknown("cut"), "resend", 1, "failed", "unknown"),
    ],
)
def test_each_answer_has_its_meaning(
    outcome: Outcome, policy: UnknownPolicy, attempt: int, result: str, code: str
) -> None:
    told = settle(OutboxRow(SENT, "sending", START, attempt), outcome, NODE, policy, START)
    assert (told.result, told.code, told.attempt) == (result, code, attempt + 1)


@pytest.mark.parametrize(
    ("policy", "told", "result"),
    [
        ("hold", None, "unknown"),
        ("resend", None, "retry"),
        ("ask", Accepted("p"), "sent"),
        ("ask", Deferred("not_there", "never heard of it"), "retry"),
        ("ask", Refused("policy", "not like this"), "retry"),
        ("ask", Unknown("the books are lost"), "unknown"),
        ("ask", None, "unknown"),
    ],
)
def test_what_a_crash_hid_is_settled_as_the_provider_says(
    policy: UnknownPolicy, told: Outcome | None, result: str
) -> None:
    settled = recover(OutboxRow(SENT, "sending", START, 1), policy, told, START)
    assert settled.result == result
    assert (settled.code == CRASHED) is (result != "sent")


def test_the_word_before_the_send_and_the_message_carry_key_and_attempt() -> None:
    assert (started(ROW, START).message, started(ROW, START).attempt) == ("k", 1)
    outgoing = outgoing_of(ROW, NODE)
    assert (outgoing.key, outgoing.attempt, outgoing.context) == ("k", 1, {"a": 1})
