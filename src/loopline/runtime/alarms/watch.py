"""Looks at what is wrong, and tells each destination what has changed: none waits for another, and nothing for them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, Protocol

from msgspec import Struct

from loopline.ports import Clock
from loopline.runtime.alarms.decide import NOTHING_KNOWN, Alarm, Trouble, decide_alarm
from loopline.runtime.supervise import OnError, SupervisedTask

LOOK_SECONDS: Final = 10.0
AGAIN_SECONDS: Final[tuple[float, ...]] = (10.0, 60.0, 300.0)
"""The pauses before an alarm is tried again; after the last one it is given up, and health goes on saying so."""

WAITING_MAX: Final = 20
"""Alarms that wait for one destination; of more the oldest are given up."""

TRIAL: Final = "This is a test: nothing is wrong. Operators' alarms of this Loopline reach you here."


class AlarmTeller(Protocol):
    """A destination of alarms. `name` holds no secret."""

    @property
    def name(self) -> str: ...

    async def tell(self, title: str, text: str) -> str:
        """Why it was not told, in words without a secret; "" when it was. It takes a bounded time."""
        ...


class AlarmAnswer(Struct, frozen=True):
    """The fate of an alarm at one destination; `fault` says why it was not told, "" when it was."""

    destination: str
    fault: str = ""


class AlarmLine:
    """One destination with what waits for it. Belongs to the event loop; `fault` may be read from any thread."""

    def __init__(self, teller: AlarmTeller, on_error: OnError) -> None:
        self.teller = teller
        self.fault = ""
        self._waiting: asyncio.Queue[Alarm] = asyncio.Queue(WAITING_MAX)
        self.task = SupervisedTask(f"alarms-{teller.name}", self._tell_next, on_error)

    def add(self, alarm: Alarm) -> None:
        """It is told as soon as those before it are."""
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(alarm)

    async def tell(self, title: str, text: str) -> AlarmAnswer:
        """Tell it now, once."""
        try:
            self.fault = await self.teller.tell(title, text)
        except Exception as error:
            self.fault = type(error).__name__  # its words may hold the address
        return AlarmAnswer(self.teller.name, self.fault)

    async def _tell_next(self) -> None:
        alarm = await self._waiting.get()
        for pause in (*AGAIN_SECONDS, None):
            answer = await self.tell(alarm.title, alarm.text)
            if not answer.fault or pause is None:
                return
            await asyncio.sleep(pause)


class AlarmWatch:
    """Coroutines of the app's event loop. What was told is known until the process ends."""

    def __init__(
        self,
        tellers: Sequence[AlarmTeller],
        look: Callable[[], Awaitable[Sequence[Trouble]]],
        clock: Clock,
        on_error: OnError,
    ) -> None:
        self._lines = [AlarmLine(teller, on_error) for teller in tellers]
        self._look, self._clock, self._memory = look, clock, NOTHING_KNOWN
        own = SupervisedTask("alarms", self.look, on_error, lambda: asyncio.sleep(LOOK_SECONDS))
        self.tasks: Final = (own, *(line.task for line in self._lines)) if tellers else ()

    async def look(self) -> None:
        """Look once, and hand on what is to be told."""
        troubles = await self._look()
        self._memory, alarm = decide_alarm(self._memory, troubles, self._clock.now())
        if alarm is not None:
            for line in self._lines:
                line.add(alarm)

    async def test(self) -> list[AlarmAnswer]:
        """Tell every destination a test alarm, all at once, and say what became of it."""
        return list(await asyncio.gather(*(line.tell("Loopline: a test", TRIAL) for line in self._lines)))

    def untold(self) -> Iterator[str]:
        """In words, each destination that does not get its alarms."""
        for line in tuple(self._lines):
            if line.fault:
                yield f"Operators' alarms do not reach the destination {line.teller.name}: {line.fault}."
