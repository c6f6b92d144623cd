"""Providers change while messages are sent: who may have a message keeps it, and what is in the air comes down."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.errors import Unavailable
from loopline.model.message import Deferred, Unknown
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptsStarted, Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch import dispatcher
from loopline.runtime.dispatch.route import Route, Routes
from tests.runtime.parts import NOON, Postbox, event, journey, move, opened, publish, stated, until

pytestmark = pytest.mark.anyio

AWAY = Deferred("post_away", "Nobody is there.", away=True)
MINUTES = 60_000


async def enter(app: App) -> None:
    """Somebody begins the journey."""
    now = app.clock.now()
    await app.accept([stated("ann", now, email="ann@example.com", name="Ann"), event("ann", "signed_up", now)])


def rows(app: App) -> list[OutboxRow]:
    """The one message, whatever its status."""
    return app.state.outbox(("pending", "sending", "unknown", "sent", "failed"), 2**62, 9)


async def test_a_message_that_one_may_have_goes_to_no_other_even_when_that_one_is_away_later(tmp_path: Path) -> None:
    first, second = Postbox(Unknown("cut, but it has it"), AWAY, unknown_policy="resend"), Postbox()
    clock = VirtualClock(NOON)
    async with opened(tmp_path, first, clock) as app:
        await publish(app, journey())
        await app.delivery.take_over(Routes([Route("a", "email", first), Route("b", "email", second, weight=0)]))
        await enter(app)
        await until(lambda: [row.provider for row in rows(app)] == ["a"] and rows(app)[0].status == "pending")
        for minutes in range(10, 40, 10):
            move(app, clock, NOON + minutes * MINUTES)
            await asyncio.sleep(0.5)
        await until(lambda: rows(app)[0].status == "sent")
        assert (len(first.given), second.given) == (3, [])


async def test_a_message_that_nobody_was_given_is_anybodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Postbox(), Postbox()
    async with opened(tmp_path, first) as app:
        await publish(app, journey())
        await app.delivery.take_over(Routes([Route("a", "email", first), Route("b", "email", second, weight=0)]))
        accept, told = app.delivery._accept, list[int]()

        async def written_and_interrupted(signals: Sequence[Signal]) -> int:
            position = await accept(signals)
            if not told and any(isinstance(one, AttemptsStarted) for one in signals):
                told.append(position)
                await app.delivery.take_over(Routes([Route("b", "email", second)]))
                raise Unavailable("disk_full", "No room.")
            return position

        monkeypatch.setattr(app.delivery, "_accept", written_and_interrupted)
        await enter(app)
        await until(lambda: [row.status for row in rows(app)] == ["sent"])
        assert (len(first.given), len(second.given), rows(app)[0].provider) == (0, 1, "b")


async def test_what_is_in_the_air_comes_down_however_long_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "FINISH_SECONDS", 0.1)
    box, other = Postbox(), Postbox()
    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        box.gate.clear()
        await enter(app)
        await until(lambda: box.given)
        routes = [Route("postbox", "email", box), Route("other", "email", other, weight=0)]
        await app.delivery.take_over(Routes(routes))
        await asyncio.sleep(0.5)
        box.gate.set()
        await until(lambda: [row.status for row in rows(app)] == ["sent"])
        assert len(box.given) == 1


async def test_a_provider_that_comes_back_meanwhile_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, calls = Postbox(), list[str]()

    async def close() -> None:
        calls.append("close")

    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        monkeypatch.setattr(box, "close", close)
        box.gate.clear()
        await enter(app)
        await until(lambda: box.given)
        await app.delivery.take_over(Routes([Route("other", "email", Postbox())]))
        await app.delivery.take_over(Routes([Route("postbox", "email", box)]))
        box.gate.set()
        await until(lambda: [row.status for row in rows(app)] == ["sent"])
        await until(lambda: not app.delivery._closing)
        assert calls == []
