"""Wake-ups in order, in memory: a heap that drops entries which a later write has replaced."""

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import Final

SPARE: Final = 1_000


class TimerHeap:
    """The wake-ups of keys. `counts(at, key)` says whether an entry still counts; one that does not is dropped."""

    def __init__(self, counts: Callable[[int, str], bool]) -> None:
        self._counts: Final = counts
        self._heap: list[tuple[int, str]] = []

    def add(self, at: int, key: str) -> None:
        """This key wakes up then; its earlier entries no longer count."""
        heappush(self._heap, (at, key))

    def first(self) -> int | None:
        """The earliest wake-up."""
        heap = self._heap
        while heap and not self._counts(*heap[0]):
            heappop(heap)
        return heap[0][0] if heap else None

    def due(self, now: int, limit: int) -> list[tuple[int, str]]:
        """Wake-ups at or before `now`, by (time, key). They stay: the transaction that handles a timer moves it."""
        due: list[tuple[int, str]] = []
        while len(due) < limit and (first := self.first()) is not None and first <= now:
            wake = heappop(self._heap)
            if not due or due[-1] != wake:
                due.append(wake)
        for wake in due:
            heappush(self._heap, wake)
        return due

    def shrink(self, alive: int) -> None:
        """Drop what no longer counts, once that is more than half of everything; `alive` is how many may count."""
        if len(self._heap) > 2 * alive + SPARE:
            self.reset(wake for wake in set(self._heap) if self._counts(*wake))

    def reset(self, wakes: Iterable[tuple[int, str]] = ()) -> None:
        """Begin again with these."""
        self._heap = list(wakes)
        heapify(self._heap)
