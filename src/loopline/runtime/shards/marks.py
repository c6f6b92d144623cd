"""How far several shards are, as one number: what waits for a position waits for those of all shards."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

MARKS_MAX: Final = 4_096
Places = Callable[[], Sequence[int]]
"""One position a shard, read now. None of them ever falls."""


class ShardMarks:
    """Numbers for moments of all logs: the sum of their ends, so a later one is never lower, also after a restart.

    Once `reached` answers a number that `mark` has given, all that stood in the logs at that moment is decided, in
    every shard. Safe from any thread.
    """

    def __init__(self, ends: Places, positions: Places) -> None:
        self._ends, self._positions = ends, positions
        self._lock: Final = threading.Lock()
        self._open: deque[tuple[int, tuple[int, ...]]] = deque()
        self._reached = 0
        self._decided: tuple[int, tuple[int, ...]] = (-1, ())
        self._begun_at = self.mark()

    def mark(self) -> int:
        """The number of this moment."""
        with self._lock:
            ends = tuple(self._ends())
            number = sum(ends)
            if number > (self._open[-1][0] if self._open else self._reached):
                self._open.append((number, ends))
            if len(self._open) > MARKS_MAX:  # who waits for one that is left out waits for the next one
                self._open = deque([*list(self._open)[1:-1:2], self._open[-1]])
            return number

    def reached(self) -> int:
        """How far everything is decided: the number of signals, and below every mark that is not reached."""
        with self._lock:
            positions = tuple(self._positions())
            while self._open and all(at >= end for at, end in zip(positions, self._open[0][1], strict=True)):
                self._reached = self._open.popleft()[0]
            bound = self._open[0][0] - 1 if self._open else sum(positions)
            if self._reached >= self._begun_at or bound >= self._begun_at:  # else a number of before could be undecided
                self._reached = max(self._reached, min(sum(positions), bound))
            self._decided = self._reached, positions
            return self._reached

    def decided(self, number: int) -> tuple[int, ...] | None:
        """How far each shard had decided when `reached` last answered this number; None for any other."""
        with self._lock:
            return self._decided[1] if self._decided[0] == number else None
