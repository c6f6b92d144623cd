"""The live feed: free while nobody listens, bounded for a slow listener, ended by the house."""

import asyncio
from collections.abc import AsyncIterator

from loopline.model.fact import Fact
from loopline.model.records import StoredDocument, Transaction
from loopline.runtime.clock import VirtualClock
from loopline.studio.live.stream import LISTENERS_MAX, SAMPLE_MS, WAITING_MAX, LiveFeed


def transaction(person: str = "ann", documents: tuple[StoredDocument, ...] = ()) -> Transaction:
    return Transaction(
        position=1,
        records=[],
        outbox=[],
        marks=[],
        facts=[Fact("event", person, 5, name="bought")],
        epoch=1,
        documents=documents,
    )


async def until(stream: AsyncIterator[bytes], wanted: bytes) -> bytes:
    async with asyncio.timeout(10):
        async for part in stream:
            if wanted in part:
                return part
    raise AssertionError("the stream ended")


def test_a_listener_hears_counts_samples_and_changes() -> None:
    async def listen() -> None:
        feed = LiveFeed(lambda: (7, 2, 0.5), VirtualClock(1_000_000))
        feed.on_commit(transaction("nobody hears this"))
        stream = feed.stream()
        assert b'data: {"signals":7,"lag":2,"lag_seconds":0.5}' in await until(stream, b"event: counts")
        feed.on_commit(
            transaction(
                "=@ann",
                (
                    StoredDocument(kind="journey", name="j", version=1, document=b"{}", published_at=0),
                    StoredDocument(kind="segment", name="s", version=1, document=b"{}", published_at=0),
                ),
            )
        )
        heard = await until(stream, b"event: signal")
        assert b'{"person":"@ann","name":"bought","at":5}' in heard
        assert b'event: journey\ndata: {"id":"j"}' in heard and b'"s"' not in heard
        feed.close()
        assert [part async for part in stream] == []

    asyncio.run(listen())


def test_what_happens_right_after_the_counts_were_told_is_told_a_second_later() -> None:
    """Not with the next signal, which may be long in coming."""

    async def listen() -> None:
        accepted = 1
        feed = LiveFeed(lambda: (accepted, 0, 0.0), VirtualClock(1_000_000))
        stream = feed.stream()
        await until(stream, b'"signals":1,')
        accepted = 2
        feed.on_commit(transaction())
        assert b"event: counts" in await until(stream, b'"signals":2,')
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator

    asyncio.run(listen())


def test_signals_are_sampled_and_a_slow_listener_loses_the_oldest() -> None:
    async def listen() -> None:
        clock = VirtualClock(1_000_000)
        feed = LiveFeed(lambda: (0, 0, 0.0), clock)
        stream = feed.stream()
        await anext(stream)
        waiting = next(iter(feed._listeners)).waiting
        for _ in range(10):
            feed.on_commit(transaction())
        assert len(waiting) == 1
        for _ in range(2 * WAITING_MAX):
            clock.move_to(clock.now() + SAMPLE_MS)
            feed.on_commit(transaction())
        assert len(waiting) == WAITING_MAX
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator
        assert not feed._listeners

    asyncio.run(listen())


def test_there_is_room_for_so_many_and_none_after_closing() -> None:
    async def listen() -> None:
        feed = LiveFeed(lambda: (0, 0, 0.0), VirtualClock(0))
        streams = [feed.stream() for _ in range(LISTENERS_MAX + 1)]
        first = [await anext(stream, None) for stream in streams]
        assert first.count(None) == 1
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]  # an async generator
        feed.close()
        assert await anext(feed.stream(), None) is None

    asyncio.run(listen())
