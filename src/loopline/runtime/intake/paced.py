"""Words to very many people, written into the log no faster than they are decided, so that others do not wait."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from loopline.model.signal import Signal
from loopline.ports import State

AT_ONCE: Final = 250
"""Signals that are written together."""
AHEAD: Final = 4
"""So many of these pieces stand undecided in the log at most: whatever comes in waits behind them, some 100 ms."""
LOOK_SECONDS: Final = 0.02


class PacedWriter:
    """Writes batches of any size in pieces, and keeps as many of them ahead of the loop as it needs not to wait."""

    def __init__(self, accept: Callable[[Sequence[Signal]], Awaitable[int]], state: State) -> None:
        """`accept` gives the first position of what it wrote; the state says up to which all is decided."""
        self._accept, self._state = accept, state
        self._ahead: deque[int] = deque(maxlen=AHEAD)

    async def write(self, signals: Sequence[Signal]) -> None:
        """All of them are in the log when this returns. Raises what `accept` does."""
        for first in range(0, len(signals), AT_ONCE):
            await self._turn()
            self._ahead.append(await self._accept(signals[first : first + AT_ONCE]))

    async def _turn(self) -> None:
        """Wait while the oldest of the pieces that may stand ahead is undecided: until its successor has begun."""
        while len(self._ahead) == AHEAD and await asyncio.to_thread(self._state.position) < self._ahead[1]:
            await asyncio.sleep(LOOK_SECONDS)
