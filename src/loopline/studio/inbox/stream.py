"""An inbox as server-sent events: what is new is read behind the stream's last number, what was marked by its time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec

from loopline.model.errors import Unavailable
from loopline.ports import Clock
from loopline.storage.sql.inboxes.person_inboxes import InboxRow, PersonInboxes
from loopline.studio.inbox.read import line_of

STREAMS_MAX: Final = 2_000
STREAMS_A_PERSON: Final = 8
AT_ONCE: Final = 50
QUIET_SECONDS: Final = 15.0
MARKED_MS: Final = 60_000
"""Marks of that age are told to a new stream: the list that its page read may have been older than they are."""
BEGIN: Final = b"retry: 3000\n\n"
STILL_HERE: Final = b": still here\n\n"
_encode = msgspec.json.Encoder().encode


class _Stream:
    """One listener, who is woken when there may be something to read."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        self.ids = ids
        self._awake = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._awake.set)

    def look(self) -> None:
        """Called before looking: whatever comes after this wakes the stream again."""
        self._awake.clear()

    async def woken(self, seconds: float) -> bool:
        """Whether somebody woke it within that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return False
        return True


class InboxFeed:
    """All streams. Beyond its bounds a stream is refused, and the page looks again later."""

    def __init__(self, store: PersonInboxes, ids: Callable[[str], tuple[str, ...]], clock: Clock) -> None:
        self._store, self._ids, self._clock = store, ids, clock
        self._streams: dict[str, set[_Stream]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._is_closed = False
        store.listen(self._on_change)

    async def open(self, person: str, seconds: float, after: int | None) -> AsyncIterator[bytes]:
        """Events of a person for so long, what came behind number `after` first (None: from now on).

        Raises Unavailable `inbox_streams_full` at once, before anything is streamed.
        """
        ids = await asyncio.to_thread(self._ids, person)
        last = await asyncio.to_thread(self._store.last) if after is None else after
        return self._events(self._added(_Stream(ids)), asyncio.get_running_loop().time() + seconds, last)

    async def _events(self, stream: _Stream, ends: float, last: int) -> AsyncIterator[bytes]:
        now = asyncio.get_running_loop().time
        told: dict[int, InboxRow] = {}
        try:
            yield BEGIN
            while not self._is_closed and (left := ends - now()) > 0:
                stream.look()
                rows = await asyncio.to_thread(self._store.after, stream.ids, self._clock.now(), AT_ONCE, last)
                for row in rows:
                    last = row.number
                    yield b"id: %d\nevent: message\ndata: %b\n\n" % (row.number, _encode(line_of(row)))
                since = self._clock.now() - MARKED_MS
                for row in await asyncio.to_thread(self._store.marked, stream.ids, since, last):
                    if told.get(row.number) != row:
                        yield b"event: marked\ndata: %b\n\n" % _encode(line_of(row))
                    told[row.number] = row
                if len(rows) < AT_ONCE and not await stream.woken(min(left, QUIET_SECONDS)):
                    yield STILL_HERE
        finally:
            self._drop(stream)

    def close(self) -> None:
        """End every stream; call it before the server waits for its connections."""
        with self._lock:
            self._is_closed = True
            listening = {stream for streams in self._streams.values() for stream in streams}
        for stream in listening:
            stream.wake()

    def _on_change(self, people: frozenset[str]) -> None:
        with self._lock:
            listening = {stream for person in people for stream in self._streams.get(person, ())}
        for stream in listening:
            stream.wake()

    def _added(self, stream: _Stream) -> _Stream:
        with self._lock:
            own = len(self._streams.get(stream.ids[0], ()))
            if self._count >= STREAMS_MAX or own >= STREAMS_A_PERSON or self._is_closed:
                text = "There are too many streams of inboxes at this moment; ask for the list, and try again later."
                raise Unavailable("inbox_streams_full", text)
            self._count += 1
            for one in stream.ids:
                self._streams.setdefault(one, set()).add(stream)
        return stream

    def _drop(self, stream: _Stream) -> None:
        with self._lock:
            self._count -= 1
            for one in stream.ids:
                listening = self._streams[one]
                listening.discard(stream)
                if not listening:
                    del self._streams[one]
