"""Isolates the message at which something of ours raises: it alone is tried again, a few times; the others go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from loopline.model.duration import HOUR, MINUTE
from loopline.model.errors import Unavailable
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempt_answers import attempt_answered

OwnFault = Literal["gate_failed", "render_failed", "dispatch_failed"]
"""Where Loopline itself failed at a message."""

AGAIN_MS: Final = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR)
"""The pause after each attempt that raised: time to mend a fault of ours. The attempt after the last pause is final."""

WEATHER: Final = (Unavailable, OSError, MemoryError)
"""What passes without anybody's doing, so that the same batch is tried again as a whole."""


class FailedAt(Exception):
    """Raised where something of ours failed at a batch, with the code of the place; the cause is what was raised."""

    def __init__(self, code: OwnFault) -> None:
        super().__init__(code)
        self.code: Final = code


@contextmanager
def failing_as(code: OwnFault) -> Iterator[None]:
    """Raise what fails in this block as FailedAt; WEATHER is raised as it is."""
    try:
        yield
    except WEATHER:
        raise
    except Exception as error:
        raise FailedAt(code) from error


def failed_within(row: OutboxRow, now: int, error: Exception) -> AttemptAnswered:
    """The answer for an attempt that ended in an exception of ours, before any provider had the message.

    It counts, and the last one is a refusal.
    """
    code: OwnFault = error.code if isinstance(error, FailedAt) else "dispatch_failed"
    error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    attempt = row.attempt + 1
    words = f"Loopline failed at this message ({type(error).__name__}); its log has more."
    if attempt <= len(AGAIN_MS):
        return attempt_answered(
            row, now, "retry", code, words=words, attempt=attempt, next_at=now + AGAIN_MS[row.attempt]
        )
    return attempt_answered(row, now, "refused", code, words=words, attempt=attempt)


def stuck(row: OutboxRow, now: int, *, has_node: bool, is_carried: bool) -> AttemptAnswered:
    """The answer where a message cannot go: its node is gone, its channel has no provider, or the one that may have
    the message is no longer set up, and then nobody else may send it.
    """
    if not has_node:
        return attempt_answered(row, now, "refused", "node_missing")
    if not is_carried:
        return attempt_answered(row, now, "refused", "channel_missing")
    return attempt_answered(row, now, "unknown", "provider_gone", provider=row.provider)
