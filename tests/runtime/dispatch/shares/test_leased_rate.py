"""A process borrows while it sends, and then no more."""

import asyncio
import time

from loopline.runtime.dispatch.shares.leased_rate import LeasedRate
from loopline.runtime.dispatch.shares.rate_ledger import (
    LEASE_MS,
    RateAnswer,
    RateAsk,
    RateBound,
    RateLedger,
    asked_of_rate,
)


class Ledger:
    """In memory; it can be away."""

    def __init__(self, limit: int) -> None:
        self.ledger, self.bound, self.is_away, self.asks = RateLedger(), RateBound(limit, 1_000), False, 0

    def lend(self, ask: RateAsk) -> RateAnswer:
        self.asks += 1
        if self.is_away:
            raise OSError
        self.ledger, answer = asked_of_rate(self.ledger, self.bound, ask, time.monotonic_ns() // 1_000_000)
        return answer


async def taken(rate: LeasedRate, count: int) -> int:
    """So many were let through, in the end."""
    got = 0
    while got < count:
        now = time.monotonic()
        some = rate.most(count - got, now)
        got += some
        if some:
            flight = rate.took(some)
            await rate.may_go(flight)
            rate.ended(flight, time.monotonic())
        else:
            await asyncio.sleep(rate.seconds_left(now))
    return got


def test_two_of_them_get_all_that_they_want_and_fall_silent_then() -> None:
    ledger = Ledger(100)
    faults = list[BaseException]()

    async def both() -> None:
        rates = [LeasedRate(name, ledger.lend, faults.append) for name in "ab"]
        assert sum(await asyncio.gather(*(taken(one, 60) for one in rates))) == 120
        await asyncio.gather(*(one.close() for one in rates))

    began = time.monotonic()
    asyncio.run(both())
    assert time.monotonic() - began >= 1.0, "twenty had to wait for the next second"
    assert not faults and not ledger.ledger.held
    assert sum(count for count, _ in ledger.ledger.used) >= 20


def test_a_ledger_that_is_away_is_told_and_asked_again_and_what_it_lent_lapses() -> None:
    ledger = Ledger(100)
    faults = list[BaseException]()

    async def alone() -> None:
        rate = LeasedRate("a", ledger.lend, faults.append)
        ledger.is_away = True
        waiting = asyncio.create_task(taken(rate, 5))
        while not faults:
            await asyncio.sleep(0.01)
        ledger.is_away = False
        assert await waiting == 5
        now = time.monotonic()
        rate.most(5, now)
        while not rate.most(5, time.monotonic()):
            await asyncio.sleep(0.01)
        assert rate.most(5, now + LEASE_MS / 1_000 + 1) == 0
        await rate.close()

    asyncio.run(alone())
    assert isinstance(faults[0], OSError)
