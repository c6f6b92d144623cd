"""The signal that says what became of an attempt, or of a message before one."""

from loopline.model.message import AttemptResult
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered


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
