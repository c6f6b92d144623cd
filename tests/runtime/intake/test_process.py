"""The intake in a process: killed, it loses nothing that was answered and comes back; bounded; never left behind."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime.intake import process as intake_process
from loopline.runtime.intake.process import IntakeProcess
from tests.contracts.doors import Door, by_process, named
from tests.runtime.parts import NOON, event, until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[tuple[Door, IntakeProcess]]:
    """The process and its door."""
    opened = Door(tmp_path, by_process)
    assert isinstance(opened.intake, IntakeProcess)
    opened.intake.start()
    yield opened, opened.intake
    await asyncio.to_thread(opened.intake.stop)
    opened.log.close()


async def test_a_process_that_is_killed_loses_nothing_that_was_answered(apart: tuple[Door, IntakeProcess]) -> None:
    door, intake = apart
    answered: list[str] = []

    async def ask(who: int) -> None:
        for n in range(60):
            name = f"{who}-{n}"
            for _ in range(20):
                try:
                    await intake.accept([event(f"p{who}", name, NOON)])
                    answered.append(name)
                    break
                except Unavailable as error:
                    assert error.code == "intake_down"

    def living() -> int:
        """The id of the process that is there now; 0 while the one that was killed is being replaced."""
        return intake._process.pid if intake._process is not None and intake._process.poll() is None else 0

    async def kill() -> None:
        for count in (40, 120):
            await until(lambda count=count: len(answered) > count and living())  # type: ignore[misc]
            killed = living()
            os.kill(killed, signal.SIGKILL)
            await until(lambda killed=killed: living() not in (0, killed))  # type: ignore[misc]

    await asyncio.gather(kill(), *(ask(who) for who in range(4)))
    assert len(answered) == 240
    await until(lambda: not intake.fault)  # all may be answered before the last process has said that it is well
    assert intake._bytes == 0
    assert set(answered) <= set(door.names())
    assert [type(fault) for fault in door.faults] == [Unavailable, Unavailable]


async def test_what_is_on_its_way_is_bounded(
    apart: tuple[Door, IntakeProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, intake = apart
    await intake.accept(named([1]))
    monkeypatch.setattr(intake_process, "BYTES_MAX", 10)
    with pytest.raises(Unavailable) as caught:
        await intake.accept(named([2]))
    assert caught.value.code == "queue_full"
    monkeypatch.undo()
    assert await intake.accept(named([3])) == 2
    assert door.names() == ["e1", "e3"]


async def test_a_process_that_never_comes_up_is_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_process, "START_TIMEOUT_SECONDS", 0.2)
    faults: list[BaseException] = []

    def broken(link: object) -> object:
        raise OSError("no more processes")

    intake = IntakeProcess(broken, lambda: None, faults.append)  # type: ignore[arg-type]
    intake.start()
    with pytest.raises(Unavailable) as caught:
        await intake.accept(named([1]))
    assert caught.value.code == "intake_down"
    assert "intake_down" in intake.fault, "health says so"
    monkeypatch.setattr(intake_process, "BYTES_MAX", 200)
    waiting = [asyncio.ensure_future(intake.accept(named([n]))) for n in range(20)]
    codes = {
        error.code for error in await asyncio.gather(*waiting, return_exceptions=True) if isinstance(error, Unavailable)
    }
    assert codes == {"intake_down", "queue_full"}, "who waits for the process counts"
    assert any(isinstance(fault, OSError) for fault in faults)
    await asyncio.to_thread(intake.stop)
