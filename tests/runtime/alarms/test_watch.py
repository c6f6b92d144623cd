"""The watch: each destination by itself, tried again within a bound, and told in health while it gets nothing."""

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest

from loopline.runtime.alarms import decide, watch
from loopline.runtime.alarms.decide import LINES_MAX, Trouble
from loopline.runtime.alarms.watch import WAITING_MAX, AlarmWatch
from loopline.runtime.clock import SystemClock
from tests.runtime.parts import until

pytestmark = pytest.mark.anyio


class Box:
    """A destination that says what it is told to say; while its gate is closed it says nothing."""

    def __init__(self, name: str, *faults: str) -> None:
        self.name, self.faults = name, list(faults)
        self.told: list[str] = []
        self.tries = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def tell(self, title: str, text: str) -> str:
        """The next fault; an exception where it is one's name."""
        self.tries += 1
        await self.gate.wait()
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "raise":
            raise RuntimeError("the secret of an address")
        if not fault:
            self.told.append(text)
        return fault


def _arrived(box: Box, words: str) -> bool:
    return any(words in one for one in box.told)


class Places:
    """What is wrong, as it is planted; and what raised."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.faults: list[BaseException] = []

    async def look(self) -> Sequence[Trouble]:
        return tuple(self.troubles)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "SETTLED_MS", 0)
    monkeypatch.setattr(decide, "CALM_MS", 0)
    monkeypatch.setattr(decide, "ALARMS_AN_HOUR", 1_000)
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.005)
    monkeypatch.setattr(watch, "AGAIN_SECONDS", (0.005, 0.005, 0.005))


async def test_one_that_hangs_holds_up_nobody_and_keeps_a_bounded_number() -> None:
    places, hung, well = Places(), Box("1 (slack)"), Box("2 (json)")
    hung.gate.clear()
    made = AlarmWatch([hung, well], places.look, SystemClock(), places.faults.append)
    for task in made.tasks:
        task.start()
    for number in range(WAITING_MAX + 10):
        places.troubles.append(Trouble(f"t{number}", f"trouble {number}"))
        await until(partial(_arrived, well, f"trouble {number}"))
    assert hung.tries == 1 and not hung.told
    hung.gate.set()
    await until(lambda: any(f"trouble {WAITING_MAX + 9}" in one for one in hung.told))
    assert len(hung.told) == WAITING_MAX + 1
    places.troubles.clear()
    await until(partial(_arrived, well, "Ended: trouble 0"))
    assert well.told[-1].count("Ended") == LINES_MAX and "And 10 more" in well.told[-1]
    for task in made.tasks:
        await task.stop()
    assert not places.faults


async def test_an_alarm_is_tried_again_within_a_bound_and_health_says_so_until_one_arrives() -> None:
    places, box = Places(), Box("1 (slack)", *["it answered 500"] * 3, "raise", "raise")
    made = AlarmWatch([box], places.look, SystemClock(), places.faults.append)
    for task in made.tasks:
        task.start()
    places.troubles.append(Trouble("disk", "The disk is full."))
    await until(lambda: box.tries == 4)
    assert list(made.untold()) == ["Operators' alarms do not reach the destination 1 (slack): RuntimeError."]
    assert not box.told and not places.faults, "it is given up, and no task fails"
    (answer,) = await made.test()
    assert (answer.destination, answer.fault) == ("1 (slack)", "RuntimeError")
    (answer,) = await made.test()
    assert answer.fault == "" and not list(made.untold())
    places.troubles.append(Trouble("relay", "The relay is away."))
    await until(lambda: any("relay" in one for one in box.told))
    assert not any("disk" in one for one in box.told)
    for task in made.tasks:
        await task.stop()


def test_without_a_destination_nothing_runs() -> None:
    places = Places()
    assert AlarmWatch([], places.look, SystemClock(), places.faults.append).tasks == ()
