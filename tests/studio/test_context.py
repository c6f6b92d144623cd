"""Submitting signals: durable when it returns, and decided too unless the loop is far behind."""

import asyncio
import time
from typing import Any

from loopline.studio.context import StudioContext


def context(first: int, positions: list[int]) -> StudioContext:
    async def accept(signals: Any) -> int:
        return first

    def position() -> int:
        return positions.pop(0) if len(positions) > 1 else positions[0]

    others: dict[str, Any] = dict.fromkeys(
        (
            "studio_store",
            "facts",
            "state",
            "log",
            "clock",
            "people",
            "engine",
            "signer",
            "sent_archive",
            "publisher",
            "published",
            "export_facts",
        )
    )
    return StudioContext(accept=accept, position=position, **others)


def test_it_waits_until_the_last_signal_is_decided() -> None:
    positions = [4, 5, 6, 7]
    signals: list[Any] = [None, None]
    asyncio.run(context(6, positions).submit(signals))
    assert positions == [7]


def test_it_does_not_wait_for_ever() -> None:
    began = time.monotonic()
    asyncio.run(context(6, [1]).submit([None]))  # type: ignore[list-item]  # nobody looks inside
    assert 1.0 < time.monotonic() - began < 30.0
