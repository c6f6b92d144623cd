"""Has this person's signal been seen before? A bounded memory of message ids, eight bytes each.

The newest ids stand in the record, which is written with every change, so they are few. They leave it 64 at a time for
pages of 512, each a row of its own. Full pages stay in the store, behind a sieve that says whether one of them is worth
reading: what a signal costs does not depend on how many came before it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from loopline.signals.people.seen_sieve import (
    EMPTY_SIEVE,
    NO_SIEVE,
    SIEVED_PAGES,
    WIDTH,
    may_hold,
    read_sieve,
    stored_sieve,
    with_page,
)

SEEN_MAX: Final = 4_096
"""At least so many of the newest ids are remembered."""

TAIL_IDS: Final = 64
PAGE_IDS: Final = SEEN_MAX // SIEVED_PAGES
SLOTS: Final = SIEVED_PAGES + 1
"""The full pages that are remembered, and the one that is being filled. The next page takes the place of the oldest."""

SIEVE_SLOT: Final = SLOTS
"""Among the rows of the pages: the sieve."""

SIEVE_PAGES: Final = 2
"""The sieve is written whenever so many more pages are full: it is bigger than a page."""

NO_PAGES: Final[Mapping[int, bytes]] = MappingProxyType({})
"""Most people have none: one for all of them, since each dict takes as much memory as eight ids."""

COUNTS: Final = 1_024
"""For so many counts of sealed ids, of which whoever is read has one of few, it is known which rows that takes."""

ReadRows = Callable[[Sequence[int]], Mapping[int, bytes]]
"""Reads the rows of one key, by slot, as the last transaction left them; one that is not there is absent."""


@lru_cache(COUNTS)
def slots_read_first(sealed: int) -> tuple[int, ...]:
    """The rows without which nothing can be said of a key that has sealed so many ids."""
    sieved = _sieved_in_store(sealed)
    return (*_loose_slots(sealed, sieved), SIEVE_SLOT) if sieved else _loose_slots(sealed, sieved)


class SeenIds:
    """The ids that a key has seen: `tail` in its record, `sealed` ids in pages (by slot, as rows of their own).

    `unwritten` names the rows that changed since they were taken to be stored. In `pages` are those that are in memory.
    """

    __slots__ = ("_loose", "_read", "_sieve", "_sieved", "pages", "sealed", "tail", "unwritten")

    def __init__(
        self,
        tail: bytes = b"",
        sealed: int = 0,
        rows: Mapping[int, bytes] = NO_PAGES,
        read: ReadRows = lambda _: NO_PAGES,
    ) -> None:
        """What was read of the record, and at least the rows that are read first; `read` reads others."""
        self.tail, self.sealed = tail, sealed // TAIL_IDS * TAIL_IDS
        self.pages = NO_PAGES
        self.unwritten: tuple[int, ...] = ()
        self._read = read
        self._sieve, self._sieved = NO_SIEVE, 0  # so many pages have gone through it
        self._loose: tuple[tuple[bytes, bytes], ...] = ()
        if self.sealed:
            self._sieved = _sieved_in_store(self.sealed)
            if self._sieved:
                self._sieve = read_sieve(rows.get(SIEVE_SLOT), self._sieved)
            self._keep(rows, _loose_slots(self.sealed, self._sieved))
            self._find_loose()

    def has(self, digest: bytes) -> bool:
        """Whether an id is among those that are remembered."""
        if self.tail.find(digest) >= 0 and _stands_in(self.tail, digest):
            return True
        for ids, firsts in self._loose:
            place = firsts.find(digest[0])
            while place >= 0:
                if ids.startswith(digest, place * WIDTH):
                    return True
                place = firsts.find(digest[0], place + 1)
        if self._sieve and not may_hold(self._sieve, digest):
            return False
        return self._sieved > 0 and self._is_in_full_page(digest)

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
        self.sealed, self.pages, self._sieve, self._sieved, self._loose = 0, NO_PAGES, NO_SIEVE, 0, ()
        self.unwritten = ()  # what was in those slots is sealed anew
        if len(self.tail) >= TAIL_IDS * WIDTH:
            self._seal()

    def all(self) -> bytes:
        """Every id that is remembered, oldest first."""
        return b"".join((*self._pages(_numbers(self.sealed)), self.tail))

    def size(self) -> int:
        """How many bytes it takes in memory, about."""
        return len(self.tail) + sum(map(len, self.pages.values())) + len(self._sieve)

    def row(self, slot: int) -> bytes:
        """A row that is unwritten, as it is stored."""
        if slot == SIEVE_SLOT:
            return stored_sieve(self._sieve, _sieved_in_store(self.sealed))
        return self.pages[slot]

    def let_go(self, read: ReadRows) -> None:
        """What was taken to be stored is there, where `read` finds it: full pages need not stay in memory.

        Pages that have changed since then do.
        """
        self._read = read
        slots = {*_loose_slots(self.sealed, self._sieved), *self.unwritten} - {SIEVE_SLOT}
        self.pages = {slot: self.pages[slot] for slot in slots} if slots else NO_PAGES

    def _seal(self) -> None:
        """Let what fills the tail go over to the pages, 64 ids at a time."""
        step = TAIL_IDS * WIDTH
        whole = len(self.tail) // step * step
        for begin in range(0, whole, step):
            number, filled = divmod(self.sealed, PAGE_IDS)
            slot = number % SLOTS
            before = self.pages[slot].ljust(filled * WIDTH, b"\0") if filled else b""
            self.pages = {**self.pages, slot: before + self.tail[begin : begin + step]}
            self._is_to_write(slot)
            self.sealed += TAIL_IDS
            if self.sealed % PAGE_IDS == 0:
                self._sift()
        self.tail = self.tail[whole:]
        self._find_loose()

    def _sift(self) -> None:
        """Take pages that are full into the sieve, of which there is none before it is worth its room."""
        full, numbers = self.sealed // PAGE_IDS, _full_numbers(self.sealed)
        if self._sieve:
            numbers = numbers[self._sieved - full :]
        elif full < SIEVE_PAGES:
            return
        if full % SIEVE_PAGES == 0 or not self._sieve:
            self._is_to_write(SIEVE_SLOT)
        sieve = self._sieve or EMPTY_SIEVE
        for number, ids in zip(numbers, self._pages(numbers), strict=True):
            sieve = with_page(sieve, number % SIEVED_PAGES, ids)
        self._sieve, self._sieved = sieve, full

    def _is_to_write(self, slot: int) -> None:
        if slot not in self.unwritten:
            self.unwritten = (*self.unwritten, slot)

    def _find_loose(self) -> None:
        """The pages that stand in no sieve, and the first byte of each id in them: one byte is found the fastest."""
        pages = [self.pages[slot] for slot in _loose_slots(self.sealed, self._sieved)]
        self._loose = tuple([(ids, ids[::WIDTH]) for ids in pages])

    def _is_in_full_page(self, digest: bytes) -> bool:
        if not self._sieve:  # a version before has not written it, or it is damaged
            self._sift()
            self._find_loose()
        found = may_hold(self._sieve, digest)
        numbers = [number for number in _full_numbers(self.sealed) if found >> number % SIEVED_PAGES & 1]
        return any(_stands_in(ids, digest) for ids in self._pages(numbers))

    def _pages(self, numbers: Sequence[int]) -> list[bytes]:
        """These pages, from memory or read."""
        slots = [number % SLOTS for number in numbers]
        missing = [slot for slot in slots if slot not in self.pages]
        if missing:
            self._keep(self._read(missing), missing)
        return [self.pages[slot] for slot in slots]

    def _keep(self, rows: Mapping[int, bytes], slots: Sequence[int]) -> None:
        """Hold these rows; a damaged one costs its own ids."""
        young, filled = divmod(self.sealed, PAGE_IDS)
        pages = dict(self.pages)
        for slot in slots:
            ids: object = rows.get(slot)
            if not isinstance(ids, bytes):
                ids = b""
            whole = min(len(ids) // WIDTH, filled if slot == young % SLOTS else PAGE_IDS)
            pages[slot] = ids[: whole * WIDTH]
        self.pages = pages or NO_PAGES


def _full_numbers(sealed: int) -> range:
    """The numbers of the full pages that are remembered."""
    full = sealed // PAGE_IDS
    return range(max(0, full - SIEVED_PAGES), full)


def _numbers(sealed: int) -> range:
    """The numbers of all pages that are remembered: with the one that is being filled, if any id is in it."""
    return range(_full_numbers(sealed).start, -(-sealed // PAGE_IDS))


@lru_cache(COUNTS)
def _loose_slots(sealed: int, sieved: int) -> tuple[int, ...]:
    """The slots of the pages that stand in no sieve: those that came later, with the one that is being filled."""
    return tuple(number % SLOTS for number in range(sieved, -(-sealed // PAGE_IDS)))


def _sieved_in_store(sealed: int) -> int:
    """How many pages have gone through the sieve that was written last."""
    full = sealed // PAGE_IDS
    return full - full % SIEVE_PAGES


def _stands_in(ids: bytes, digest: bytes) -> bool:
    """Whether the digest is among these; a match across two neighbours does not count."""
    place = ids.find(digest)
    while place >= 0:
        if place % WIDTH == 0:
            return True
        place = ids.find(digest, place + 1)
    return False
