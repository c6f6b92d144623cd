"""Archives copies of what was sent, packed by the hundred, in a thread of its own: no send ever waits for it."""

import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from loopline.model.channels import SANDBOX_KIND
from loopline.model.errors import Unavailable
from loopline.model.message import Dispatch, Rendered
from loopline.ports import Clock
from loopline.runtime.supervise import SupervisedThread

BATCH: Final = 512
BATCH_SECONDS: Final = 1.0
"""A copy is written when so many are together, or after so long."""

WAITING_CHARACTERS_MAX: Final = 64_000_000
TRIM_SECONDS: Final = 3_600.0
ANSWERED_MS: Final = 10_000
"""The answer to an attempt is logged no later than this after its copy was made."""

DIGEST_BYTES: Final = 8
LEVEL: Final = 1
_encode: Final = msgspec.msgpack.Encoder().encode


class Pack(Struct, frozen=True):
    """Copies of messages that were sent between two moments (ms): their digests, one behind the other, and parts."""

    first_at: int
    last_at: int
    digests: bytes
    parts: bytes


class Copies(Protocol):
    """Where packs are kept, for a number of days and up to a size; safe from any thread."""

    @property
    def days(self) -> int:
        """0: nothing is kept."""
        ...

    def add(self, pack: Pack) -> None: ...

    def trim(self, now: int) -> None: ...

    def find(self, digest: bytes, since: int, until: int) -> list[tuple[int, bytes]]:
        """Numbers and parts of packs that may contain this digest and overlap these moments, newest first."""
        ...


class Copy(Struct, frozen=True, array_like=True):
    """One message as it left."""

    key: str
    rendered: Rendered


class SentArchive:
    """`add` belongs to the event loop; `find` is safe from any thread. A crash loses the copies of the last second."""

    def __init__(
        self,
        copies: Copies,
        clock: Clock,
        clean: Callable[[Rendered], Rendered],
        on_error: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self._copies, self._clock, self._clean, self._on_error = copies, clock, clean, on_error
        self._waiting: deque[tuple[int, str, Rendered]] = deque()
        self._in_hand: list[tuple[int, str, Rendered]] = []
        self._characters = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._trim_due = True
        self.task = SupervisedThread("archive", self._work, self._rest, on_error)
        self.dropped = 0

    def start(self) -> None:
        """Begin to write."""
        self.task.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        if not self.task.stop(self._wake):
            return
        try:
            while self._waiting:
                self._write()
        except Exception as error:
            self._on_error(error)
            self.dropped += len(self._waiting)
            self._waiting.clear()
            self._characters = 0

    def on_sent(self, provider: str, sent: Iterable[Dispatch]) -> None:
        """Copy what a provider has, or may have; the sandbox keeps its own copies."""
        if self._copies.days and provider != SANDBOX_KIND:
            self.add(sent)

    def add(self, sent: Iterable[Dispatch]) -> None:
        """Copy what was sent just now; when writing falls far behind, copies are dropped rather than memory filled."""
        now = self._clock.now()
        with self._changed:
            empty = not self._waiting
            for dispatch in sent:
                size = _size(dispatch.rendered)
                if self._characters + size > WAITING_CHARACTERS_MAX:
                    self.dropped += 1
                    continue
                self._characters += size
                self._waiting.append((now, dispatch.outgoing.key, dispatch.rendered))
            if empty or len(self._waiting) >= BATCH:
                self._changed.notify_all()

    def find(self, asked: Mapping[str, Sequence[int]]) -> dict[str, Rendered]:
        """The copies of these messages as far as there are any, each with the moments of its attempts (ms)."""
        with self._changed:
            fresh = {key: rendered for _, key, rendered in (*self._in_hand, *self._waiting) if key in asked}
        opened: dict[int, dict[str, Rendered]] = {}
        found = {key: self._clean(rendered) for key, rendered in fresh.items()}
        for key in asked.keys() - found.keys():
            for at in sorted(asked[key], reverse=True):
                copy = self._look(key, at, opened)
                if copy is not None:
                    found[key] = copy
                    break
        return found

    def _look(self, key: str, at: int, opened: dict[int, dict[str, Rendered]]) -> Rendered | None:
        for number, parts in self._copies.find(digest(key), at - ANSWERED_MS, at):
            if number not in opened:
                opened[number] = {copy.key: copy.rendered for copy in unpack(parts)}
            if key in opened[number]:
                return opened[number][key]
        return None

    def _wake(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def _work(self) -> None:
        if self._trim_due:
            self._copies.trim(self._clock.now())
            self._trim_due = False
        if self._waiting:
            self._write()

    def _rest(self) -> None:
        with self._changed:
            if not self._waiting:
                self._trim_due = not self._changed.wait(TRIM_SECONDS)
            if self._waiting:
                self._changed.wait_for(lambda: self._stopping or len(self._waiting) >= BATCH, BATCH_SECONDS)

    def _write(self) -> None:
        """One pack. It waits while the store cannot take it; what can never be written is dropped."""
        with self._changed:
            self._in_hand = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            self._characters -= sum(_size(rendered) for _, _, rendered in self._in_hand)
        try:
            self._copies.add(pack([(at, key, self._clean(rendered)) for at, key, rendered in self._in_hand]))
        except Unavailable:
            with self._changed:
                self._waiting.extendleft(reversed(self._in_hand))
                self._characters += sum(_size(rendered) for _, _, rendered in self._in_hand)
            raise
        except BaseException:
            self.dropped += len(self._in_hand)
            raise
        finally:
            with self._changed:
                self._in_hand = []


def digest(key: str) -> bytes:
    """What stands for a message's key in a pack."""
    return blake2b(key.encode(), digest_size=DIGEST_BYTES).digest()


def pack(sent: Sequence[tuple[int, str, Rendered]]) -> Pack:
    """Messages with their moments as one pack. Those of one journey are alike, so together they are small."""
    moments = [at for at, _, _ in sent]
    parts = zlib.compress(_encode([Copy(key, rendered) for _, key, rendered in sent]), LEVEL)
    return Pack(min(moments), max(moments), b"".join(digest(key) for _, key, _ in sent), parts)


def unpack(parts: bytes) -> list[Copy]:
    """The messages of a pack."""
    return msgspec.msgpack.decode(zlib.decompress(parts), type=list[Copy])


def _size(rendered: Rendered) -> int:
    return 200 + len(rendered.html) + len(rendered.text) + len(rendered.body) + len(rendered.payload)
