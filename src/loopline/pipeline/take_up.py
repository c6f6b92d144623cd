"""Messages that are taken up again: after a pause, after a change of the rules, and after a crash."""

import msgspec

from loopline.decisions.published import PublishedSet
from loopline.model.duration import MINUTE
from loopline.model.message import Accepted, Deferred, Outcome, Refused, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import QUIET, RESUMED, RULES_CHANGED, WHEN_RESUMED, attempt_answered

CRASHED = "crashed_while_sending"


def resumed(row: OutboxRow, published: PublishedSet, now: int) -> AttemptAnswered | None:
    """The signal that makes a message due which a pause had deferred; None while its journey is paused."""
    m = row.message
    if row.due_at != WHEN_RESUMED or published.state_of(m.journey, m.version) == "paused":
        return None
    answer = attempt_answered(row, now, "deferred", RESUMED, next_at=now)
    return msgspec.structs.replace(answer, id=f"{m.key}/{row.attempt}/{now}/{RESUMED}")


def reckoned_anew(row: OutboxRow, now: int) -> AttemptAnswered | None:
    """The signal that makes a message due which quiet hours had deferred: there are other rules now.

    None for any other, and for one that is due within a minute: it may be in a provider's hands by then.
    """
    if row.reason != QUIET or row.due_at <= now + MINUTE:
        return None
    answer = attempt_answered(row, now, "deferred", RULES_CHANGED, next_at=now)
    return msgspec.structs.replace(answer, id=f"{row.message.key}/{row.attempt}/{now}/{RULES_CHANGED}")


def recover(row: OutboxRow, policy: UnknownPolicy, reported: Outcome | None, now: int) -> AttemptAnswered:
    """The answer for a message that was being sent when the process stopped.

    `policy` is the provider's: hold it for an operator, send it again, or believe `reported`, the provider's outcome.
    Only a provider that is sure that it never took the message lets it go again; one that cannot say leaves it held.
    """
    if policy == "ask" and isinstance(reported, Accepted):
        return attempt_answered(row, now, "sent", attempt=row.attempt, provider_id=reported.provider_id)
    if policy == "resend" or (policy == "ask" and isinstance(reported, Deferred | Refused)):
        return attempt_answered(row, now, "retry", CRASHED, attempt=row.attempt, next_at=now)
    return attempt_answered(row, now, "unknown", CRASHED, attempt=row.attempt)
