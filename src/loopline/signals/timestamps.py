"""When it happened: a sender's time stamp, set right by how far the sender's clock is off, as ms since the epoch."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from loopline.signals.quality import BadMessage

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAY_MS: Final = 86_400_000
DAYS_END: Final = (datetime(2101, 1, 1, tzinfo=UTC) - EPOCH).days


def to_ms(moment: datetime) -> int:
    """Milliseconds since the epoch; a time without a zone is read as UTC. Raises BadMessage outside 1970 to 2100."""
    try:
        since = moment - EPOCH
    except TypeError:
        since = moment.replace(tzinfo=UTC) - EPOCH
    if 0 <= since.days < DAYS_END:
        return since.days * DAY_MS + since.seconds * 1000 + since.microseconds // 1000
    raise BadMessage(
        "timestamp_invalid", f"The time stamp {moment.isoformat()} is not within 1970 to 2100; send the real time."
    )


def clock_offset(sent_at: object, received_at: int) -> int | None:
    """How far the sender's clock is behind ours (ms), from the moment it says it sent; None when it does not say so."""
    if not isinstance(sent_at, str):
        return None
    try:
        return received_at - to_ms(msgspec.convert(sent_at, datetime))
    except (msgspec.ValidationError, BadMessage):
        return None


def happened_at(stamp: datetime | None, offset: int | None, received_at: int) -> int:
    """`received_at - (sentAt - timestamp)`, never later than `received_at` and never before the epoch."""
    if stamp is None:
        return received_at
    at = to_ms(stamp)
    if offset is not None:
        at += offset
    return at if 0 <= at <= received_at else received_at if at > 0 else 0
