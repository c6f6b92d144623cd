"""The rate of a provider that several processes send to: each borrows of it what it is about to use."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from loopline.runtime.dispatch.shares.purse import Purse
from loopline.runtime.dispatch.shares.rate import Taken
from loopline.runtime.dispatch.shares.rate_ledger import RateAnswer, RateAsk
from loopline.runtime.supervise import OnError, begin

RENEW_SECONDS: Final = 1.0
GAP_SECONDS: Final = 0.01
VAIN_SECONDS: Final = 0.04
"""After an ask that brought nothing; others go first meanwhile."""

FAULT_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.02

Lend = Callable[[RateAsk], RateAnswer]
"""One turn of the ledger, in any thread."""


class LeasedRate:
    """Asks the ledger while messages wait or are on their way, and never else. Belongs to the event loop."""

    def __init__(self, holder: str, lend: Lend, on_error: OnError) -> None:
        self._purse: Final = Purse(holder)
        self._lend, self._on_error = lend, on_error
        self._awake: Final = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None
        self._is_over = False

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now."""
        found = self._purse.most(wanted, now)
        if found < wanted:
            self._wake()
        return found

    def took(self, count: int) -> Taken:
        """So many go."""
        return self._purse.took(count)

    def ended(self, taken: Taken, now: float) -> None:
        """These are not on their way any more."""
        if taken.count:
            self._purse.ended(taken)
            self._wake()

    def seconds_left(self, now: float) -> float:
        """Until it is worth while to look again."""
        return 0.0 if self._purse.most(1, now) else LOOK_SECONDS

    async def may_go(self, taken: Taken) -> None:
        """Returns once these may be handed over; where what was held was taken back, once there is as much again."""
        while taken.count and not self._purse.is_good(taken, time.monotonic()):
            self._wake()
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Give back what is not used."""
        self._is_over = True
        if self._asking is not None:
            self._awake.set()
            await asyncio.wait((self._asking,))
        self._purse.give_back()
        if not self._purse.is_empty:
            with suppress(Exception):  # the lease ends by itself
                await self._ask()

    def _wake(self) -> None:
        self._awake.set()
        if not self._is_over and (self._asking is None or self._asking.done()):
            self._asking = begin("rate", self._go(), self._on_error)

    async def _go(self) -> None:
        while not (self._is_over or self._purse.is_empty):
            self._awake.clear()
            try:
                pause = GAP_SECONDS if await self._ask() else VAIN_SECONDS
            except Exception as error:  # the record's weather: what is held lapses, and nothing is spent twice
                self._on_error(error)
                pause = FAULT_SECONDS
            await asyncio.sleep(pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_SECONDS):
                    await self._awake.wait()

    async def _ask(self) -> bool:
        """Whether the ledger gave what was wanted of it, or nothing was."""
        asked_at = time.monotonic()
        ask = self._purse.ask(asked_at)
        answer = await asyncio.to_thread(self._lend, ask)
        self._purse.answered(ask, answer, asked_at)
        return bool(answer.granted) or not ask.wants
