"""Sweeps the store for the stranded, a page at a time, for ever: promise 5 proved while the server runs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from loopline.decisions.program import Program
from loopline.model.signal import Signal, TimerDue
from loopline.ports import Clock, State
from loopline.runtime.sweep import Stranded, sweep

PAGE = 1_000
PAUSE_SECONDS = 2.0
FOUND_MAX = 100
LATE = ("timer_differs", "overdue")


class Sweeper:
    """Looks at every record in turn. Late wake-ups are told again; whoever waits for nothing is named in `found`."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        program: Callable[[], Program],
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        on_found: Callable[[Stranded], None],
    ) -> None:
        self._state, self._clock, self._program = state, clock, program
        self._accept, self._on_found = accept, on_found
        self._after = ""
        self._this_round: list[Stranded] = []
        self.found: tuple[Stranded, ...] = ()
        self.rounds = 0

    async def serve(self) -> None:
        """A page, a pause, a page; a round is complete when the last record was seen."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            await self.page()

    async def page(self) -> None:
        """Look at the next records."""
        records = await asyncio.to_thread(self._state.scan, self._after, PAGE)
        now = self._clock.now()
        stranded = await asyncio.to_thread(sweep, records, self._program(), now)
        for one in stranded:
            self._on_found(one)
        late = sorted({one.person for one in stranded if one.why in LATE})
        if late:
            await self._accept([TimerDue(person, now, now) for person in late])
        self._this_round = (self._this_round + stranded)[:FOUND_MAX]
        self._after = records[-1].key if len(records) == PAGE else ""
        if not self._after:
            self.found, self._this_round = tuple(self._this_round), []
            self.rounds += 1
