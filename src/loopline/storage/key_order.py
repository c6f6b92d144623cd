"""Keys in order, in memory: put in order when somebody reads a page of them, not when they come."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import Final

SPARE: Final = 1_000


class KeyOrder:
    """The keys of a collection, for pages of them. Keys that have left it are skipped, and dropped in time."""

    def __init__(self, alive: Collection[str]) -> None:
        """`alive` is the collection, whoever changes it."""
        self._alive: Final = alive
        self._sorted: list[str] = []
        self._new: list[str] = []

    def add(self, keys: Iterable[str]) -> None:
        """These have come. It does no harm to say so twice."""
        self._new += keys

    def after(self, key: str) -> Iterator[str]:
        """The keys above this one, in order. Stop asking before more are added."""
        if self._new or len(self._sorted) > len(self._alive) + SPARE:
            self._put_in_order()
        order, alive = self._sorted, self._alive
        for place in range(bisect_right(order, key), len(order)):
            if order[place] in alive:
                yield order[place]

    def shrink(self) -> None:
        """Drop what has left, once that is more than half of everything. Puts nothing in order."""
        if len(self._sorted) + len(self._new) > 2 * len(self._alive) + SPARE:
            self._sorted = [key for key in self._sorted if key in self._alive]
            there = set(self._sorted)
            self._new = [key for key in self._alive if key not in there]

    def _put_in_order(self) -> None:
        there = dict.fromkeys(key for key in (*self._sorted, *self._new) if key in self._alive)
        self._sorted, self._new = sorted(there), []  # nearly in order already, which costs one look at each
