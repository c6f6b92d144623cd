"""The signal that says what became of an attempt, or of a message before one; and what signals say of the outbox."""

from collections.abc import Mapping
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.model.effect import MarkMessage
from loopline.model.message import AttemptResult, MessageStatus
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, AttemptsStarted, AttemptStarted, Signal

PAUSED = "journey_paused"
MARKS: Final[Mapping[AttemptResult, MessageStatus]] = {
    "sent": "sent",
    "retry": "pending",
    "deferred": "pending",
    "failed": "failed",
    "refused": "refused",
    "unknown": "unknown",
}


def attempt_answered(
    row: OutboxRow,
    now: int,
    result: AttemptResult,
    code: str = "",
    *,
    words: str = "",
    attempt: int | None = None,
    next_at: int | None = None,
    hard_bounce: bool = False,
    provider_id: str = "",
    answer: bytes = b"",
    provider: str = "",
    stays: bool = False,
    address: str = "",
) -> AttemptAnswered:
    """The signal with the result of an attempt; its id follows from the message, the attempt, who made it and when."""
    m = row.message
    number = row.attempt if attempt is None else attempt
    return AttemptAnswered(
        key=m.person,
        id=f"{m.key}/{number}/{now}/{result}{'/' + provider if provider else ''}",
        at=now,
        received_at=now,
        message=m.key,
        attempt=number,
        result=result,
        channel=m.channel,
        topic=m.topic,
        journey=m.journey,
        version=m.version,
        node=m.node,
        enrollment=m.enrollment,
        next_at=next_at,
        code=code,
        reason=as_said(words or code),
        hard_bounce=hard_bounce,
        provider_id=provider_id,
        answer=answer,
        address=address or m.address,
        provider=provider,
        stays=stays,
    )


def as_said(words: str) -> str:
    """What a provider said, as a log and an outbox can hold it: half a character and a NUL keep it from either."""
    return words.encode("utf-8", "replace").decode().replace("\0", " ")


def marks_of(signal: Signal, published: PublishedSet) -> list[MarkMessage]:
    """What a signal says of a message of the outbox; it holds whatever becomes of the person."""
    match signal:
        case AttemptsStarted():
            by = signal.provider or None
            return [
                MarkMessage(key=key, status="sending", attempt=number, provider=by) for key, number in signal.attempts
            ]
        case AttemptStarted():
            return [MarkMessage(key=signal.message, status="sending", attempt=signal.attempt)]
        case AttemptAnswered() if not signal.marked:
            return [_mark(signal, published)]
        case _:
            return []


def _holder(signal: AttemptAnswered, status: MessageStatus) -> str | None:
    """The provider that a message belongs to from now on; as it was where no provider has been asked."""
    if not signal.provider:
        return None
    return signal.provider if signal.stays or status != "pending" else ""


def _mark(signal: AttemptAnswered, published: PublishedSet) -> MarkMessage:
    due_at = signal.next_at
    if signal.code == PAUSED and published.state_of(signal.journey, signal.version) != "paused":
        due_at = signal.received_at  # the pause ended before this was decided: no fan-out will make it due
    status = MARKS[signal.result]
    return MarkMessage(
        key=signal.message,
        status=status,
        due_at=due_at,
        attempt=signal.attempt,
        reason=signal.reason or signal.code,
        provider=_holder(signal, status),
    )
