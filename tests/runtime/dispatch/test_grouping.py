"""Lanes share appends to the log, and hand nothing over before it knows the answers of what they handed over before."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.model.message import Dispatch, Outcome
from loopline.model.signal import AttemptAnswered, AttemptsStarted, Signal
from loopline.ports import Flight
from loopline.runtime.dispatch import queue
from loopline.runtime.intake import log_writer
from loopline.settings import Settings
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, statuses, until

pytestmark = pytest.mark.anyio


async def enter(app: object, people: int) -> None:
    signals: list[Signal] = []
    for number in range(people):
        signals += [
            stated(f"p{number}", 0, email=f"p{number}@example.com", name="Ann"),
            event(f"p{number}", "signed_up", 0),
        ]
    await app.accept(signals)  # type: ignore[attr-defined] # an App


@pytest.mark.parametrize("refuses", [False, True], ids=["waits", "refuses"])
async def test_a_batch_is_handed_over_only_when_the_answers_of_the_one_before_are_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    """A kill leaves no more messages unanswered in the log than one batch a lane."""
    monkeypatch.setattr(queue, "BATCH_MAX", 4)
    box = Postbox()
    async with opened(tmp_path, box, settings=Settings(delivery_lanes=1)) as app:
        await publish(app, journey())
        write, released = app.delivery._accept, asyncio.Event()
        answered: list[str] = []
        most = 0

        async def slow(signals: Sequence[Signal]) -> int:
            nonlocal most
            found = [one.message for one in signals if isinstance(one, AttemptAnswered)]
            if found and refuses and not released.is_set():
                raise ValueError("planted: the announcement that came along is written alone")
            if found:
                await released.wait()
            first = await write(signals)
            answered.extend(found)
            return first

        async def counting(batch: Sequence[object], send: object = box.send) -> list[object]:
            nonlocal most
            most = max(most, len(box.given) + len(batch) - len(answered))
            return await send(batch)  # type: ignore[operator,no-any-return] # it is `send` as it was

        app.delivery._accept = slow
        monkeypatch.setattr(box, "send", counting)
        await enter(app, 40)
        await until(lambda: len(box.given) == 4)
        await asyncio.sleep(0.2)
        assert len(box.given) == 4
        released.set()
        await until(lambda: list(statuses(app).values()) == ["sent"] * 40)
        assert most == 4


class Journaled(Postbox):
    """A provider whose messages are noted as they leave, as SMTP's are."""

    def __init__(self) -> None:
        super().__init__()
        self.flight: Flight | None = None
        self.batches: list[int] = []

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """Each one is announced in the journal, handed over and answered."""
        assert self.flight is not None
        self.batches.append(len(batch))
        outcomes = await super().send(batch)
        for dispatch, outcome in zip(batch, outcomes, strict=True):
            self.flight.handed(dispatch)
            self.flight.answered(dispatch, outcome)
        return outcomes


@pytest.mark.parametrize("is_quick", [True, False])
async def test_a_quick_provider_with_a_journal_gets_long_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_quick: bool
) -> None:
    monkeypatch.setattr(queue, "BATCH_MAX", 4)
    monkeypatch.setattr(queue, "LONG_BATCH_MAX", 12)
    monkeypatch.setattr(queue, "QUICK_SECONDS", 3_600 if is_quick else -1)
    box = Journaled()
    async with opened(tmp_path, box, settings=Settings(delivery_lanes=1)) as app:
        box.gate.clear()
        await publish(app, journey())
        await enter(app, 60)
        await app.level()
        box.gate.set()
        await until(lambda: list(statuses(app).values()) == ["sent"] * 60)
    assert sum(box.batches) == len({one.outgoing.key for one in box.given}) == 60
    assert max(box.batches) == (12 if is_quick else 4)


async def test_answers_and_the_next_announcement_share_an_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "BATCH_MAX", 4)
    box = Postbox()
    async with opened(tmp_path, box, settings=Settings(delivery_lanes=1)) as app:
        await publish(app, journey())
        write, appends = app.delivery._accept, list[set[type[Signal]]]()

        async def noted(signals: Sequence[Signal]) -> int:
            appends.append({type(one) for one in signals})
            return await write(signals)

        app.delivery._accept = noted
        monkeypatch.setattr(log_writer, "HOLD_SECONDS", 5.0)
        await enter(app, 40)
        await until(lambda: list(statuses(app).values()) == ["sent"] * 40)
        assert {AttemptsStarted, AttemptAnswered} in appends
        assert len(appends) < 20, "a pair for each of ten batches would be twenty"


async def test_the_answer_of_the_last_message_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "HOLD_SECONDS", 3_600)
    async with opened(tmp_path, Postbox()) as app:
        await publish(app, journey())
        await enter(app, 1)
        await until(lambda: list(statuses(app).values()) == ["sent"])
