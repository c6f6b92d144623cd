"""A receipt is written once a minute, however many ask for it at once; one that failed may be tried again."""

import asyncio

import pytest

from loopline.model.errors import Unavailable
from loopline.studio.links.receive import RECEIPTS_MAX, REMEMBERED_MS, OnceAMinute

pytestmark = pytest.mark.anyio


async def test_many_at_once_are_one() -> None:
    once, written = OnceAMinute(), list[int]()

    async def write() -> None:
        await asyncio.sleep(0)
        written.append(1)

    await asyncio.gather(*(once.write("a", 5, write) for _ in range(300)))
    await once.write("a", 5 + REMEMBERED_MS - 1, write)
    assert len(written) == 1
    await once.write("a", 5 + REMEMBERED_MS, write)
    assert len(written) == 2


async def test_what_failed_is_not_remembered() -> None:
    once, tries = OnceAMinute(), list[int]()

    async def write() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("store_failed", "no room")

    with pytest.raises(Unavailable):
        await once.write("a", 5, write)
    await once.write("a", 5, write)
    assert len(tries) == 2


async def test_whoever_waits_writes_when_the_first_goes_away() -> None:
    once, begun, written = OnceAMinute(), list[int](), list[int]()

    async def write() -> None:
        begun.append(1)
        await asyncio.sleep(0.01)
        written.append(1)

    first = asyncio.ensure_future(once.write("a", 5, write))
    others = [asyncio.ensure_future(once.write("a", 5, write)) for _ in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(*others)
    assert first.cancelled()
    assert (len(begun), len(written)) == (2, 1)


async def test_everybody_who_waits_is_told_the_failure() -> None:
    once = OnceAMinute()

    async def write() -> None:
        await asyncio.sleep(0)
        raise Unavailable("store_failed", "no room")

    told = await asyncio.gather(*(once.write("a", 5, write) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in told] == [Unavailable] * 3
    assert not once._writing


async def test_memory_is_bounded() -> None:
    once, written = OnceAMinute(), list[int]()

    async def write() -> None:
        written.append(1)

    for number in range(RECEIPTS_MAX + 1):
        await once.write(str(number), 5, write)
    assert len(once._written) == RECEIPTS_MAX
    await once.write("0", 6, write)
    assert len(written) == RECEIPTS_MAX + 2
