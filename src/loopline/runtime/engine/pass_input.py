"""What one pass of the loop takes: signals that were read ahead, due timers, or a page of members to tell."""

from bisect import bisect_right
from typing import Final

from loopline.model.accounts.account import FIRST_OF_ALL
from loopline.model.errors import Unavailable
from loopline.model.ids import ACCOUNT
from loopline.model.signal import Signal
from loopline.ports import Log, State

FACTOR: Final = 8
AHEAD: Final = 4_000
"""So many signals are read of the log ahead: as many as a pass takes in its time when they cost little."""
DUE_AT_ONCE: Final = 1_000
"""So many timers are claimed for a pass: about as many as it handles in its time when they cost little."""


class Carefulness:
    """How much a pass takes: everything as a rule, less after a pass that failed, then more again."""

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self.size = most
        self.timers_first = False

    @property
    def is_single(self) -> bool:
        """Whether a pass takes one thing only."""
        return self.size == 1

    @property
    def is_reduced(self) -> bool:
        """Whether a pass takes less than it may."""
        return self.size < self._most

    def shrink(self, weight: int) -> None:
        """A pass over so many things failed: the next one takes a fraction, down to one signal or one timer."""
        self.size = max(1, min(self.size, weight) // FACTOR)
        self.timers_first = not self.timers_first if self.size == 1 else False

    def grow(self) -> None:
        """A pass went well. After a single one the next is a single one of the other sort, which may be at fault."""
        if self.size == 1 and not self.timers_first:
            self.timers_first = True
            return
        self.size = min(self._most, self.size * FACTOR)
        self.timers_first = False


class PassInput:
    """What one pass takes: signals of the log with their positions, None for what cannot be read, and due timers.

    No timer is taken that is due after `horizon`: signals that are left for the next pass come before it. `is_all`: no
    signal is left.
    """

    def __init__(self, ahead: "ReadAhead", state: State, position: int, now: int, careful: Carefulness) -> None:
        self.now, self.horizon, size = now, now, careful.size
        self.is_single = careful.is_single
        self.signals, self.positions = ahead.after(position, size)
        self.is_all = not self.positions or ahead.holds_all(self.positions[-1])
        last = next((one for one in reversed(self.signals) if one is not None), None)
        if last is not None and not self.is_all:
            self.horizon = last.received_at
        self.due = state.claim_due(self.horizon, min(size, DUE_AT_ONCE))
        self._end_at_account()
        if self.is_single and self.signals and self.due:
            if careful.timers_first:
                self.signals, self.positions = [], []
            else:
                self.due = []

    def _end_at_account(self) -> None:
        """What comes after a change of an account that was put off until now finds every member changed."""
        told_at = next((at for key, at in self.due if key.startswith(ACCOUNT)), None)
        if told_at is None:
            return
        after = (n for n, one in enumerate(self.signals) if one is not None and one.received_at >= told_at)
        first = next(after, None)
        if first is not None:
            del self.signals[first:], self.positions[first:]
            self.horizon = told_at
            self.due = [(key, at) for key, at in self.due if at <= told_at]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.signals and not self.due

    @property
    def weight(self) -> int:
        """How many things it takes at most."""
        return max(len(self.signals), len(self.due))

    def cut(self, taken: int) -> None:
        """Leave the signals behind the first `taken` ones for the next pass, and the timers that come after them."""
        if taken < len(self.signals):
            self.is_all = False
            del self.signals[taken:], self.positions[taken:]
            last = next((one for one in reversed(self.signals) if one is not None), None)
            self.horizon = 0 if last is None else last.received_at
            self.due = [(key, at) for key, at in self.due if at <= self.horizon]


class Page(PassInput):
    """What a pass takes instead while an account has members left to tell: the next ones of them, nothing else.

    So the pages are effects of one signal, in several passes, and nothing is decided between them.
    """

    def __init__(self, account: str, members: int, now: int, *, is_single: bool) -> None:
        self.now = self.horizon = now
        self.account, self.members, self.is_single = account, members, is_single
        self.signals, self.positions, self.due = [], [], [(account, FIRST_OF_ALL)]
        self.is_all = True

    @property
    def weight(self) -> int:
        """How many members hear of the change."""
        return self.members


class ReadAhead:
    """Signals that were read of the log and are not decided yet; what is not in here is read again."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._after = 0
        self._signals: list[Signal | None] = []
        self._positions: list[int] = []

    def after(self, position: int, most: int) -> tuple[list[Signal | None], list[int]]:
        """The signals after a position and theirs, None for what cannot be read; at most so many, and about `AHEAD`."""
        self._forget(position)
        wanted = min(most, AHEAD)
        if len(self._signals) < wanted // 2 or not self._signals:
            self._read(wanted)
        return self._signals[:wanted], self._positions[:wanted]

    def _forget(self, position: int) -> None:
        is_here = self._after <= position <= (self._positions[-1] if self._positions else self._after)
        decided = bisect_right(self._positions, position) if is_here else len(self._positions)
        del self._signals[:decided], self._positions[:decided]
        self._after = position

    def _read(self, wanted: int) -> None:
        try:
            entries = self._log.read(self._positions[-1] if self._positions else self._after, wanted)
        except Unavailable:
            if not self._signals:  # else they are decided first
                raise
            return
        for entry in entries:
            self._signals += entry.signals
            self._positions += entry.positions

    def holds_all(self, position: int) -> bool:
        """Whether the log has nothing after this position."""
        return position >= self._log.end()
