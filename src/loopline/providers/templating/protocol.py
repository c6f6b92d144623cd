"""What the template engine and a process that renders exchange: frames of a length and a packed value."""

import socket
from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct, msgpack

from loopline.delivery.rendering.verdict import OUTPUT_CHARACTERS_MAX, Part

HEAD: Final = 4
PIECE_BYTES: Final = 1 << 18
FRAME_BYTES_MAX: Final = 128 << 20

FaultKind = Literal["time", "memory", "error", "starved", "died"]
"""Too much processor time or memory, an error of the template, no processor to be had, or a process that ended."""


class Limits(Struct, frozen=True):
    """What one call may use. Times are the processor's, so that a busy machine refuses nothing and allows no more."""

    call_ms: int = 250
    context_ms: int = 5
    compile_ms: int = 1_000
    heap_bytes: int = 128 * 1024 * 1024
    output_characters: int = OUTPUT_CHARACTERS_MAX
    templates: int = 256


class CheckRequest(Struct, tag=True, array_like=True):
    """Find the faults of these templates; the answer's data is a list for each part."""

    parts: tuple[Part, ...]


class FieldsRequest(Struct, tag=True, array_like=True):
    """List the fields that these templates read; the answer's data is a list for each part."""

    parts: tuple[Part, ...]


class CompileRequest(Struct, tag=True, array_like=True):
    """Keep these templates under a number, and forget those of `drop` (0: none); answered as CheckRequest is."""

    id: int
    parts: tuple[Part, ...]
    drop: int = 0


class PrintRequest(Struct, tag=True, array_like=True):
    """Print the templates of a number for `count` contexts, a JSON list; the answer's data is a list as long."""

    id: int
    count: int
    contexts: bytes


class Printed(Struct, tag=True, array_like=True):
    """What was asked for, as JSON."""

    data: bytes


class Fault(Struct, tag=True, array_like=True):
    """Why there is nothing; after `memory` everything that was compiled is forgotten."""

    kind: FaultKind
    text: str = ""


RenderRequest = CheckRequest | FieldsRequest | CompileRequest | PrintRequest
RenderAnswer = Printed | Fault

_encode: Final = msgpack.Encoder().encode
decode_request: Final[Callable[[bytes | bytearray], RenderRequest]] = msgpack.Decoder(RenderRequest).decode
decode_answer: Final[Callable[[bytes | bytearray], RenderAnswer]] = msgpack.Decoder(RenderAnswer).decode


def send(link: socket.socket, packet: RenderRequest | RenderAnswer) -> None:
    """Write a packet. Raises OSError."""
    packed = _encode(packet)
    link.sendall(len(packed).to_bytes(HEAD, "big") + packed)


def receive(link: socket.socket) -> bytearray | None:
    """The next packed value; None when the other end is gone. Raises OSError."""
    head = _exactly(link, HEAD)
    size = int.from_bytes(head, "big") if head is not None else 0
    if size > FRAME_BYTES_MAX:
        raise OSError(f"a frame of {size} bytes is none of ours")
    return None if head is None else _exactly(link, size)


def _exactly(link: socket.socket, size: int) -> bytearray | None:
    buffer, have = bytearray(size), 0
    view = memoryview(buffer)
    while have < size:
        got = link.recv_into(view[have : have + PIECE_BYTES])
        if not got:
            return None
        have += got
    return buffer
