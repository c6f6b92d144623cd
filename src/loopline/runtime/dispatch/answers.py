"""Writes to the log what became of messages, behind the lanes, and never lets one that was sent look unsent."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from loopline.model.records import OutboxRow
from loopline.model.signal import Signal
from loopline.pipeline.isolate import WEATHER
from loopline.runtime.dispatch.flight_journal import FlightJournal
from loopline.runtime.intake.log_writer import GroupCommit
from loopline.runtime.supervise import Watch

TRIES_ALONE = 4  # so often an answer is logged alone, when it is not the weather that keeps it from the log


class Answers:
    """Belongs to the event loop. `settled_at` is when the log last took an answer (seconds of a monotonic clock)."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        journal: FlightJournal | None,
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._log, self._journal = GroupCommit(lambda signals: accept(signals)), journal
        self.watch, self.settled_at = Watch("answers", on_error), time.monotonic()
        self.watch.well()

    async def announce(self, signals: Sequence[Signal], *, may_wait: bool) -> None:
        """Log what is about to happen; `may_wait` for others who have something to log."""
        await self._log.say(signals, may_wait=may_wait)

    async def settle_batch(self, rows: Sequence[OutboxRow], answers: Sequence[Signal], *, may_wait: bool) -> None:
        """Log the answers of a batch that was handed over, and let the journal forget it."""
        if await self.settle(answers, may_wait=may_wait) and self._journal:
            self._journal.settled(rows)

    async def settle(self, answers: Sequence[Signal], *, may_wait: bool = False) -> bool:
        """Log the answers, and raise nothing: what was sent must never look unsent. False when one was given up.

        Weather is waited out. Else each is logged alone; one that the log does not take even so, after a few times, is
        given up, so that it holds up nobody: its message stays `sending`, and the next start settles it.
        """
        tries = 0
        while answers:
            try:
                await self._log.say(answers, may_wait=may_wait)
            except Exception as error:
                pause, tries = self.watch.failed(error), tries + (not isinstance(error, WEATHER))
                if tries and len(answers) > 1:
                    return all([await self.settle([one]) for one in answers])
                if tries < TRIES_ALONE:
                    await asyncio.sleep(pause)
                    continue
            else:
                self.settled_at = time.monotonic()
            self.watch.well()
            self.watch.rested()
            return tries < TRIES_ALONE
        return True
