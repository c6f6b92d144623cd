"""The signal log in SQL: one row for each batch that was appended, packed; it leaves no gap, so one is damage."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import zstandard

from loopline.model.errors import Missing, Unavailable
from loopline.model.records import LogEntry
from loopline.model.signal import Signal
from loopline.storage.log_entries import cut, packed_signals, pick, signals_of
from loopline.storage.sql.copies.file_copy import copy_to_file
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning, Wording, run_many
from loopline.storage.sql.log_trimming import horizon_of, trim_entries
from loopline.storage.sql.migrate import bring_up

END: Final = "SELECT position + count - 1 FROM entries WHERE shard = ? ORDER BY position DESC LIMIT 1"
APPEND: Final = Wording(
    sqlite="INSERT INTO entries (shard, position, count, payload) VALUES (?, ?, ?, ?)",
    postgresql="INSERT INTO entries (shard, position, count, payload) "
    "SELECT * FROM unnest(?::integer[], ?::bigint[], ?::integer[], ?::bytea[])",
)
HOLDING: Final = "SELECT max(position) FROM entries WHERE shard = ? AND position <= ?"
READ: Final = "SELECT position, count, payload FROM entries WHERE shard = ? AND position >= ? ORDER BY position LIMIT ?"
TAIL_SIGNALS: Final = 65_536
TAIL_BYTES: Final = 32 << 20
READ_ROWS: Final = 64
READ_BYTES: Final = 8 << 20
"""One read ends behind the entry that reaches so many bytes, however few signals that are."""

COMPACTED_BYTES: Final = 64 << 20
PACKED_FROM_BYTES: Final = 1_024
PACKED: Final = zstandard.FRAME_HEADER
"""How a packed entry begins; no list of signals does."""
LEVEL: Final = 1
UNPACKED_BYTES_MAX: Final = 256 << 20


class SqlLog:
    """The Log port on one file. Any thread appends and reads, and other processes may do both at the same time.

    The newest `tail_signals` signals (up to `TAIL_BYTES`) stay in memory, so that a loop that keeps up never decodes
    what was just appended.
    """

    def __init__(
        self, place: Place, shard: int = 0, tail_signals: int = TAIL_SIGNALS, tuning: Tuning | None = None
    ) -> None:
        self._database: Final = Database(place, tuning or Tuning(cache=2 << 20, mapped=0, readers=3), "log")
        bring_up(self._database, "log")
        self._shard: Final = shard
        self._compressor: Final = zstandard.ZstdCompressor(level=LEVEL)
        self._tail: Final = Tail(tail_signals)
        self._watch: Final = threading.Lock()  # guards the two that follow: what end() saw last
        self._seen_version = -1
        self._end = 0
        self._appending: Final = threading.Lock()  # what follows, and the compressor
        self._written_version = -1  # the appender's own: the file as its last transaction left it
        self._written_end = 0

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def copy_to(self, path: Path) -> None:
        """A whole copy as of one moment, while signals keep coming."""
        copy_to_file(self._database, "log", path, self._shard)

    def size(self) -> int:
        """What is on disk, in bytes."""
        return self._database.size()

    def overwrite_freed(self) -> None:
        """Leave nothing on disk of what was deleted."""
        self._database.overwrite_freed()

    def horizon(self) -> int:
        """The last position that was trimmed; 0 when the log is whole."""
        with self._database.read() as connection:
            return horizon_of(connection, self._shard)

    def trim(self, up_to: int, limit: int) -> int:
        """Delete the oldest entries, in one short transaction; the last one always stays."""
        with self._database.write() as connection:
            return trim_entries(connection, self._shard, up_to, limit)

    def compact(self) -> None:
        """Give back the room of what was trimmed, when that is quickly done and nobody else has the file open."""
        self._database.compact(COMPACTED_BYTES)

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Write all batches in one transaction; on disk when this returns. Answers each one's first position."""
        with self._appending:
            return self._appended(batches)

    def _appended(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        encoded = [(batch, packed_signals(batch)) for batch in batches]
        packed = [(batch, len(payload), _packed(payload, self._compressor)) for batch, payload in encoded]
        entries, sizes, firsts, rows = [], [], [], []
        with self._database.write() as connection:
            end = self._end_for_append(connection)
            for batch, length, payload in packed:
                firsts.append(end + 1)
                if batch:
                    rows.append((self._shard, end + 1, len(batch), payload))
                    entries.append(LogEntry(end + 1, tuple(batch)))
                    sizes.append(length)
                    end += len(batch)
            run_many(connection, APPEND, rows)
        self._written_end = end
        self._tail.extend(entries, sizes)
        return firsts

    def _end_for_append(self, connection: SqlConnection) -> int:
        """The end; read inside the transaction only when another process has written since the last one."""
        version = self._database.dialect.version(connection)
        if version != self._written_version:
            self._written_version = version
            self._written_end = _last(connection, self._shard)
        return self._written_end

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries that begin right after `after`. Unavailable `log_damaged` names the position from which rows miss,

        Missing `log_trimmed` one that has left.
        """
        entries = self._tail.read(after, limit)
        if entries is None and after < self.end():
            entries = self._read_file(after, limit)
        return entries or []

    def _read_file(self, after: int, limit: int) -> list[LogEntry]:
        entries: list[LogEntry] = []
        count = read = 0
        with self._database.read() as connection:
            first = connection.exec_driver_sql(HOLDING, (self._shard, after + 1)).scalar_one()
            if first is None and after + 1 <= (horizon := horizon_of(connection, self._shard)):
                raise _trimmed(after + 1, horizon)
            for position, size, payload in self._rows(connection, first or 0):
                whole, length = _unpacked(position, size, payload, after + count + 1)
                entry = cut(whole, after)
                entries.append(entry)
                count += len(entry.signals)
                read += length
                if count >= limit or read >= READ_BYTES:
                    break
        return entries

    def _rows(self, connection: SqlConnection, first: int) -> Iterator[tuple[int, int, bytes]]:
        """The rows from a position on, a few at a time: not every driver waits to be asked for the next one."""
        while rows := connection.exec_driver_sql(READ, (self._shard, first, READ_ROWS)).all():
            yield from ((position, size, payload) for position, size, payload in rows)
            first = rows[-1][0] + 1

    def end(self) -> int:
        """The position of the last signal, 0 when there was none; reads the file only when there was a write."""
        with self._watch, self._database.watch() as connection:
            version = self._database.dialect.version(connection)
            if version != self._seen_version:
                self._end = _last(connection, self._shard)
                self._seen_version = version
            return self._end

    def count(self, after: int) -> int:
        """How many signals stand after a position."""
        return max(0, self.end() - max(after, self.horizon()))


class Tail:
    """The newest entries in memory, without a gap between them."""

    def __init__(self, signals: int) -> None:
        self._bound: Final = signals
        self._entries: Final[deque[LogEntry]] = deque()
        self._sizes: Final[deque[int]] = deque()
        self._count = self._bytes = 0
        self._lock: Final = threading.Lock()

    def extend(self, entries: Sequence[LogEntry], sizes: Sequence[int]) -> None:
        """Add what was appended, with the bytes of each.

        What stood before a gap (another process wrote in between) is let go.
        """
        with self._lock:
            for entry, size in zip(entries, sizes, strict=True):
                if self._entries and _after(self._entries[-1]) != entry.position:
                    self._entries.clear()
                    self._sizes.clear()
                    self._count = self._bytes = 0
                self._entries.append(entry)
                self._sizes.append(size)
                self._bytes += size
                self._count += len(entry.signals)
            while (self._count > self._bound or self._bytes > TAIL_BYTES) and len(self._entries) > 1:
                self._count -= len(self._entries.popleft().signals)
                self._bytes -= self._sizes.popleft()

    def read(self, after: int, limit: int) -> list[LogEntry] | None:
        """The answer of `Log.read`; None when position `after + 1` is not in memory."""
        with self._lock:
            if not self._entries or not self._entries[0].position <= after + 1 < _after(self._entries[-1]):
                return None
            return pick(self._entries, after, limit)


def _after(entry: LogEntry) -> int:
    return entry.position + len(entry.signals)


def _last(connection: SqlConnection, shard: int) -> int:
    return connection.exec_driver_sql(END, (shard,)).scalar_one_or_none() or 0


def _packed(payload: bytes, compressor: zstandard.ZstdCompressor) -> bytes:
    """The entry as it is written: compressed where that is worth it."""
    fits = PACKED_FROM_BYTES <= len(payload) <= UNPACKED_BYTES_MAX
    return compressor.compress(payload) if fits else payload


def _opened(payload: bytes) -> bytes:
    """The entry as it was packed. A damaged head that promises too much is not believed."""
    if payload[: len(PACKED)] != PACKED:
        return payload
    if zstandard.frame_content_size(payload) > UNPACKED_BYTES_MAX:
        raise zstandard.ZstdError("the entry says that it is larger than an entry may be")
    return zstandard.decompress(payload, UNPACKED_BYTES_MAX)


def _unpacked(position: int, size: int, payload: bytes, wanted: int) -> tuple[LogEntry, int]:
    """The entry of a row that has to contain the wanted position, and its bytes; None for what cannot be read."""
    if not position <= wanted < position + size:
        raise _damaged(wanted, f"the next entry begins at {position}")
    try:
        text = _opened(payload)
        signals, length = signals_of(text), len(text)
    except (zstandard.ZstdError, MemoryError, TypeError):
        signals, length = (), 0
    return LogEntry(position, signals if len(signals) == size else (None,) * size), length


def _trimmed(position: int, horizon: int) -> Missing:
    text = (
        f"Position {position} is not in the log any more: it was trimmed up to {horizon}. What was decided until then "
        "is in the facts, and in the snapshot from which facts are rebuilt."
    )
    return Missing("log_trimmed", text, at=f"position {position}")


def _damaged(position: int, why: str) -> Unavailable:
    text = f"the log cannot be read at position {position} ({why}): restore log.db from a backup"
    return Unavailable("log_damaged", text, at=f"position {position}")
