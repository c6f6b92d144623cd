"""After an outcome: done, again later, give up, or find out; and the same every time it is replayed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.retry import Backoff, Done, GiveUp, Next, Reconcile, RetryAt, after, retry_delay_ms
from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown, UnknownPolicy

HOUR = 3_600_000
LATER = Deferred("smtp_451", "451 try later")


def test_an_accepted_message_is_done() -> None:
    assert after(Accepted("id"), key="k", attempt=1, now=0) == Done()


def test_six_attempts_span_about_a_day() -> None:
    now, attempt, waits = 0, 1, []
    while isinstance(step := after(LATER, key="k", attempt=attempt, now=now), RetryAt):
        waits.append(step.at - now)
        now, attempt = step.at, step.attempt
    assert attempt == 6
    assert 18 * HOUR < now < 26 * HOUR
    assert waits == sorted(waits)
    assert isinstance(step, GiveUp)
    assert "gave up after 6 attempts" in step.reason


@pytest.mark.parametrize("policy", ["go_on", "exit", "sms_instead"])
def test_giving_up_follows_the_node(policy: str) -> None:
    step = after(Refused("smtp_550", "no such person", hard_bounce=True), key="k", attempt=1, now=5, policy=policy)
    assert step == GiveUp(policy, "smtp_550", "no such person", suppress=True)


def test_a_refusal_that_is_not_permanent_is_tried_again() -> None:
    assert isinstance(after(Refused("busy", "later", permanent=False), key="k", attempt=1, now=0), RetryAt)


@pytest.mark.parametrize(
    ("policy", "attempt", "expected"),
    [
        ("hold", 1, Reconcile("hold", "lost")),
        ("ask", 1, Reconcile("ask", "lost")),
        ("ask", 6, Reconcile("hold", "lost")),
        ("resend", 1, RetryAt(retry_delay_ms("k", 1, Backoff()), 2)),
    ],
)
def test_the_unknown_is_never_guessed(policy: UnknownPolicy, attempt: int, expected: Next) -> None:
    assert after(Unknown("lost"), key="k", attempt=attempt, now=0, unknown_policy=policy) == expected


def test_a_provider_that_names_a_time_is_believed_within_bounds() -> None:
    asked = after(Deferred("http_429", "slow down", 2 * HOUR), key="k", attempt=1, now=0)
    forever = after(Deferred("http_429", "slow down", 900 * HOUR), key="k", attempt=1, now=0)
    assert asked == RetryAt(2 * HOUR, 2)
    assert forever == RetryAt(20 * HOUR, 2)


OUTCOMES = st.sampled_from([Accepted(), LATER, Refused("x", "y"), Refused("x", "y", permanent=False), Unknown("z")])


@given(OUTCOMES, st.text(max_size=20), st.integers(1, 100), st.sampled_from(["ask", "hold", "resend"]))
def test_a_replay_decides_the_same_and_nobody_is_stranded(
    outcome: Outcome, key: str, attempt: int, how: UnknownPolicy
) -> None:
    first = after(outcome, key=key, attempt=attempt, now=7, unknown_policy=how)
    assert first == after(outcome, key=key, attempt=attempt, now=7, unknown_policy=how)
    if isinstance(first, RetryAt):
        assert 7 < first.at <= 7 + Backoff().longest_ms
        assert first.attempt == attempt + 1 <= Backoff().attempts


def test_messages_that_fail_together_do_not_return_together() -> None:
    assert len({retry_delay_ms(f"k{i}", 1, Backoff()) for i in range(100)}) > 90
