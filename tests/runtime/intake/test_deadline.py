"""A process that stands still: refused in time, told, killed, replaced; one that merely looks late is spared."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.runtime.intake import deadline
from loopline.runtime.intake.process import IntakeProcess
from tests.contracts.doors import Door, by_process, named
from tests.runtime.parts import until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    opened = Door(tmp_path, by_process)
    opened.intake.start()
    await opened.intake.accept(named([1]))
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", 0.6)
    monkeypatch.setattr(deadline, "KILL_SECONDS", 2.0)
    yield opened
    await asyncio.to_thread(opened.intake.stop)
    opened.log.close()


def process_of(door: Door) -> int:
    assert isinstance(door.intake, IntakeProcess) and door.intake._process is not None
    return door.intake._process.pid


async def test_a_process_that_stands_still_is_replaced(door: Door) -> None:
    stood = process_of(door)
    os.kill(stood, signal.SIGSTOP)
    for numbers in ([2], [3]):
        with pytest.raises(Unavailable) as caught:
            await door.intake.accept(named(numbers))
        assert caught.value.code == "intake_slow"
    assert "intake_slow" in door.intake.fault and door.intake.oldest_seconds() > 0.6
    await until(lambda: process_of(door) != stood)
    await until(lambda: door.intake.fault == "")
    await door.intake.accept(named([4]))
    names = door.names()
    assert names[0] == "e1" and names[-1] == "e4"
    assert any(isinstance(fault, Unavailable) and fault.code == "intake_down" for fault in door.faults)


async def test_one_that_goes_on_in_time_is_kept(door: Door) -> None:
    stood = process_of(door)
    os.kill(stood, signal.SIGSTOP)
    with pytest.raises(Unavailable):
        await door.intake.accept(named([2]))
    os.kill(stood, signal.SIGCONT)
    await until(lambda: door.intake.fault == "")
    await door.intake.accept(named([3]))
    assert process_of(door) == stood
    assert door.names() == ["e1", "e2", "e3"], "what was given up was written all the same"


async def test_a_process_that_stands_still_is_seen_also_when_nobody_asks(door: Door) -> None:
    os.kill(process_of(door), signal.SIGSTOP)
    await until(lambda: "intake_slow" in door.intake.fault)
    await until(lambda: door.intake.fault == "")
