"""What each outcome of a provider means for its message, as a signal."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from loopline.delivery.retry import A_DAY, OUTAGE_MS_MAX, Done, GiveUp, Reconcile, RetryAt, after
from loopline.model.message import Accepted, Outcome, Sending, Unknown, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import attempt_answered

SETTLE_FAILED = "settle_failed"


class Handed(Struct, frozen=True):
    """By whom a batch was handed over: the provider's name and its policy for what nobody knows.

    `outage`: it takes no message at all just now. `elsewhere` says whether another one may take a message.
    """

    provider: str
    unknown_policy: UnknownPolicy
    outage: bool = False
    elsewhere: Callable[[OutboxRow], bool] = lambda row: False


def settle(row: OutboxRow, outcome: Outcome, sending: Sending, by: Handed, now: int) -> AttemptAnswered:
    """The provider's outcome as an answer: sent, again later, failed, or unknown."""
    m, attempt = row.message, row.attempt + 1
    following = after(
        outcome,
        key=m.key,
        attempt=attempt,
        now=now,
        policy=sending.policy,
        unknown_policy=by.unknown_policy,
        backoff=msgspec.structs.replace(A_DAY, attempts=sending.attempts),
        outage=by.outage and now - m.created_at < OUTAGE_MS_MAX,
        elsewhere=not isinstance(outcome, Accepted) and by.elsewhere(row),
    )
    said = partial(attempt_answered, row, now, provider=by.provider)
    code, words = (
        "unknown" if isinstance(outcome, Unknown) else getattr(outcome, "code", ""),
        getattr(outcome, "reason", ""),
    )
    match following:
        case Done():
            accepted = outcome if isinstance(outcome, Accepted) else Accepted()
            answer = accepted.answer if sending.wants_answer else b""
            return said("sent", attempt=attempt, provider_id=accepted.provider_id, answer=answer)
        case RetryAt(at, following_attempt):
            number = following_attempt - 1
            stays = isinstance(outcome, Unknown)
            at = min(row.due_at, at) if number < attempt else at  # an outage costs it neither an attempt nor its turn
            return said("retry", code, words=words, attempt=number, next_at=at, stays=stays)
        case GiveUp(_, _, _, suppress):
            return said("failed", code, words=words, attempt=attempt, hard_bounce=suppress)
        case Reconcile():
            return said("unknown", "unknown", words=words, attempt=attempt)


def settle_each(
    pairs: Sequence[tuple[OutboxRow, Outcome]],
    sending: Sending,
    by: Handed,
    now: int,
    on_error: Callable[[BaseException], None],
) -> list[AttemptAnswered]:
    """An answer for each outcome; where that raises, the message is held as unknown: it may have been sent."""
    answers: list[AttemptAnswered] = []
    for row, outcome in pairs:
        try:
            answers.append(settle(row, outcome, sending, by, now))
        except Exception as error:
            on_error(error)
            held = attempt_answered(row, now, "unknown", SETTLE_FAILED, attempt=row.attempt + 1, provider=by.provider)
            answers.append(held)
    return answers
