"""What a dialect makes of one request, what is answered to it, and the promise of a reader."""

from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.signal import Signal, Trust
from loopline.model.signals.data import ToldSignal
from loopline.signals.quality import MessageError


class ReadBatch(Struct, frozen=True):
    """The signals in the order of their messages, an error for each message refused, and how many were taken."""

    signals: list[Signal]
    errors: list[MessageError]
    messages: int


class Taken(Struct, frozen=True):
    """The result of a request: how many messages were taken, how many signals they became, and the errors."""

    messages: int
    signals: int
    errors: list[MessageError] = []


def spoken(batch: ReadBatch, trust: Trust) -> ReadBatch:
    """The batch as said by this speaker. Every signal of a dialect has room for it, but for what is told of her."""
    if not trust:
        return batch
    said = [signal if isinstance(signal, ToldSignal) else replace(signal, trust=trust) for signal in batch.signals]
    return replace(batch, signals=said)


class BatchReader(Protocol):
    """The pure half of a dialect: `read` in `signals/dialects/NAME.py`."""

    def __call__(self, body: bytes, received_at: int, hint: str = "") -> ReadBatch:
        """Read a request's body, received at this time (ms since the epoch, UTC).

        `hint` is what the body does not say and the address or a header did, in the dialect's own words. Raises Invalid
        (TooLarge over a limit) when the request as a whole cannot be read; never for a single message.
        """
        ...
