"""Has this person's signal been seen before? A bounded memory of message ids, eight bytes each.

The newest ids stand in the record, which is written with every change, so they are few. They leave it 64 at a time for
pages of 512, each a row of its own: what a signal costs does not depend on how many came before it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WIDTH: Final = 8
SEEN_MAX: Final = 4_096
"""At least so many of the newest ids are remembered."""

TAIL_IDS: Final = 64
PAGE_IDS: Final = 512
SLOTS: Final = SEEN_MAX // PAGE_IDS + 1
"""The full pages that are remembered, and the one that is being filled. The next page takes the place of the oldest."""

NO_PAGES: Final[Mapping[int, bytes]] = MappingProxyType({})
"""Most people have none: one for all of them, since each dict takes as much memory as eight ids."""

SIEVE_BYTES: Final = 1 << 13
LOOKS_WITHOUT_SIEVE: Final = 16
"""A key that is asked less often, from one load to the next, is not worth a sieve."""


class SeenIds:
    """The ids that a key has seen: `tail` in its record, `sealed` ids in `pages` (by slot, as rows of their own).

    `unwritten` names the slots that changed since the last `written`.
    """

    __slots__ = ("_forgotten", "_looks", "_sieve", "pages", "sealed", "tail", "unwritten")

    def __init__(self, tail: bytes = b"", sealed: int = 0, pages: Mapping[int, bytes] | None = None) -> None:
        """What was read of the record and of its pages, among which there may be some of an earlier round."""
        self.tail, self.sealed = tail, sealed
        self.pages = NO_PAGES
        self.unwritten: tuple[int, ...] = ()
        self._sieve: bytearray | None = None
        self._looks = self._forgotten = 0
        if sealed:
            self.pages = {slot: ids for slot, ids in _in_use(sealed, pages or {}).items() if ids}

    def has(self, digest: bytes) -> bool:
        """Whether an id is among those that are remembered."""
        if self.tail.find(digest) >= 0 and _stands_in(self.tail, digest):
            return True
        return bool(self.pages) and self._is_sealed(digest)

    def add(self, digest: bytes) -> None:
        """Remember one more id."""
        self.tail += digest
        if len(self.tail) >= TAIL_IDS * WIDTH:
            self._seal()

    def absorb(self, older: bytes) -> None:
        """Remember these ids too, as if they had come before all others."""
        if not older:
            return
        self.tail = (older + self.all())[-SEEN_MAX * WIDTH :]
        self.sealed, self.pages, self._sieve = 0, NO_PAGES, None
        self.unwritten = ()  # what was in those slots is sealed anew
        if len(self.tail) >= TAIL_IDS * WIDTH:
            self._seal()

    def all(self) -> bytes:
        """Every id that is remembered, oldest first."""
        return b"".join((*_in_use(self.sealed, self.pages).values(), self.tail))

    def size(self) -> int:
        """How many bytes it takes in memory, about."""
        if not self.pages:
            return len(self.tail)
        return len(self.tail) + len(self.pages) * PAGE_IDS * WIDTH + (SIEVE_BYTES if self._sieve is not None else 0)

    def _seal(self) -> None:
        """Let what fills the tail go over to the pages, 64 ids at a time."""
        step = TAIL_IDS * WIDTH
        whole = len(self.tail) // step * step
        for begin in range(0, whole, step):
            ids = self.tail[begin : begin + step]
            number, filled = divmod(self.sealed, PAGE_IDS)
            slot = number % SLOTS
            if filled:
                self.pages = {**self.pages, slot: self.pages.get(slot, b"").ljust(filled * WIDTH, b"\0") + ids}
            else:
                self._forgotten += slot in self.pages
                self.pages = {**self.pages, slot: ids}
            if self._sieve is not None:
                _mark(self._sieve, ids)
            if slot not in self.unwritten:
                self.unwritten = (*self.unwritten, slot)
            self.sealed += TAIL_IDS
        self.tail = self.tail[whole:]
        if self._sieve is not None and self._forgotten >= SLOTS:  # as many say "perhaps" for nothing as for something
            self._sieve, self._looks = None, LOOKS_WITHOUT_SIEVE

    def _is_sealed(self, digest: bytes) -> bool:
        if len(self.pages) > 1 and not self._may_be_sealed(digest):
            return False
        for ids in self.pages.values():  # noqa: SIM110  (a generator costs as much as the search)
            if ids.find(digest) >= 0 and _stands_in(ids, digest):
                return True
        return False

    def _may_be_sealed(self, digest: bytes) -> bool:
        """What the sieve says; yes as long as there is none."""
        sieve = self._sieve
        if sieve is None:
            self._looks += 1
            if self._looks <= LOOKS_WITHOUT_SIEVE:
                return True
            sieve, self._forgotten = bytearray(SIEVE_BYTES), 0
            self._sieve = sieve
            for ids in self.pages.values():
                _mark(sieve, ids)
        return bool(sieve[digest[0] << 5 | digest[1] >> 3] & 1 << (digest[1] & 7))


def _in_use(sealed: int, pages: Mapping[int, bytes]) -> dict[int, bytes]:
    """The pages that this many ids have filled, without what an earlier round left in the others."""
    current, filled = divmod(sealed, PAGE_IDS)
    used: dict[int, bytes] = {}
    for number in range(max(0, current - SLOTS + 1), current + 1):
        ids: object = pages.get(number % SLOTS)
        length = (filled if number == current else PAGE_IDS) * WIDTH
        if isinstance(ids, bytes):  # a damaged page costs its own ids
            used[number % SLOTS] = ids[:length]
    return used


def _mark(sieve: bytearray, ids: bytes) -> None:
    for low, high in zip(ids[::WIDTH], ids[1::WIDTH], strict=True):
        sieve[low << 5 | high >> 3] |= 1 << (high & 7)


def _stands_in(ids: bytes, digest: bytes) -> bool:
    """Whether the digest is among these; a match across two neighbours does not count."""
    place = ids.find(digest)
    while place >= 0:
        if place % WIDTH == 0:
            return True
        place = ids.find(digest, place + 1)
    return False
