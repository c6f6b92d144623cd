"""What a provider answered becomes a signal: its meaning, whose it was, and what it costs the message."""

import pytest
from msgspec.structs import replace

from loopline.delivery.retry import OUTAGE_MS_MAX
from loopline.model.message import Accepted, AttemptResult, Deferred, Outcome, Refused, Unknown, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.pipeline.advance import marks_of
from loopline.pipeline.attempts import SETTLE_FAILED, Handed, settle, settle_each
from tests.decisions.played import MAIL, START, published
from tests.pipeline.sent_row import NODE, ROW, SENT

AWAY = Deferred("smtp_unreachable", "Nobody listens there.", away=True)
UNPAID = Refused("esp_unpaid", "Pay the bill.", scope="provider")
BUSY = Deferred("busy", "later")
RULES = published({"nodes": {"mail": MAIL}})


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
    outcome: Outcome, policy: UnknownPolicy, attempt: int, result: AttemptResult, code: str
) -> None:
    told = settle(
        OutboxRow(message=SENT, status="sending", due_at=START, attempt=attempt),
        outcome,
        NODE,
        Handed("post", policy),
        START,
    )
    assert (told.result, told.code, told.attempt) == (result, code, attempt + 1)


def test_an_answer_names_its_provider_and_the_message_stays_with_whoever_may_have_it() -> None:
    def holder(outcome: Outcome, policy: UnknownPolicy = "resend") -> str | None:
        told = settle(ROW, outcome, NODE, Handed("post", policy), START)
        assert told.provider == "post"
        (mark,) = marks_of(told, RULES)
        return mark.provider

    assert holder(Accepted("p")) == "post"
    assert holder(BUSY) == "", "it surely did not take it: anybody may"
    assert holder(Unknown("cut")) == "post", "only it can drop the second one"
    assert holder(Unknown("cut"), "hold") == "post"


@pytest.mark.parametrize("outcome", [AWAY, UNPAID])
def test_an_outage_costs_neither_an_attempt_nor_a_turn(outcome: Outcome) -> None:
    row = replace(ROW, due_at=START - 5_000, attempt=1)
    for number in range(100):
        now = START + number * 60_000
        told = settle(row, outcome, NODE, Handed("post", "hold", outage=True), now)
        assert (told.result, told.attempt, told.next_at) == ("retry", 1, START - 5_000)


def test_an_outage_without_end_is_a_failure_in_the_end() -> None:
    old = replace(ROW, message=replace(SENT, created_at=START - OUTAGE_MS_MAX), attempt=NODE.attempts - 1)
    assert settle(old, AWAY, NODE, Handed("post", "hold", outage=True), START).result == "failed"


@pytest.mark.parametrize(("outcome", "attempt"), [(BUSY, 2), (AWAY, 2), (UNPAID, 1)])
def test_another_provider_gets_at_once_what_one_would_not_take(outcome: Outcome, attempt: int) -> None:
    row = replace(ROW, attempt=1)
    told = settle(row, outcome, NODE, Handed("post", "hold", elsewhere=lambda row: True), START)
    assert (told.result, told.attempt, told.next_at) == (
        "retry",
        attempt,
        min(row.due_at, START) if attempt == 1 else START,
    )


@pytest.mark.parametrize("outcome", [Unknown("cut"), Refused("no", "No."), Refused("stop", "STOP.", scope="consent")])
def test_nobody_else_gets_what_may_have_been_taken_or_is_about_the_message(outcome: Outcome) -> None:
    told = settle(ROW, outcome, NODE, Handed("post", "hold", elsewhere=lambda row: True), START)
    assert told.result in ("unknown", "failed")


def test_a_fault_of_our_account_is_tried_again_where_nobody_else_is() -> None:
    told = settle(ROW, UNPAID, NODE, Handed("post", "hold"), START)
    assert told.result == "retry"
    assert told.attempt == 1
    assert told.next_at is not None and told.next_at > START + 40_000


def test_where_an_outcome_cannot_be_judged_its_message_is_held_as_unknown() -> None:
    def raises(row: OutboxRow) -> bool:
        raise ValueError("no")

    faults: list[BaseException] = []
    (held,) = settle_each([(ROW, BUSY)], NODE, Handed("post", "hold", elsewhere=raises), START, faults.append)
    assert (held.result, held.code, held.provider, len(faults)) == ("unknown", SETTLE_FAILED, "post", 1)
