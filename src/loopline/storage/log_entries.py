"""How the signals of an entry are packed and read, and cutting a piece out of entries: the same for every log."""

from collections.abc import Sequence
from typing import Final

from msgspec import MsgspecError, Raw, msgpack

from loopline.model.records import LogEntry
from loopline.model.signal import Signal

packed_signals: Final = msgpack.Encoder().encode
"""The bytes of a list of signals."""

_decode: Final = msgpack.Decoder(list[Signal]).decode
_pieces: Final = msgpack.Decoder(list[Raw]).decode
_decode_one: Final = msgpack.Decoder(Signal).decode


def signals_of(text: bytes) -> Sequence[Signal | None]:
    """The signals, each by itself where one is of an unknown shape; nothing when no bounds are seen."""
    try:
        signals: Sequence[Signal | None] = _decode(text)
        return signals
    except (MsgspecError, TypeError):
        pass
    try:
        return [_one(raw) for raw in _pieces(text)]
    except (MsgspecError, TypeError):
        return ()


def _one(raw: Raw) -> Signal | None:
    try:
        signal: Signal = _decode_one(raw)
        return signal
    except (MsgspecError, TypeError):
        return None


def pick(entries: Sequence[LogEntry], after: int, limit: int) -> list[LogEntry]:
    """The entries past `after` (the first one cut to begin there) until `limit` signals are reached."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].end <= after:
            low = middle + 1
        else:
            high = middle
    picked: list[LogEntry] = []
    count = 0
    while low < len(entries) and count < limit:
        picked.append(cut(entries[low], after))
        count += len(picked[-1].signals)
        low += 1
    return picked


def cut(entry: LogEntry, after: int) -> LogEntry:
    """The part of an entry that stands after a position."""
    if entry.position > after:
        return entry
    return LogEntry(after + 1, entry.signals[after + 1 - entry.position :])
