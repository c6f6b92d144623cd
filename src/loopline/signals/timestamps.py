"""When it happened: a sender's time stamp, set right by how far the sender's clock is off, as ms since the epoch."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal

import msgspec

from loopline.signals.quality import BadMessage

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE_MS: Final = 60_000
"""Clocks that are so little ahead are not worth a word."""
MS_FROM: Final = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000."""
DATE_LENGTH: Final = len("2026-01-31")
TimeOddity = Literal["", "time_future", "time_unreadable"]
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


def read_stamp(stamp: object, offset: int | None, received_at: int) -> tuple[int, TimeOddity]:
    """When it happened by a time stamp of any shape; and what was odd, where it counts as of its receipt instead."""
    if stamp is None or stamp == "":
        return received_at, ""
    try:
        at = to_ms(stamp if isinstance(stamp, datetime) else _moment(stamp))
    except (BadMessage, ValueError, TypeError, OverflowError):
        return received_at, "time_unreadable"
    if offset is not None:
        at += offset
    if at <= received_at:
        return (at if at > 0 else 0), ""
    return received_at, "time_future" if at - received_at > FUTURE_MS else ""


def _moment(stamp: object) -> datetime:
    """RFC 3339, a date alone, RFC 2822, or seconds or milliseconds since 1970. Raises ValueError and its like."""
    if isinstance(stamp, str):
        text = stamp.strip()
        if not text.isascii():
            raise ValueError(text)
        if text.isdigit():
            return _moment(int(text))
        if len(text) == DATE_LENGTH:
            return datetime.fromisoformat(text)
        try:
            return msgspec.convert(text, datetime)
        except msgspec.ValidationError:
            return parsedate_to_datetime(text)
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        raise TypeError(stamp)
    return EPOCH + timedelta(milliseconds=stamp if abs(stamp) >= MS_FROM else stamp * 1_000)
