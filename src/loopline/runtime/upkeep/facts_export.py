"""Exports committed fact chunks to the columnar store, in order and by number: a crash repeats or loses none."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from loopline.model.errors import Unavailable
from loopline.model.fact import Fact
from loopline.model.records import SetAside
from loopline.ports import Facts, State
from loopline.runtime.supervise import SupervisedThread

# Many chunks at once cost far less than each alone; every reader calls `catch_up` first, so the delay is not seen.
GATHER_SECONDS = 1.5
# A chunk of a busy engine has about 2 MB. What is in memory stays below this, whatever waits; more costs no less.
BYTES_AT_ONCE = 48 << 20
CHUNKS_A_LOOK = 32
COUNTED_MOST: Final = 256
WHOLE_MAX: Final = 2**63 - 1
_decode: Final = msgspec.json.Decoder(Fact).decode


def readable_lines(lines: bytes) -> tuple[bytes, bytes]:
    """The facts of a chunk that can be read, and the lines that cannot."""
    good: list[bytes] = []
    bad: list[bytes] = []
    for line in lines.splitlines(keepends=True):
        try:
            fact = _decode(line)
            (good if all(abs(n) <= WHOLE_MAX for n in (fact.at, fact.position, fact.decided_at)) else bad).append(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            bad.append(line)
    return b"".join(good), b"".join(bad)


def is_weather(error: Exception) -> bool:
    """Whether the store refused, rather than what stands in a chunk."""
    if isinstance(error, Unavailable):
        return error.code != "chunk_unreadable"
    return isinstance(error, OSError | MemoryError)


class FactsExporter:
    """Exports in its own thread whenever a transaction was committed.

    `exported_at` is when it last exported something, on the monotonic clock.
    """

    def __init__(self, state: State, facts: Facts, on_error: Callable[[BaseException], None]) -> None:
        self._state, self._facts, self._on_error = state, facts, on_error
        self._awake = threading.Event()
        self._stop_soon = threading.Event()
        self._lock = threading.Lock()
        self.exported = facts.exported()
        self._forgotten = 0
        self.exported_at = time.monotonic()
        self._oldest_at: float | None = None
        self._newest_at = 0.0
        self.task = SupervisedThread("exporter", self.catch_up, self._rest, on_error)

    def start(self) -> None:
        """Begin to export."""
        self.wake()
        self.task.start()

    def wake(self) -> None:
        """There are new chunks."""
        self._newest_at = time.monotonic()
        if self._oldest_at is None:
            self._oldest_at = self._newest_at
        self._awake.set()

    def stop(self) -> None:
        """Export what is there, then end."""
        was_running = self.task.is_alive()
        self._stop_soon.set()
        if self.task.stop(self._awake.set) and was_running:
            try:
                self.catch_up()
            except Exception as error:
                self._on_error(error)

    def behind(self) -> int:
        """Chunks committed and not yet exported."""
        return max(0, self._state.last_chunk() - self.exported)

    def catch_up(self) -> None:
        """Export everything that is committed by now, in the caller's thread; if nothing is, for a small query.

        Chunks committed meanwhile may be left to the next call, so that a busy loop does not keep the caller for ever.
        """
        begun = time.monotonic()
        while self._export_some():
            pass
        self._oldest_at = None if self._newest_at < begun else begun

    def oldest_seconds(self) -> float:
        """For how long this process has known of a chunk that is not exported yet; 0.0 when there is none."""
        oldest = self._oldest_at
        return 0.0 if oldest is None else time.monotonic() - oldest

    def _rest(self) -> None:
        self._awake.wait()
        self._stop_soon.wait(GATHER_SECONDS)
        self._awake.clear()

    def _export_some(self) -> bool:
        """Whether chunks were left because they were too many for once."""
        with self._lock:
            chunks, left = self._gathered()
            if chunks:
                self._append(chunks)
                self.exported, self.exported_at = chunks[-1][0], time.monotonic()
            if self._forgotten < self.exported:
                self._state.forget_chunks(self.exported)
                self._forgotten = self.exported
            return left

    def _append(self, chunks: list[tuple[int, bytes]]) -> None:
        """Append these; when something in them cannot be taken in, each alone: what is bad in one is set aside."""
        try:
            self._facts.append_many(chunks)
            return
        except Exception as error:
            if is_weather(error):
                raise
            if len(chunks) == 1:
                self._set_aside(*chunks[0], error)
                return
        for one in chunks:
            self._append([one])

    def _set_aside(self, number: int, lines: bytes, error: Exception) -> None:
        self._on_error(error)
        good, bad = readable_lines(lines)
        if good and bad:
            try:
                self._facts.append(number, good)
            except Exception as still:
                if is_weather(still):
                    raise
                bad = lines
        else:
            bad = lines
        words = f"Facts cannot be read: {len(bad.splitlines())} lines of chunk {number} ({type(error).__name__})."
        found = SetAside(kind="chunk", name=str(number), code="export_failed", reason=words, payload=bad)
        self._state.quarantine.report(found)
        self._state.quarantine.flush()

    def _gathered(self) -> tuple[list[tuple[int, bytes]], bool]:
        chunks: list[tuple[int, bytes]] = []
        for look in self._looks():
            chunks += look
            if sum(len(lines) for _, lines in chunks) >= BYTES_AT_ONCE:
                return chunks, True
        return chunks, False

    def _looks(self) -> Iterator[list[tuple[int, bytes]]]:
        """What waits, a few chunks at a time and in order; ends once everything was seen that is committed."""
        after = self.exported
        while True:
            look = self._state.chunks(after, CHUNKS_A_LOOK)
            yield look
            if len(look) < CHUNKS_A_LOOK:
                return
            after = look[-1][0]
