"""Sweeps the store for stranded people, a page at a time, for ever: checks promise 5 while the server runs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Unavailable
from loopline.model.ids import stable_id
from loopline.model.signal import JourneyStateReached, Signal, TimerDue
from loopline.ports import Clock, State
from loopline.runtime.supervise import SupervisedTask
from loopline.runtime.upkeep.fan_out import FanOut
from loopline.runtime.upkeep.stranded import Stranded, sweep, unspoken

PAGE = 1_000
PAUSE_SECONDS = 2.0
AGAIN_SECONDS = 0.02
FOUND_MAX = 100
LATE = ("timer_differs", "overdue", "not_asked")


class Deciding(Protocol):
    """The published sets of the loop, as far as this module needs them."""

    @property
    def published(self) -> PublishedSet:
        """What signals are decided under; at least as new as whatever the store holds."""

    @property
    def committed(self) -> PublishedSet | None:
        """What is surely in the store; None while nobody knows."""


class Sweeper:
    """Checks every record, page by page. Late wake-ups are signalled again; stranded people are named in `found`.

    A pending fan-out is completed before the first page, or after a whole round in which it stayed pending.
    """

    def __init__(
        self,
        state: State,
        clock: Clock,
        loop: Deciding,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        on_found: Callable[[Stranded], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._state, self._clock, self._loop = state, clock, loop
        self._accept, self._on_found, self._on_error = accept, on_found, on_error
        self._fan_out = FanOut(accept, state, lambda: loop.published, clock)
        self._pending_before: Mapping[str, int] | None = None
        self._after = ""
        self._this_round: list[Stranded] = []
        self.found: tuple[Stranded, ...] = ()
        self.rounds = 0
        self.task = SupervisedTask("sweeper", self._page_soon, on_error)

    async def _page_soon(self) -> None:
        """A pause, then a page; a round is complete when the last record was seen."""
        await asyncio.sleep(PAUSE_SECONDS)
        try:
            await self.page()
        except Unavailable as error:
            if error.code != "queue_full":  # a full queue is no fault: the page is looked at again
                raise

    async def _complete_fan_outs(self) -> None:
        pending, before = self._loop.published.pending_fan_outs, self._pending_before
        if pending and (before is None or any(before.get(journey) == place for journey, place in pending.items())):
            try:
                await self._fan_out.run()
            except Unavailable:
                raise
            except Exception as error:  # still pending, until the next round; the pages are looked at meanwhile
                self._on_error(error)
        self._pending_before = pending

    def _look(self, now: int) -> tuple[str, list[Stranded], list[str]] | None:
        """The last of the next records ("": there are no more), and who of them is stranded, by the published set
        under which they stand in the store; and the people who have to tell their addresses what they had refused.

        None when the loop has published meanwhile. By a set that is older or newer than the records, people would be
        found stranded whose notice is already in the log, or who have just entered a new version.
        """
        committed = self._loop.committed
        records = self._state.scan(self._after, PAGE)
        if committed is None or self._loop.published is not committed:
            return None
        last = records[-1].key if len(records) == PAGE else ""
        return last, sweep(records, committed, now), unspoken(records)

    async def page(self) -> None:
        """Look at the next records."""
        if not self._after:
            await self._complete_fan_outs()
        now = self._clock.now()
        while (looked := await asyncio.to_thread(self._look, now)) is None:
            await asyncio.sleep(AGAIN_SECONDS)
        last, stranded, silent = looked
        for one in stranded:
            self._on_found(one)
        again: list[Signal] = [
            TimerDue(key=person, at=now, received_at=now)
            for person in sorted({*silent, *(one.person for one in stranded if one.why in LATE)})
        ]
        again += [_noticed_again(one, now) for one in stranded if one.why == "not_told"]
        if again:
            await self._accept(again)
        self._this_round = (self._this_round + stranded)[:FOUND_MAX]
        self._after = last
        if not self._after:
            self.found, self._this_round = tuple(self._this_round), []
            self.rounds += 1


def _noticed_again(one: Stranded, now: int) -> JourneyStateReached:
    return JourneyStateReached(
        key=one.person,
        id=stable_id("told-again", one.enrollment, str(now)),
        at=now,
        received_at=now,
        journey=one.journey,
    )
