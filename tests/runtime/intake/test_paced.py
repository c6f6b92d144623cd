"""Words to very many people stand a few pieces ahead of the loop, and no further, so that an event does not wait."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.model.signal import Signal, TimerDue
from loopline.runtime.clock import VirtualClock
from loopline.runtime.intake import paced
from loopline.runtime.intake.paced import AHEAD, AHEAD_MAX, AT_ONCE, PacedWriter
from tests.runtime.parts import NOON, Postbox, event, opened, stated

pytestmark = pytest.mark.anyio


def words(people: int) -> list[Signal]:
    return [TimerDue(key=f"p{number}", at=NOON, received_at=NOON) for number in range(people)]


class Standing:
    """A log that is decided as far as the test says."""

    def __init__(self) -> None:
        self.written, self.decided = 0, 0

    async def accept(self, signals: Sequence[Signal]) -> int:
        first = self.written + 1
        self.written += len(signals)
        return first

    def position(self) -> int:
        return self.decided


async def test_no_more_than_a_few_pieces_stand_ahead_of_the_loop() -> None:
    standing = Standing()
    writer = PacedWriter(standing.accept, standing)  # type: ignore[arg-type]
    writing = asyncio.create_task(writer.write(words(AT_ONCE * (AHEAD + 3))))
    for decided in (0, 1, AT_ONCE, AT_ONCE + 1):
        standing.decided = decided
        await asyncio.sleep(0.05)
        assert standing.written <= decided + AT_ONCE * (AHEAD + 1)
        assert not writing.done()
    standing.decided = AT_ONCE * 20
    await writing
    assert standing.written == AT_ONCE * (AHEAD + 3)


async def test_batch_after_batch_is_one_stream() -> None:
    standing = Standing()
    writer = PacedWriter(standing.accept, standing)  # type: ignore[arg-type]
    for _ in range(AHEAD):
        await writer.write(words(7))
    late = asyncio.create_task(writer.write(words(7)))
    await asyncio.sleep(0.05)
    assert (standing.written, late.done()) == (7 * AHEAD, False)
    standing.decided = 8
    await late


class Quick(Standing):
    """All is decided as soon as it is written."""

    def position(self) -> int:
        return self.written


@pytest.mark.parametrize(("patience", "most"), [(60.0, AHEAD_MAX), (-1.0, AHEAD)])
async def test_more_stands_ahead_of_a_loop_that_ran_dry_but_never_where_words_wait_long(
    patience: float, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paced, "WAITS_SECONDS", patience)
    quick = Quick()
    writer = PacedWriter(quick.accept, quick)  # type: ignore[arg-type]
    await writer.write(words(AT_ONCE * AHEAD_MAX * AHEAD_MAX))
    assert writer.most == most
    monkeypatch.setattr(paced, "WAITS_SECONDS", -1.0)
    await writer.write(words(AT_ONCE * AHEAD_MAX * AHEAD_MAX))
    assert writer.most == AHEAD


async def test_an_event_is_decided_while_thousands_are_told(tmp_path: Path) -> None:
    """Between two looks at most `AHEAD_MAX` pieces come in front of it, however many people there are."""
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await app.accept([stated("ann", NOON, email="ann@example.com")])
        await app.settle()
        before = app.log.end()
        writing = asyncio.create_task(PacedWriter(app.intake.accept, app.state).write(words(AT_ONCE * 40)))
        while app.log.end() < before + AT_ONCE:
            await asyncio.sleep(0.001)
        place = await app.intake.accept([event("ann", "signed_up", NOON)])
        ahead = place - app.loop.position
        await writing
        await app.settle()
        assert ahead <= AT_ONCE * (AHEAD_MAX + 1)
