"""What the server and the process that takes signals in say to each other: frames of a length and a packed value."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct, msgpack

from loopline.model.signal import Signal
from loopline.signals.quality import Fault

HEAD: Final = 4


class Body(Struct, tag=True, array_like=True):
    """A request's body as it came: read it, write what it holds."""

    body: bytes
    received_at: int
    path_type: str | None


class Signals(Struct, tag=True, array_like=True):
    """Signals of our own: write them."""

    signals: list[Signal]


class Written(Struct, tag=True, array_like=True):
    """On disk, the first signal at position `first`; 0 when there was nothing to write."""

    first: int
    messages: int
    signals: int
    faults: list[Fault]


class Refusal(Struct, tag=True, array_like=True):
    """Nothing was written, or nobody knows; `status` is that of the error's family."""

    status: int
    code: str
    text: str


Ask = Body | Signals
Answer = Written | Refusal

_encode: Final = msgpack.Encoder().encode
decode_ask: Final[Callable[[bytes], Ask]] = msgpack.Decoder(Ask).decode
decode_answer: Final[Callable[[bytes], Answer]] = msgpack.Decoder(Answer).decode


def frame(word: Ask | Answer) -> bytes:
    """A word as it goes over the link."""
    packed = _encode(word)
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
