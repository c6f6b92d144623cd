"""Processes share the day of a provider that warms up."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopline.model.duration import DAY
from loopline.model.mail.delivery_rules import DeliveryRules, WarmUp
from loopline.runtime.dispatch.shares.leased_warmth import LeasedWarmth
from loopline.runtime.dispatch.shares.lending import SharedBounds
from loopline.storage.sql.studio import StudioStore

NOW = 20_000 * DAY


def rules(*days: int) -> DeliveryRules:
    return DeliveryRules(warm_ups=(WarmUp(provider="young", starts="2999-01-01", days=days),))


@pytest.fixture
def bounds(tmp_path: Path) -> Iterator[SharedBounds]:
    with closing(StudioStore(tmp_path / "studio.db")) as store:
        yield SharedBounds(store.shares, 2, refuse)


def refuse(error: BaseException) -> None:
    raise error


async def sent(warmth: LeasedWarmth, wanted: int) -> int:
    """So many of those that were wanted were let through before the day was spent."""
    got = 0
    while got < wanted and not warmth.is_spent(NOW):
        left = warmth.left(NOW)
        assert left is not None
        if left := min(left, wanted - got):
            warmth.began(left)
            await asyncio.sleep(0)
            warmth.took(left, NOW)
            warmth.ended(left)
            got += left
        else:
            await asyncio.sleep(0.005)
    return got


def test_two_of_them_send_exactly_the_day_once_it_was_counted(bounds: SharedBounds) -> None:
    async def both() -> None:
        one, two = (bounds.warmth("email", "young") for _ in range(2))
        one.follow(rules(30))
        two.follow(rules(30))
        waiting = asyncio.gather(sent(one, 100), sent(two, 5))
        await asyncio.sleep(0.1)
        assert one.sent(NOW) == 0, "nobody has counted what it had before"
        two.recall(4, NOW)
        first, second = await waiting
        await one.close()
        await two.close()
        assert first + second == 26 and second <= 5
        assert one.sent(NOW) == two.sent(NOW) == 30 and one.sent(NOW + 2 * DAY) == 0

    asyncio.run(both())


def test_without_a_plan_nothing_is_asked(bounds: SharedBounds) -> None:
    async def alone() -> None:
        warmth = bounds.warmth("email", "young")
        warmth.follow(DeliveryRules())
        assert warmth.left(NOW) is None and not warmth.is_spent(NOW)
        warmth.took(5, NOW)
        warmth.recall(5, NOW)
        assert warmth.is_empty
        await warmth.close()

    asyncio.run(alone())
