"""How signals stand in Kafka's records: a packet of records holds what was appended together, whole or not at all.

A packet ends at position `(offset of its last record + 1) * 128`; its signals stand side by side before that. So an
offset says where the log ends, every record has room for 128 positions, and 2^36 records stay below position 2^43. A
packet has a record for each 128 signals at least, thus it never reaches back to the one before.
"""

from collections.abc import Sequence
from struct import Struct as Layout
from struct import error as LayoutError
from typing import Final

from msgspec import Struct

from loopline.model.records import LogEntry
from loopline.storage.log_entries import signals_of

INDEX_BITS: Final = 7
OFFSETS_MAX: Final = 1 << (43 - INDEX_BITS)
"""So many records one partition may hold, deleted ones too: 4 years of 500 a second."""

VERSION: Final = 1
HEAD: Final = Layout(">BHHIQQ")


class Piece(Struct, frozen=True):
    """One record of a packet: the part of `parts` that it is. The packet has `count` signals and is named by `packet`.

    `total` is how many signals its writer knew of up to its end, since the partition was empty.
    """

    offset: int
    part: int
    parts: int
    count: int
    total: int
    packet: int
    payload: bytes


class Packet(Struct, frozen=True):
    """A packet that is whole: its first and its last offset, its entry, and the bytes that it takes."""

    first: int
    last: int
    entry: LogEntry
    total: int
    size: int


def end_of(offset: int) -> int:
    """The position at which a packet ends whose last record has this offset; 0 for that before the first one."""
    return (offset + 1) << INDEX_BITS


def offset_near(position: int) -> int:
    """The offset of a record of the packet that holds a position, or of a later one of that packet."""
    return (position - 1) >> INDEX_BITS


def pack_packet(payload: bytes, count: int, total: int, packet: int, room: int) -> list[bytes]:
    """The records of a packet of `count` signals, each with `room` bytes of the payload at most."""
    parts = max(1, -(-len(payload) // room), -(-count >> INDEX_BITS))
    size = -(-len(payload) // parts)
    return [
        HEAD.pack(VERSION, part, parts, count, total, packet) + payload[part * size : (part + 1) * size]
        for part in range(parts)
    ]


def read_piece(offset: int, value: bytes | None) -> Piece | None:
    """The piece that a record holds; None when it is none of ours."""
    try:
        version, part, parts, count, total, packet = HEAD.unpack_from(value or b"")
    except LayoutError:
        return None
    if version != VERSION or part >= parts or not count:
        return None
    return Piece(offset, part, parts, count, total, packet, (value or b"")[HEAD.size :])


class Assembler:
    """Puts packets together from records in their order. What is not whole was never answered for: it is left out."""

    def __init__(self) -> None:
        self._open: list[Piece] = []
        self._total = 0

    def take(self, offset: int, value: bytes | None) -> Packet | None:
        """The packet that this record makes whole. One of somebody else stands for a signal that nobody can read."""
        piece = read_piece(offset, value)
        if piece is None:
            self._open = []
            self._total += 1
            return Packet(offset, offset, LogEntry(end_of(offset), (None,)), self._total, len(value or b""))
        if piece.part != len(self._open) or (self._open and not _follows(self._open[-1], piece)):
            self._open = []
        if piece.part == len(self._open):
            self._open.append(piece)
        if len(self._open) < piece.parts:
            return None
        pieces, self._open, self._total = self._open, [], piece.total
        text = b"".join(one.payload for one in pieces)
        signals = signals_of(text)
        whole = signals if len(signals) == piece.count else (None,) * piece.count
        entry = LogEntry(end_of(offset) - piece.count + 1, whole)
        return Packet(pieces[0].offset, offset, entry, piece.total, len(text))


def _follows(before: Piece, piece: Piece) -> bool:
    return (before.packet, before.parts, before.offset + 1) == (piece.packet, piece.parts, piece.offset)


def whole_from(packets: Sequence[Packet], after: int) -> int:
    """The index of the first packet that ends behind a position."""
    low, high = 0, len(packets)
    while low < high:
        middle = (low + high) // 2
        if packets[middle].entry.end <= after:
            low = middle + 1
        else:
            high = middle
    return low
