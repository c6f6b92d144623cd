"""A message whose announcement the log interrupted is taken back, and sent once, however late the loop hears of it."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.errors import Unavailable
from loopline.model.signal import AttemptAnswered, AttemptsStarted, Signal
from loopline.settings import Settings
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, statuses, until

pytestmark = pytest.mark.anyio
PEOPLE = [f"p{number}" for number in range(8)]
LATE_SECONDS = 1.3
"""The loop is behind, for longer than from one look into the outbox to the next."""


def interrupted(app: App, monkeypatch: pytest.MonkeyPatch, *, written: bool, times: int) -> list[Sequence[Signal]]:
    """The log goes away while the first messages are announced, `times` times; meanwhile the loop falls behind."""
    accept, run_once = app.delivery._accept, app.loop.run_once
    failed: list[Sequence[Signal]] = []

    def slow() -> bool:
        time.sleep(LATE_SECONDS if failed else 0)
        return run_once()

    async def accept_at_last(signals: Sequence[Signal]) -> int:
        if any(isinstance(one, AttemptsStarted) for one in signals) and len(failed) < times:
            failed.append(signals)
            if written:
                await accept(signals)
            raise Unavailable("intake_down", "The process that takes signals in has ended.")
        return await accept(signals)

    monkeypatch.setattr(app.delivery, "_accept", accept_at_last)
    monkeypatch.setattr(app.loop, "run_once", slow)
    return failed


@pytest.mark.parametrize("lanes", [1, 3])
@pytest.mark.parametrize("written", [False, True])
async def test_messages_that_were_taken_back_are_sent_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lanes: int, written: bool
) -> None:
    box = Postbox()
    async with opened(tmp_path, box, settings=Settings(delivery_lanes=lanes)) as app:
        failed = interrupted(app, monkeypatch, written=written, times=lanes)
        await publish(app, journey())
        now = app.clock.now()
        for person in PEOPLE:
            told = stated(person, now, email=f"{person}@example.com", name=person)
            await app.accept([told, event(person, "signed_up", now)])
        await until(lambda: list(statuses(app).values()) == ["sent"] * len(PEOPLE))
        await asyncio.sleep(2 * LATE_SECONDS)
        assert failed
        assert sorted(dispatch.outgoing.person for dispatch in box.given) == PEOPLE, "each once"


async def test_an_answer_to_what_was_taken_back_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, Postbox()) as app:
        interrupted(app, monkeypatch, written=True, times=1)
        await publish(app, journey())
        now = app.clock.now()
        await app.accept([stated("ann", now, email="ann@example.com", name="Ann"), event("ann", "signed_up", now)])
        await until(lambda: list(statuses(app).values()) == ["sent"])
        read = [one for entry in app.log.read(0, 100) for one in entry.signals]
        codes = [(one.result, one.code) for one in read if isinstance(one, AttemptAnswered)]
        assert codes == [("retry", "log_interrupted"), ("sent", "")]
