"""Exports committed fact chunks to the columnar store, in order and by number: a crash repeats or loses none."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from loopline.ports import Facts, State
from loopline.runtime.supervise import SupervisedThread

# Many chunks at once cost far less than each alone; every reader calls `catch_up` first, so the delay is not seen.
GATHER_SECONDS = 1.5
# A chunk of a busy engine has about 2 MB. What is in memory stays below this, whatever waits; more costs no less.
BYTES_AT_ONCE = 48 << 20
CHUNKS_A_LOOK = 32
COUNTED_MOST: Final = 256


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
                self._facts.append_many(chunks)
                self.exported, self.exported_at = chunks[-1][0], time.monotonic()
            if self._forgotten < self.exported:
                self._state.forget_chunks(self.exported)
                self._forgotten = self.exported
            return left

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
