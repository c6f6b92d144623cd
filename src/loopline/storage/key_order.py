"""Keys in order, in memory: put in order when somebody reads a page of them, not when they come."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Final

SPARE: Final = 1_000
_KEY: Final = itemgetter(0)


class KeyOrder:
    """The keys of a collection, for pages of them. Keys that have left it are skipped, and dropped in time.

    They stand in levels, each in order and more than twice as long as the next, so what is new is put in order by
    itself and each key is moved a few times in all, not once a page.
    """

    def __init__(self, alive: Collection[str]) -> None:
        """`alive` is the collection, whoever changes it."""
        self._alive: Final = alive
        self._levels: list[list[str]] = []
        self._new: list[str] = []

    def add(self, keys: Iterable[str]) -> None:
        """These have come. It does no harm to say so twice."""
        self._new += keys

    def page(self, after: str, last: str | None, limit: int) -> list[str]:
        """The first keys above `after`, in order; none above `last`, if there is one."""
        if self._new:
            self._put_in_order()
        found: set[str] = set()
        for level in self._levels:
            places = range(bisect_right(level, after), len(level) if last is None else bisect_right(level, last))
            there = filter(self._alive.__contains__, map(level.__getitem__, places))
            found.update(islice(map(_KEY, groupby(there)), limit))  # a key that left and came again stands there twice
        return sorted(found)[:limit]

    def shrink(self) -> None:
        """Drop what has left, once that is more than half of everything. Puts nothing in order."""
        if sum(map(len, self._levels)) + len(self._new) > 2 * len(self._alive) + SPARE:
            there = filter(self._alive.__contains__, chain(*self._levels, self._new))
            self._levels, self._new = [], list(dict.fromkeys(there))

    def _put_in_order(self) -> None:
        level, self._new = sorted(self._new), []
        while self._levels and len(self._levels[-1]) <= 2 * len(level):
            level = sorted(self._levels.pop() + level)  # of two in order, which costs one look at each
        self._levels.append(level)
