"""The ports kept in plain dicts: what tests, dry runs and the simulator use. Nothing here survives the process."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from secrets import token_hex
from typing import Final

from msgspec import Struct

from loopline.model.effect import MarkMessage
from loopline.model.records import Begun, Frontier, LogEntry, OutboxRow, PruneStep, Record, StoredDocument, Transaction
from loopline.model.signal import Signal
from loopline.storage.log_entries import pick
from loopline.storage.memory_quarantine import MemoryQuarantine
from loopline.storage.memory_tellings import MemoryTellings
from loopline.storage.timer_heap import TimerHeap
from loopline.storage.transaction_rules import (
    FINAL,
    OPEN,
    check_transaction,
    digest_of,
    lines_of,
    may_move,
    merged_document,
)


class MemoryLog:
    """A log in a list. Signals are frozen, so handing out the same ones is safe."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []
        self._firsts: list[int] = []
        self._end = 0
        self._lock: Final = threading.Lock()

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Take all batches in order; answers each one's first position."""
        with self._lock:
            firsts = []
            for batch in batches:
                firsts.append(self._end + 1)
                if batch:
                    self._entries.append(LogEntry(self._end + 1, tuple(batch)))
                    self._end += len(batch)
            return firsts

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries that begin right after `after`, about `limit` signals in all."""
        with self._lock:
            return pick(self._entries, after, limit)

    def end(self) -> int:
        """The position of the last signal, 0 when there was none."""
        return self._end

    def count(self, after: int) -> int:
        """How many signals stand after a position: this log leaves no gap."""
        return max(0, self._end - after)


class Shelf(Struct):
    """The contents of a MemoryState; `open` has the keys of open messages."""

    position: int = 0
    epoch: int = 0
    last_chunk: int = 0
    last_digest: bytes = b""
    birth: str = ""
    records: dict[str, Record] = {}
    pages: dict[str, dict[int, bytes]] = {}
    outbox: dict[str, OutboxRow] = {}
    open: set[str] = set()
    pruned: set[str] = set()
    chunks: dict[int, bytes] = {}
    documents: dict[tuple[str, str, int], StoredDocument] = {}


class MemoryState(MemoryTellings):
    """State in dicts."""

    def __init__(self) -> None:
        super().__init__()
        self._shelf: Final = Shelf(birth=token_hex(16))
        self._wakes: Final = TimerHeap(self._counts)
        self.quarantine: Final = MemoryQuarantine(self._keep)

    def take_ownership(self) -> int:
        """A new epoch, above every one before."""
        with self._lock:
            self._shelf.epoch += 1
            return self._shelf.epoch

    def position(self) -> int:
        """The log position up to which everything has been decided."""
        return self._shelf.position

    def load(self, keys: Sequence[str]) -> dict[str, Record]:
        """The records that are there."""
        with self._lock:
            return {key: self._shelf.records[key] for key in keys if key in self._shelf.records}

    def seen_pages(self, wanted: Sequence[tuple[str, int]]) -> dict[str, dict[int, bytes]]:
        """The pages of ids that are there."""
        found: dict[str, dict[int, bytes]] = {}
        with self._lock:
            for key, slot in wanted:
                if (ids := self._shelf.pages.get(key, {}).get(slot)) is not None:
                    found.setdefault(key, {})[slot] = ids
        return found

    def commit(self, transaction: Transaction) -> frozenset[str]:
        """All of the transaction or, when it is refused, none of it; the keys of its messages that are known."""
        begun = self.begin(transaction)
        begun.finish()
        return begun.known

    def begin(self, transaction: Transaction) -> Begun:
        """What is refused is refused here; nothing has happened until `finish`."""
        with self._lock:
            shelf = self._shelf
            check_transaction(transaction, shelf.epoch, shelf.position)
            documents = {_name(d): merged_document(shelf.documents.get(_name(d)), d) for d in transaction.documents}
            known = frozenset(m.key for m in transaction.outbox if m.key in shelf.outbox or m.key in shelf.pruned)
            return Begun(known, partial(self._take, transaction, known, documents))

    def _take(
        self, transaction: Transaction, known: frozenset[str], documents: Mapping[tuple[str, str, int], StoredDocument]
    ) -> None:
        lines = lines_of(transaction.facts)
        with self._lock:
            shelf = self._shelf
            shelf.position = transaction.position
            shelf.documents.update(documents)
            for record in transaction.records:
                self._write(record)
            self._erase(transaction.erased)
            for message in transaction.outbox:
                if message.key not in known and message.key not in shelf.outbox:
                    self._put(OutboxRow(message=message, status="pending", due_at=message.due_at, attempt=0))
            for mark in transaction.marks:
                self._mark(mark)
            for page in transaction.pages:
                shelf.pages.setdefault(page.key, {})[page.slot] = page.ids
            self._keep(lines)
            self._tell(transaction)
            self.quarantine.write(transaction)
            self._wakes.shrink(len(shelf.records))

    def _erase(self, keys: Sequence[str]) -> None:
        shelf, gone = self._shelf, frozenset(keys)
        for key in keys:
            shelf.records.pop(key, None)
            shelf.pages.pop(key, None)
        for name in [name for name, row in shelf.outbox.items() if row.message.person in gone]:
            del shelf.outbox[name]
            shelf.open.discard(name)

    def _write(self, record: Record) -> None:
        self._shelf.records[record.key] = record
        if record.wake_at is not None:
            self._wakes.add(record.wake_at, record.key)

    def _counts(self, at: int, key: str) -> bool:
        record = self._shelf.records.get(key)
        return record is not None and record.wake_at == at

    def _put(self, row: OutboxRow) -> None:
        key = row.message.key
        self._shelf.outbox[key] = row
        (self._shelf.open.add if row.status in OPEN else self._shelf.open.discard)(key)

    def _mark(self, mark: MarkMessage) -> None:
        row = self._shelf.outbox.get(mark.key)
        if row is not None and may_move(row.status, mark.status):
            due_at = row.due_at if mark.due_at is None else mark.due_at
            self._put(
                OutboxRow(
                    message=row.message,
                    status=mark.status,
                    due_at=due_at,
                    attempt=mark.attempt,
                    reason=mark.reason,
                    provider=row.provider if mark.provider is None else mark.provider,
                )
            )

    def _keep(self, lines: bytes) -> None:
        digest = digest_of(lines)
        if lines and digest != self._shelf.last_digest:
            self._shelf.last_chunk += 1
            self._shelf.last_digest = digest
            self._shelf.chunks[self._shelf.last_chunk] = lines

    def claim_due(self, now: int, limit: int) -> list[tuple[str, int]]:
        """Keys that are due, earliest first, then by key."""
        with self._lock:
            return [(key, at) for at, key in self._wakes.due(now, limit)]

    def next_wake_at(self) -> int | None:
        """The earliest wake-up of all."""
        with self._lock:
            return self._wakes.first()

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]:
        """Messages that are due, by (due, key); `after` is the key of the last one of the page before."""
        with self._lock:
            all_rows = self._shelf.outbox
            keys = self._shelf.open if set(statuses) <= set(OPEN) else all_rows.keys()
            rows = [row for key in keys if (row := all_rows[key]).status in statuses and row.due_at <= due_by]
            last = all_rows.get(after)
        if last is not None:
            rows = [row for row in rows if _turn(row) > _turn(last)]
        return sorted(rows, key=_turn)[:limit]

    def oldest_due(self, now: int) -> int | None:
        """The time from which the longest waiting pending message has been due."""
        return next((row.due_at for row in self.outbox(("pending",), now, 1)), None)

    def messages(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """Messages by key."""
        with self._lock:
            return {key: self._shelf.outbox[key] for key in keys if key in self._shelf.outbox}

    def prune_messages(self, before: int, after: int, limit: int) -> PruneStep:
        """The oldest messages; `after` counts those that were looked at and stay."""
        with self._lock:
            shelf = self._shelf
            rows = list(shelf.outbox.values())[after : after + limit]
            old = [row for row in rows if row.message.created_at < before]
            aside = {one.item.name for one in self.quarantine.items(0, len(shelf.outbox)) if one.item.kind == "message"}
            going = [row.message.key for row in old if row.status in FINAL and row.due_at < before]
            going = [key for key in going if key not in aside]
            for key in going:
                del shelf.outbox[key]
            shelf.pruned.update(going)
            return PruneStep(len(going), after + limit - len(going) if old and len(rows) == limit else None)

    def chunks(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Chunks with a number above `after`, oldest first."""
        with self._lock:
            return sorted((n, lines) for n, lines in self._shelf.chunks.items() if n > after)[:limit]

    def chunk_sizes(self, after: int, limit: int) -> list[tuple[int, int]]:
        """Their numbers and sizes."""
        return [(number, len(lines)) for number, lines in self.chunks(after, limit)]

    def chunk_pieces(self, number: int, size: int) -> Iterator[bytes]:
        """One chunk in pieces."""
        with self._lock:
            lines = self._shelf.chunks.get(number, b"")
        return (lines[begin : begin + size] for begin in range(0, len(lines), size))

    def last_chunk(self) -> int:
        """The number of the newest chunk."""
        with self._lock:
            return self._shelf.last_chunk

    def forget_chunks(self, up_to: int) -> None:
        """Drop chunks up to this number, itself too."""
        with self._lock:
            for number in [n for n in self._shelf.chunks if n <= up_to]:
                del self._shelf.chunks[number]

    def waiting_bytes(self) -> int:
        """The size of all chunks that are still here."""
        with self._lock:
            return sum(map(len, self._shelf.chunks.values()))

    def birth(self) -> str:
        """The mark of this history."""
        return self._shelf.birth

    def mark_anew(self) -> None:
        """Begin a history of its own."""
        self._shelf.birth = token_hex(16)

    def frontier(self) -> Frontier:
        """Position, chunk and earliest wake-up of one moment."""
        with self._lock:
            return Frontier(self._shelf.position, self._shelf.last_chunk, self._wakes.first())

    def documents(self) -> list[StoredDocument]:
        """Every version, in the order of publishing."""
        with self._lock:
            return list(self._shelf.documents.values())

    def scan(self, after: str, limit: int) -> list[Record]:
        """Records with a key above `after`, in key order."""
        with self._lock:
            return [self._shelf.records[key] for key in sorted(k for k in self._shelf.records if k > after)[:limit]]


def _turn(row: OutboxRow) -> tuple[int, str]:
    return row.due_at, row.message.key


def _name(document: StoredDocument) -> tuple[str, str, int]:
    return document.kind, document.name, document.version
