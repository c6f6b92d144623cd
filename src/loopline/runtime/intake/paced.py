"""Words to very many people, written into the log no faster than they are decided, so that others do not wait."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from loopline.model.signal import Signal
from loopline.ports import State

AT_ONCE: Final = 250
"""Signals that are written together."""
AHEAD: Final = 4
"""So many of these pieces stand undecided in the log at first, and never fewer: what comes in waits behind them."""
AHEAD_MAX: Final = 16
"""More stand there only where the loop had nothing left to do meanwhile, and up to so many."""
WAITS_SECONDS: Final = 0.1
"""A piece that waited longer than this for its decision leaves less room for those after it."""
LOOK_SECONDS: Final = 0.02


class PacedWriter:
    """Writes batches of any size in pieces, and keeps as many of them ahead of the loop as it needs not to wait.

    How many that is depends on the machine: one more each time the loop is found idle, one fewer each time that a piece
    has waited for long.
    """

    def __init__(self, accept: Callable[[Sequence[Signal]], Awaitable[int]], state: State) -> None:
        """`accept` gives the first position of what it wrote; the state says up to which all is decided."""
        self._accept, self._state = accept, state
        self._ahead: deque[tuple[int, float]] = deque()
        """Of each piece: the last position, and when it was written."""
        self.most = AHEAD
        """How many pieces may stand ahead now."""

    async def write(self, signals: Sequence[Signal]) -> None:
        """All of them are in the log when this returns. Raises what `accept` does."""
        for begin in range(0, len(signals), AT_ONCE):
            await self._turn()
            piece = signals[begin : begin + AT_ONCE]
            first = await self._accept(piece)
            self._ahead.append((first + len(piece) - 1, time.monotonic()))

    async def _turn(self) -> None:
        """Wait while as many pieces as may stand ahead are undecided."""
        while len(self._ahead) >= self.most:
            self._look(await asyncio.to_thread(self._state.position))
            if len(self._ahead) >= self.most:
                await asyncio.sleep(LOOK_SECONDS)

    def _look(self, decided: int) -> None:
        """Forget the pieces that are decided by this position, and learn from how long they took."""
        waited = 0.0
        while self._ahead and self._ahead[0][0] <= decided:
            _, written_at = self._ahead.popleft()
            waited = time.monotonic() - written_at
        if waited > WAITS_SECONDS:
            self.most = max(AHEAD, self.most - 1)
        elif not self._ahead:
            self.most = min(AHEAD_MAX, self.most + 1)
