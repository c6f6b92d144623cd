"""The loop's record in SQL: states, timers, outbox, facts on their way, documents and the position, in one file."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TypeVar

from msgspec.structs import astuple

from loopline.model.records import Begun, Frontier, OutboxRow, PruneStep, Record, StoredDocument, Transaction
from loopline.storage.sql import chunks, documents, outbox, quarantine
from loopline.storage.sql import queries as q
from loopline.storage.sql.copies.file_copy import copy_to_file
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning, listed, listed_rows, run_many
from loopline.storage.sql.erased.rows import erase_rows
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.quarantine import SqlQuarantine
from loopline.storage.sql.shards.tellings import SqlTellings, write_tellings
from loopline.storage.sql.write_buffer import WriteBuffer, pack, wakes_in_rows, write_rows
from loopline.storage.transaction_rules import check_transaction, digest_of, lines_of

FLUSHED_AT_ONCE, EVER = 4_096, 1 << 62
COMPACTED_BYTES: Final = 64 << 20
T = TypeVar("T")


class SqlState(SqlTellings):
    """The State port on one database file, or one schema. One thread commits; any thread reads without waiting."""

    def __init__(
        self, place: Place, buffered_records: int | None = None, tuning: Tuning | None = None, shard: int = 0
    ) -> None:
        """`buffered_records`: how many gather in memory (and packed on disk) before they are written to rows."""
        tuning = tuning or Tuning(cache=8 << 20, mapped=0, checkpoint_pages=32_000)
        super().__init__(Database(place, tuning, f"shard_{shard}"))
        bring_up(self._database, "state")
        self.quarantine: Final = SqlQuarantine(self._database)
        dialect = self._database.dialect
        bound = dialect.buffered_records if buffered_records is None else buffered_records
        self._buffer: Final = WriteBuffer(bound, dialect.buffered_bytes, self.quarantine.report)
        self._epoch = 0

    def close(self) -> None:
        """Write everything to rows, if this is still the owner, and give the file back."""
        try:
            self.flush()
            self._tidy()
        finally:
            self._database.close()

    def _tidy(self) -> None:
        """Give back the room of what is in rows by now; a large file keeps it, since that would take long."""
        with self._database.write() as connection:
            _, epoch, *_, flushed = connection.exec_driver_sql(q.META).one()
            if not self._epoch or epoch != self._epoch:
                return
            connection.exec_driver_sql(q.FORGET_ALL_TURNS, (flushed,))
        self._database.compact(COMPACTED_BYTES)

    def copy_to(self, path: Path) -> None:
        """A whole copy as of one moment, while the loop goes on."""
        copy_to_file(self._database, "state", path)

    def size(self) -> int:
        """What is on disk, in bytes."""
        return self._database.size()

    def overwrite_freed(self) -> None:
        """Leave nothing on disk of what was deleted."""
        self._database.overwrite_freed()

    def take_ownership(self) -> int:
        """A new epoch, above every one before; on disk before it is answered."""
        with self._database.write() as connection:
            self._epoch = int(connection.exec_driver_sql(q.OWN).scalar_one())
            return self._epoch

    def position(self) -> int:
        """The log position up to which everything has been decided."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(q.META).one()[0])

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """The records that are there: buffered ones from memory, the others in one query."""
        with self._database.read() as connection:
            records = self._buffer.records
            found = self._agreeing(connection, lambda: {key: records[key] for key in keys if key in records})
            others = [key for key in keys if key not in found]
            if others:
                for row in connection.exec_driver_sql(q.LOAD.on(connection), (listed(connection, others),)):
                    found[row[0]] = Record(*row)
            return found

    def seen_pages(self, wanted: Sequence[tuple[str, int]]) -> dict[str, dict[int, bytes]]:
        """The pages of ids that are there, in one query."""
        found: dict[str, dict[int, bytes]] = {}
        if not wanted:
            return found
        with self._database.read() as connection:
            # One alone is what a signal waits for: no lists to be taken apart.
            alone = (q.PAGE, wanted[0]) if len(wanted) == 1 else None
            asked = alone or (q.PAGES.on(connection), listed_rows(connection, wanted))
            for key, slot, ids in connection.exec_driver_sql(*asked):
                found.setdefault(key, {})[slot] = ids
        return found

    def commit(self, transaction: Transaction) -> frozenset[str]:
        """One transaction, on disk when this returns; the keys of its messages that are not to be sent again."""
        begun = self.begin(transaction)
        begun.finish()
        return begun.known

    def begin(self, transaction: Transaction) -> Begun:
        """One transaction, written but for its end: until `finish` nobody sees it, and nobody else can write."""
        rows = transaction.records
        packed, lines = pack(rows), lines_of(transaction.facts)
        with ExitStack() as stack:
            connection = stack.enter_context(self._database.write())
            position, epoch, chunk, digest, turn, flushed = connection.exec_driver_sql(q.META).one()
            check_transaction(transaction, epoch, position)
            self._buffer.catch_up(connection, turn, flushed)
            write_tellings(connection, transaction)
            with connection.together():
                known = outbox.put_messages(connection, transaction.outbox)
                outbox.mark_messages(connection, transaction.marks)
                for document in transaction.documents:
                    documents.put_version(connection, document)
                if lines and digest != (new_digest := digest_of(lines)):
                    chunk, digest = chunk + 1, new_digest
                    connection.exec_driver_sql(q.PUT_CHUNK, (chunk, lines))
                flush = self._buffer.plan_flush(rows, len(packed), transaction.erased, turn + 1)
                run_many(connection, q.PUT_PAGE, [astuple(page) for page in transaction.pages])
                if rows:
                    turn += 1
                    connection.exec_driver_sql(q.PUT_TURN, (turn, packed))
                flushed = write_rows(connection, flush, flushed)
                erase_rows(connection, transaction.erased, turn)
                changed = quarantine.write(connection, transaction)
                connection.exec_driver_sql(q.ADVANCE, (transaction.position, chunk, digest, turn, flushed))

            written = stack.pop_all()

            def finish() -> None:
                written.close()
                self._buffer.on_commit(turn, rows, len(packed), flush)
                if changed:
                    self.quarantine.refresh()

            return Begun(known, finish)

    def flush(self) -> None:
        """Flush all buffered records to rows, a few thousand a transaction; does nothing when this is not the owner."""
        going = bool(self._epoch)
        begun = False
        while going:
            with self._database.write() as connection:
                position, epoch, chunk, digest, turn, flushed = connection.exec_driver_sql(q.META).one()
                if epoch != self._epoch:
                    return
                self._buffer.catch_up(connection, turn, flushed)
                begun = begun or bool(self._buffer.begin_pass())
                flush = self._buffer.plan_part(FLUSHED_AT_ONCE)
                flushed = write_rows(connection, flush, flushed)
                turn += 1  # rows changed, so other readers have to look again
                connection.exec_driver_sql(q.ADVANCE, (position, chunk, digest, turn, flushed))
            self._buffer.on_commit(turn, (), 0, flush)
            going = bool(flush.done) and not flush.flushed

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Keys that are due, earliest first, then by key. Claiming changes nothing."""
        with self._database.read() as connection:

            def ask() -> list[tuple[int, str]]:
                return sorted(self._buffer.due(now, limit) + self._due_rows(connection, now, limit))[:limit]

            return [(key, at) for at, key in self._agreeing(connection, ask)]

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all."""
        with self._database.read() as connection:
            return self._agreeing(connection, lambda: self._first_wake(connection))

    def _first_wake(self, connection: SqlConnection) -> int | None:
        buffered = self._buffer.first_wake()
        wakes = [at for at, _ in self._due_rows(connection, EVER, 1)] + ([] if buffered is None else [buffered])
        return min(wakes, default=None)

    def _due_rows(self, connection: SqlConnection, now: int, limit: int) -> list[tuple[int, str]]:
        """The first wake-ups of rows that are up to date; remembers where they begin."""
        found: list[tuple[int, str]] = []
        wake = self._buffer.floor
        for wake in wakes_in_rows(connection, now, self._buffer.floor):
            if wake[1] not in self._buffer.records:
                found.append(wake)
                if len(found) == limit:
                    break
        self._buffer.floor = found[0] if found else wake
        return found

    def _agreeing(self, connection: SqlConnection, ask: Callable[[], T]) -> T:
        """Read the buffered records at a moment when they and this connection's snapshot are of the same turn.

        The connection keeps seeing that moment until it is given back, so rows may be read after the answer.
        """
        while True:
            *_, turn, flushed = self._database.dialect.begin_reading(connection, q.META)
            self._buffer.catch_up(connection, turn, flushed)
            with self._buffer.lock:
                if self._buffer.turn == turn:
                    return ask()
            connection.exec_driver_sql("ROLLBACK")

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Messages that are due, by (due, key); `after` is the key of the last one of the page before."""
        with self._database.read() as connection:
            found = outbox.due(connection, statuses, due_by, limit, after, self.quarantine.report)
        self.quarantine.flush()
        return found

    def oldest_due(self, now: int) -> int | None:
        """The time from which the longest waiting pending message has been due."""
        with self._database.read() as connection:
            due_at = connection.exec_driver_sql(q.OLDEST_DUE, (now,)).scalar_one_or_none()
            return None if due_at is None else int(due_at)

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key."""
        with self._database.read() as connection:
            return outbox.by_key(connection, keys, self.quarantine.report)

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """A batch of the oldest messages, in a short transaction of its own."""
        return outbox.prune(self._database, before, after, limit)

    def chunks(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Chunks with a number above `after`, oldest first."""
        with self._database.read() as connection:
            return chunks.whole(connection, after, limit)

    def chunk_sizes(self, after: int, limit: int) -> list[tuple[int, int]]:
        """Their numbers and sizes, which their rows say of themselves."""
        with self._database.read() as connection:
            return connection.exec_driver_sql(q.CHUNK_SIZES, (after, limit)).all()

    def chunk_pieces(self, number: int, size: int) -> Iterator[bytes]:
        """One chunk in pieces."""
        return chunks.pieces(self._database, number, size)

    def last_chunk(self) -> int:
        """The number of the newest chunk."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(q.META).one()[2])

    def forget_chunks(self, up_to: int) -> None:
        """Drop chunks up to this number, itself too."""
        with self._database.write() as connection:
            connection.exec_driver_sql(q.FORGET_CHUNKS, (up_to,))

    def waiting_bytes(self) -> int:
        """The size of all chunks that are still here."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql(q.WAITING).scalar_one())

    def birth(self) -> str:
        """The mark of this history."""
        with self._database.read() as connection:
            return str(connection.exec_driver_sql(q.BIRTH).scalar_one())

    def mark_anew(self) -> None:
        """Begin a history of its own: what was exported before belongs to another one."""
        with self._database.write() as connection:
            connection.exec_driver_sql(q.MARK_ANEW, (secrets.token_hex(16),))

    def frontier(self) -> Frontier:
        """Position, chunk and earliest wake-up of one moment."""
        with self._database.read() as connection:

            def ask() -> Frontier:
                position, _, chunk, *_ = connection.exec_driver_sql(q.META).one()
                return Frontier(position, chunk, self._first_wake(connection))

            return self._agreeing(connection, ask)

    def documents(self) -> list[StoredDocument]:
        """Every version, in the order of publishing."""
        with self._database.read() as connection:
            return documents.every_version(connection)

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records with a key above `after`, in key order."""
        with self._database.read() as connection:

            def ask() -> list[Record]:
                rows = [Record(*row) for row in connection.exec_driver_sql(q.SCAN, (after, limit))]
                return self._buffer.page(rows, after, limit)

            return self._agreeing(connection, ask)
