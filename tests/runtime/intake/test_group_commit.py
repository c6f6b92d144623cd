"""What several tasks say is one request to the intake: at once where nobody waits, and never lost."""

import asyncio
from collections.abc import Sequence

import pytest

from loopline.model.errors import Unavailable
from loopline.model.signal import AttemptsStarted, Signal
from loopline.pipeline.attempts import started
from loopline.runtime.intake import log_writer
from loopline.runtime.intake.log_writer import GroupCommit
from tests.runtime.dispatch.rows import row

pytestmark = pytest.mark.anyio


def said(name: str) -> list[Signal]:
    return started([row(name, "hello")], 1)


class Heard:
    """A log that notes each append; it refuses what `refuses` says."""

    def __init__(self) -> None:
        self.appends: list[list[str]] = []
        self.error: Exception | None = None
        self.spoilt = ""
        self.log = GroupCommit(self.accept)

    async def accept(self, signals: Sequence[Signal]) -> int:
        names = [key for one in signals if isinstance(one, AttemptsStarted) for key, _ in one.attempts]
        if self.error is not None and (not self.spoilt or self.spoilt in names):
            raise self.error
        self.appends.append(names)
        return 0


async def test_what_may_wait_goes_with_what_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "HOLD_SECONDS", 3_600)
    heard = Heard()
    held = [asyncio.create_task(heard.log.say(said(name), may_wait=True)) for name in "ab"]
    await asyncio.sleep(0)
    assert heard.appends == [] and not any(task.done() for task in held)
    await heard.log.say(said("c"))
    assert heard.appends == [["a", "b", "c"]]
    async with asyncio.timeout(10):
        await asyncio.gather(*held)


async def test_what_may_not_wait_is_written_at_once() -> None:
    heard = Heard()
    for name in "ab":
        async with asyncio.timeout(log_writer.HOLD_SECONDS / 2 + 1):
            await heard.log.say(said(name))
    assert heard.appends == [["a"], ["b"]]


async def test_nobody_waits_for_ever_for_somebody_else_to_speak() -> None:
    heard = Heard()
    await asyncio.gather(*(heard.log.say(said(name), may_wait=True) for name in "abc"))
    assert heard.appends == [["a", "b", "c"]]


async def test_no_more_is_held_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_writer, "HOLD_SECONDS", 3_600)
    monkeypatch.setattr(log_writer, "HELD_MAX", 3)
    heard = Heard()
    await asyncio.gather(*(heard.log.say(said(name), may_wait=True) for name in "abc"))
    assert heard.appends == [["a", "b", "c"]]


async def test_what_the_log_does_not_take_from_one_costs_no_other() -> None:
    heard = Heard()
    heard.error, heard.spoilt = ValueError("planted"), "b"
    told = await asyncio.gather(*(heard.log.say(said(name), may_wait=True) for name in "abc"), return_exceptions=True)
    assert heard.appends == [["a"], ["c"]]
    assert [type(one) for one in told] == [int, ValueError, int]


async def test_weather_is_told_to_all_of_a_group() -> None:
    heard = Heard()
    heard.error = Unavailable("intake_down", "planted")
    told = await asyncio.gather(*(heard.log.say(said(name), may_wait=True) for name in "ab"), return_exceptions=True)
    assert [type(one) for one in told] == [Unavailable, Unavailable]
    heard.error = None
    await heard.log.say(said("c"))
    assert heard.appends == [["c"]], "who was refused says it again, or takes it back"


async def test_whoever_goes_away_while_it_writes_for_others_leaves_nobody_waiting() -> None:
    heard, never = Heard(), asyncio.Event()

    async def hangs(signals: Sequence[Signal]) -> int:
        await never.wait()
        return 0

    log = GroupCommit(hangs)
    other = asyncio.create_task(log.say(said("a"), may_wait=True))
    await asyncio.sleep(0)
    writer = asyncio.create_task(log.say(said("b")))
    await asyncio.sleep(log_writer.HOLD_SECONDS * 2)
    writer.cancel()
    with pytest.raises(Unavailable):
        await other
    assert heard.appends == []


async def test_somebody_who_goes_away_takes_nothing_along() -> None:
    heard = Heard()
    gone = asyncio.create_task(heard.log.say(said("a"), may_wait=True))
    await asyncio.sleep(0)
    gone.cancel()
    await heard.log.say(said("b"))
    assert heard.appends == [["a", "b"]], "it may be in the air: it is written all the same"
