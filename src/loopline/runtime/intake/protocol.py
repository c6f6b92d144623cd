"""What the server and the intake process exchange: frames of a length and a packed value."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct, msgpack

from loopline.model.signal import Signal, Trust
from loopline.signals.quality import MessageError

HEAD: Final = 4


class TakeRequest(Struct, tag=True, array_like=True):
    """A request's body as it came: read it by this dialect, write what it holds."""

    dialect: str
    body: bytes
    received_at: int
    hint: str
    trust: Trust = ""


class AcceptRequest(Struct, tag=True, array_like=True):
    """Signals of our own: write them."""

    signals: list[Signal]


class Written(Struct, tag=True, array_like=True):
    """On disk, the first signal at position `first`; 0 when there was nothing to write."""

    first: int
    messages: int
    signals: int
    errors: list[MessageError]


class IntakeRefusal(Struct, tag=True, array_like=True):
    """Nothing was written, or it is unknown; `status` is that of the error's family."""

    status: int
    code: str
    text: str


IntakeRequest = TakeRequest | AcceptRequest
IntakeAnswer = Written | IntakeRefusal

_encode: Final = msgpack.Encoder().encode
decode_request: Final[Callable[[bytes], IntakeRequest]] = msgpack.Decoder(IntakeRequest).decode
decode_answer: Final[Callable[[bytes], IntakeAnswer]] = msgpack.Decoder(IntakeAnswer).decode


def frame(packet: IntakeRequest | IntakeAnswer) -> bytes:
    """A request or an answer as it goes over the link."""
    packed = _encode(packet)
    return len(packed).to_bytes(HEAD, "big") + packed


class Frames:
    """Puts frames together from the pieces in which a link delivers them."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def take(self, piece: bytes) -> Iterator[bytes]:
        """The packed values that are whole now; hold on to none of the pieces before."""
        buffer = self._buffer
        buffer += piece
        begin = 0
        while len(buffer) - begin >= HEAD:
            end = begin + HEAD + int.from_bytes(buffer[begin : begin + HEAD], "big")
            if len(buffer) < end:
                break
            yield bytes(buffer[begin + HEAD : end])
            begin = end
        del buffer[:begin]
