"""The rate of a provider that several processes send to: each borrows of it what it is about to use."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from loopline.runtime.dispatch.shares.asking import ShareAsking
from loopline.runtime.dispatch.shares.purse import Purse
from loopline.runtime.dispatch.shares.rate import TakenShare
from loopline.runtime.dispatch.shares.rate_ledger import RateAnswer, RateAsk
from loopline.runtime.supervise import OnError

LOOK_SECONDS: Final = 0.02


class LeasedRate:
    """Asks the ledger while messages wait or are on their way, and never else. Belongs to the event loop."""

    def __init__(self, holder: str, lend: Callable[[RateAsk], RateAnswer], on_error: OnError) -> None:
        self._purse: Final = Purse(holder)
        self._asking: Final = ShareAsking(self._purse, lend, on_error)

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now."""
        found = self._purse.most(wanted, now)
        if found < wanted:
            self._asking.wake()
        return found

    def took(self, count: int) -> TakenShare:
        """So many go."""
        return self._purse.took(count)

    def ended(self, taken: TakenShare, now: float) -> None:
        """These are not on their way any more."""
        if taken.count:
            self._purse.ended(taken)
            self._asking.wake()

    def seconds_left(self, now: float) -> float:
        """Until it is worth while to look again."""
        return 0.0 if self._purse.most(1, now) else LOOK_SECONDS

    async def may_go(self, taken: TakenShare) -> None:
        """Returns once these may be handed over; where what was held was taken back, once there is as much again."""
        while taken.count and not self._purse.is_good(taken, time.monotonic()):
            self._asking.wake()
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Give back what is not used."""
        await self._asking.close()
