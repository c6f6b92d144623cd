"""A log whose positions have gaps, as a broker's have, over one whose positions may have none."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.records import LogEntry
from loopline.model.signal import Signal
from loopline.ports import Log


class GappedLog:
    """The Log port; `gap` says how many positions are left out before each batch."""

    def __init__(self, log: Log, gap: Callable[[], int]) -> None:
        """The log is empty."""
        self._log: Final = log
        self._gap: Final = gap
        self._firsts: list[int] = []
        """Where each batch begins here; beside it by how much less that is in the log beneath."""
        self._shifts: list[int] = []

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Append to the log beneath; each batch stands further on by all gaps so far."""
        firsts = []
        for first, batch in zip(self._log.append(batches), batches, strict=True):
            shift = (self._shifts[-1] if self._shifts else 0) + self._gap()
            firsts.append(first + shift)
            if batch:
                self._firsts.append(first + shift)
                self._shifts.append(shift)
        return firsts

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries of the log beneath, each at its place here."""
        return [self._moved(entry) for entry in self._log.read(self._beneath(after), limit)]

    def end(self) -> int:
        """The position of the last signal."""
        end = self._log.end()
        return end + self._shifts[-1] if end else 0

    def count(self, after: int) -> int:
        """How many signals stand after a position."""
        return self._log.count(self._beneath(after))

    def _beneath(self, position: int) -> int:
        """The last position of the log beneath that stands at or before this one."""
        number = bisect_right(self._firsts, position)
        if not number:
            return 0
        beneath = position - self._shifts[number - 1]
        return beneath if number == len(self._firsts) else min(beneath, self._start(number) - 1)

    def _start(self, number: int) -> int:
        return self._firsts[number] - self._shifts[number]

    def _moved(self, entry: LogEntry) -> LogEntry:
        starts = bisect_right(range(len(self._firsts)), entry.position, key=self._start)
        return LogEntry(entry.position + self._shifts[starts - 1], entry.signals)
