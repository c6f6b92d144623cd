"""The live feed: counts, a sample of signals and changed journeys, as server-sent events."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final, Literal

import msgspec

from loopline.model.records import Transaction
from loopline.ports import Clock
from loopline.runtime.engine.publication import STATE
from loopline.studio.names import shown_person

LISTENERS_MAX: Final = 200
WAITING_MAX: Final = 64
SAMPLE_MS: Final = 200
BREATH_SECONDS: Final = 0.2
COUNTS_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 15.0
SIGHT_SECONDS: Final = 5.0
"""So often it is asked anew what a listener may see."""

Sight = Literal["all", "unnamed", "nothing"]
"""What a listener may see: everything, everything but who people are, or nothing any more."""

STILL_HERE: Final = b": still here\n\n"
_encode = msgspec.json.Encoder().encode


class _Listener:
    """One stream: the lines that it has yet to send, the oldest dropped first; each in full, and without names."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.waiting: deque[tuple[bytes, bytes]] = deque(maxlen=WAITING_MAX)
        self.awake = asyncio.Event()
        self._loop = loop

    def push(self, lines: list[tuple[bytes, bytes]]) -> None:
        """Queue lines; safe from any thread."""
        self.waiting.extend(lines)
        if not self.awake.is_set():
            self._loop.call_soon_threadsafe(self.awake.set)


class LiveFeed:
    """Fans committed steps out to streams; costs nothing while nobody listens.

    `counts` gives the signals accepted, those not decided yet, and their lag in seconds; `ends_others` ends the streams
    of others when these end.
    """

    def __init__(
        self,
        counts: Callable[[], tuple[int, int, float]],
        clock: Clock,
        ends_others: Callable[[], None] = lambda: None,
    ) -> None:
        self.counts, self._clock, self._ends_others = counts, clock, ends_others
        self._listeners: set[_Listener] = set()
        self._lock = threading.Lock()
        self._sampled_at = 0
        self._closed = False

    def on_commit(self, transaction: Transaction) -> None:
        """A step was committed; called in the loop's thread, so it looks at a few facts at most."""
        if not self._listeners:
            return
        lines = [
            _same(_line("journey", {"id": stored.name}))
            for stored in transaction.documents
            if stored.kind in ("journey", STATE)
        ]
        seen = next((fact for fact in reversed(transaction.facts) if fact.kind == "event"), None)
        if seen is not None:
            lines += self._sample(seen.person, seen.name, seen.at)
        self._push(lines)

    def sampled(self, person: str, name: str, at: int) -> None:
        """Somebody has done something in another shard. Safe from any thread."""
        if self._listeners:
            self._push(self._sample(person, name, at))

    def _sample(self, person: str, name: str, at: int) -> list[tuple[bytes, bytes]]:
        """The lines of an event, where the last sample is long enough ago."""
        now = self._clock.now()
        if 0 <= now - self._sampled_at < SAMPLE_MS:
            return []
        self._sampled_at = now
        told = {"person": shown_person(person), "name": name, "at": at}
        return [(_line("signal", told), _line("signal", {**told, "person": ""}))]

    def _push(self, lines: list[tuple[bytes, bytes]]) -> None:
        with self._lock:
            for listener in self._listeners:
                listener.push(lines)

    def journey_changed(self, journey: str) -> None:
        """A draft was saved."""
        self.tell("journey", {"id": journey})

    def tell(self, event: str, data: object) -> None:
        """Send an event of this kind to all streams; `data` is written as JSON. Safe from any thread."""
        line = _same(_line(event, data))
        with self._lock:
            for listener in self._listeners:
                listener.push([line])

    async def stream(self, sight: Callable[[], Sight] = lambda: "all") -> AsyncIterator[bytes]:
        """Server-sent events until the listener leaves, may see nothing any more, or the server closes."""
        listener = _Listener(asyncio.get_running_loop())
        with self._lock:
            if self._closed or len(self._listeners) >= LISTENERS_MAX:
                return
            self._listeners.add(listener)
        try:
            yield b"retry: 2000\n\n"
            async for lines in self._lines(listener, sight):
                yield lines
        finally:
            with self._lock:
                self._listeners.discard(listener)

    async def _lines(self, listener: _Listener, sight: Callable[[], Sight]) -> AsyncIterator[bytes]:
        last, counted_at = b"", -COUNTS_SECONDS
        seen, looked_at = "nothing", -SIGHT_SECONDS
        now = asyncio.get_running_loop().time
        while True:
            listener.awake.clear()  # before looking: whatever comes after this wakes the stream again
            if self._closed:
                return
            if now() - looked_at >= SIGHT_SECONDS:
                seen, looked_at = await asyncio.to_thread(sight), now()
            if seen == "nothing":
                return
            pause = counted_at + COUNTS_SECONDS - now()  # seconds until counts may be sent again
            if pause <= 0:
                counts = await asyncio.to_thread(self._count_line)
                if counts != last:
                    last, counted_at = counts, now()
                    yield counts
            lines = b"".join(one[seen == "unnamed"] for one in _drain(listener.waiting))
            if lines:
                yield lines
            try:
                async with asyncio.timeout(pause if pause > 0 else QUIET_SECONDS):
                    await listener.awake.wait()
            except TimeoutError:
                if pause <= 0:
                    yield STILL_HERE
            await asyncio.sleep(BREATH_SECONDS)

    def _count_line(self) -> bytes:
        signals, lag, seconds = self.counts()
        return _line("counts", {"signals": signals, "lag": lag, "lag_seconds": round(seconds, 3)})

    def close(self) -> None:
        """End every stream; call it before the server waits for its connections."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                listener.push([])
        self._ends_others()


def _same(line: bytes) -> tuple[bytes, bytes]:
    return line, line


def _drain(waiting: deque[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    found = []
    while waiting:
        found.append(waiting.popleft())
    return found


def _line(event: str, data: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (event.encode(), _encode(data))
