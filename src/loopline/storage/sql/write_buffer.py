"""The write buffer: records that are committed, packed in a blob, and not yet flushed to rows of their own.

A row a record in every transaction would dirty a page a record. So a transaction writes its records as one blob, a
turn, and they stay here in memory besides. Once `bound` of them have gathered, or `bytes_max` bytes, a pass begins:
while as many gather again, it flushes those that were there to their rows, in key order, so that neighbours share a
page. A record that has been written again meanwhile stands in a newer turn, and is left to the next pass. Then the
turns of before are dropped; the others are read back at the start.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from math import ceil
from typing import Final

from msgspec import MsgspecError, Struct, msgpack
from msgspec.structs import astuple

from loopline.model.records import Record, SetAside
from loopline.storage.key_order import KeyOrder
from loopline.storage.sql import queries as q
from loopline.storage.sql.drivers.dialect import SqlConnection, run_many
from loopline.storage.timer_heap import TimerHeap

BEFORE_ALL: Final = (-(1 << 62), "")
WAKES_AT_ONCE: Final = 64

pack: Final = msgpack.Encoder().encode
_unpack: Final = msgpack.Decoder(list[Record]).decode


class Flush(Struct, frozen=True):
    """Rows that a transaction writes besides its turn, and how many keys of the pass are done with it.

    Turns up to `flushed` are then in rows, or written over by newer turns (0: the pass goes on).
    """

    rows: Sequence[Record]
    done: int
    flushed: int
    gone: Sequence[str] = ()
    """Keys that are in no row and no turn from then on."""


class WriteBuffer:
    """The newest records, by key. `turn` is the last turn that is in here. Keep `lock` from a read to its use."""

    def __init__(self, bound: int, bytes_max: int, set_aside: Callable[[SetAside], None]) -> None:
        """`set_aside` is told of turns that cannot be read."""
        self._set_aside: Final = set_aside
        self.lock: Final = threading.RLock()
        self.records: Final[dict[str, Record]] = {}
        self.turn = 0
        # In the rows, every wake-up before this one is out of date: its record is in here. Spares reading them again.
        self.floor: tuple[int, str] = BEFORE_ALL
        self._bound: Final = max(1, bound)
        self._bytes_max: Final = bytes_max
        self._wakes: Final = TimerHeap(self._counts)
        self._order: Final = KeyOrder(self.records)
        self._pass: list[str] = []  # keys still to be written to rows, the first at the end
        self._pass_keys = 0
        self._since = set[str]()  # what was written again since the pass began
        self._pass_turn = 0
        self._gathered_bytes = 0
        self._gathered = 0  # records in turns since the pass began, however often the same ones

    def _counts(self, at: int, key: str) -> bool:
        row = self.records.get(key)
        return row is not None and row.wake_at == at

    def catch_up(self, connection: SqlConnection, turn: int, flushed: int) -> None:
        """Add the turns that other processes have committed, as this connection sees them."""
        with self.lock:
            if self.turn >= turn:
                return
            if self.turn < flushed:
                self.records.clear()
                self._wakes.reset()
                self._pass, self.turn = [], flushed
                self._since.clear()
            for number, blob in connection.exec_driver_sql(q.TURNS, (self.turn,)):
                self._add(self._unpacked(number, blob), len(blob))
            self.turn = turn
            self.floor = BEFORE_ALL

    def _unpacked(self, number: int, blob: bytes) -> list[Record]:
        """The records of a turn; none when it cannot be read: those in it stand as they were some time before."""
        try:
            return _unpack(blob)
        except (MsgspecError, TypeError) as fault:
            words = f"The records of a transaction cannot be read ({fault}); they stand as they were some time before."
            self._set_aside(SetAside(kind="turn", name=str(number), code="unreadable", reason=words, payload=blob))
            return []

    def plan_flush(self, rows: Sequence[Record], size: int, erased: Sequence[str] = (), turn: int = 0) -> Flush:
        """The flush of the transaction with these new rows, so many bytes packed: the pass in hand comes as far as the
        gathering for the next one, so that it ends before that begins."""
        if erased:
            return self._plan_all(rows, erased, turn)
        gathered = max((self._gathered + len(rows)) / self._bound, (self._gathered_bytes + size) / self._bytes_max)
        left = self._pass_keys - ceil(min(1.0, gathered) * self._pass_keys)
        return self._flush(len(self._pass) - left, {row.key for row in rows})

    def _plan_all(self, rows: Sequence[Record], gone: Sequence[str], turn: int) -> Flush:
        """The flush of the transaction that makes this turn and after which nothing stands in turns: what is erased is
        to stand in none."""
        newest = {**self.records, **{row.key: row for row in rows}}
        return Flush([newest[key] for key in sorted(newest.keys() - set(gone))], len(self._pass), turn, gone)

    def plan_part(self, most: int) -> Flush:
        """The next `most` records of the pass in hand, whatever has gathered."""
        return self._flush(min(most, len(self._pass)), frozenset())

    def _flush(self, done: int, new: Collection[str]) -> Flush:
        if not self._pass or done <= 0:
            return Flush([], 0, 0)
        keys = (key for key in reversed(self._pass[-done:]) if key not in self._since and key not in new)
        return Flush([self.records[key] for key in keys], done, self._pass_turn if done == len(self._pass) else 0)

    def on_commit(self, turn: int, rows: Sequence[Record], size: int, flush: Flush) -> None:
        """The transaction is on disk: its records are the newest, and those that were flushed to rows leave."""
        with self.lock:
            if turn > self.turn:
                self._add(rows, size)
                self.turn = turn
            for row in flush.rows:
                self.records.pop(row.key, None)
                if row.wake_at is not None:
                    self.floor = min(self.floor, (row.wake_at, row.key))
            for key in flush.gone:
                self.records.pop(key, None)
            if flush.done:
                del self._pass[-flush.done :]
            elif self._gathered >= self._bound or self._gathered_bytes >= self._bytes_max:
                self.begin_pass()
            self._wakes.shrink(len(self.records))
            self._order.shrink()

    def begin_pass(self) -> int:
        """From now on transactions flush what is in here to rows; answers how many records that are."""
        with self.lock:
            self._pass, self._pass_turn = sorted(self.records, reverse=True), self.turn
            self._pass_keys = len(self._pass)
            self._since.clear()
            self._gathered = self._gathered_bytes = 0
            return self._pass_keys

    def _add(self, rows: Sequence[Record], size: int) -> None:
        records = self.records
        self._gathered += len(rows)
        self._gathered_bytes += size
        self._order.add([row.key for row in rows if row.key not in records])
        if self._pass:
            self._since.update([row.key for row in rows])
        for row in rows:
            records[row.key] = row
            if row.wake_at is not None:
                self._wakes.add(row.wake_at, row.key)

    def page(self, rows: list[Record], after: str, limit: int) -> list[Record]:
        """The first records with a key above `after`, in key order: of those in here, and of the first in rows."""
        newer = self._order.page(after, rows[-1].key if len(rows) == limit else None, limit)
        if not newer:
            return rows
        found = {row.key: row for row in rows} | {key: self.records[key] for key in newer}
        return [found[key] for key in sorted(found)[:limit]]

    def first_wake(self) -> int | None:
        """The earliest wake-up in here."""
        return self._wakes.first()

    def due(self, now: int, limit: int) -> list[tuple[int, str]]:
        """Wake-ups in here at or before `now`, by (time, key)."""
        return self._wakes.due(now, limit)


def write_rows(connection: SqlConnection, flush: Flush, flushed: int) -> int:
    """Write records to their rows, and drop turns that are in rows; answers up to which turn everything is."""
    run_many(connection, q.WRITE, [astuple(row) for row in flush.rows])
    run_many(connection, q.MOVE_WAKE, [(row.wake_at, row.key, row.wake_at) for row in flush.rows])
    flushed = flush.flushed or flushed
    connection.exec_driver_sql(q.FORGET_TURNS, (flushed,))
    return flushed


def wakes_in_rows(connection: SqlConnection, now: int, start: tuple[int, str]) -> Iterator[tuple[int, str]]:
    """Wake-ups in rows from `start` on and by `now`, a few at a time: not every driver waits to be asked for more."""
    last = None
    while rows := connection.exec_driver_sql(q.CLAIM_DUE, (now, *start, WAKES_AT_ONCE)).all():
        for at, key in rows:
            if (at, key) != last:
                yield at, key
        if len(rows) < WAKES_AT_ONCE:
            break
        start = last = (rows[-1][0], rows[-1][1])
