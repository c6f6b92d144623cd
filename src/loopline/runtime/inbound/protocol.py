"""What the mail server's process and the server exchange: frames of a length and a packed value."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct, msgpack

from loopline.model.hook import Receipt
from loopline.runtime.intake.protocol import HEAD


class MailTold(Struct, array_like=True):
    """What one mail tells. A frame without receipts asks whether somebody listens."""

    number: int
    receipts: list[Receipt]


class MailHeard(Struct, array_like=True):
    """The answer: whether all that the mail tells is in the log, on disk."""

    number: int
    durable: bool


_encode: Final = msgpack.Encoder().encode
decode_told: Final[Callable[[bytes], MailTold]] = msgpack.Decoder(MailTold).decode
decode_heard: Final[Callable[[bytes], MailHeard]] = msgpack.Decoder(MailHeard).decode


def mail_frame(packet: MailTold | MailHeard) -> bytes:
    """A packet as it goes over the link."""
    packed = _encode(packet)
    return len(packed).to_bytes(HEAD, "big") + packed
