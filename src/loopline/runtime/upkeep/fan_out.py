"""Tells the people inside a journey that it was stopped, or goes on after a pause: through the log, page by page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from loopline.decisions.program import Program
from loopline.model.ids import PROGRAM_KEY, stable_id
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record
from loopline.model.signal import EverybodyTold, JourneyTold, Signal
from loopline.pipeline.attempts import WHEN_RESUMED, released
from loopline.ports import Clock, State
from loopline.runtime.engine.cache import readable

PAGE: Final = 2_000


def tidings(state: State, program: Callable[[], Program], clock: Clock) -> Iterator[list[Signal]]:
    """Batches to accept one after another; the last one says that everybody was told. Nothing when nobody is to be.

    What was cut short, by a crash or a full queue, is owed until that last batch is decided: it begins again from the
    first page then, and who has been told already has left or gone on, or drops the double.
    """
    committed = state.position()
    owed = {journey: place for journey, place in program().owed.items() if place <= committed}
    if not owed:
        return
    after = ""
    while records := state.scan(after, PAGE):
        after = records[-1].key
        if told := _told(records, program(), owed, clock.now()):
            yield told
    yield from _messages(state, program, clock)
    now = clock.now()
    yield [
        EverybodyTold(PROGRAM_KEY, stable_id("all-told", journey, str(place)), now, now, journey, place)
        for journey, place in owed.items()
    ]


def _messages(state: State, program: Callable[[], Program], clock: Clock) -> Iterator[list[Signal]]:
    """The messages that a pause has put off are due: the gate at the send says what becomes of each."""
    after = ""
    while rows := state.outbox(("pending",), WHEN_RESUMED, PAGE, after):
        after = rows[-1].message.key
        now = clock.now()
        if told := [word for row in rows if (word := released(row, program(), now)) is not None]:
            yield list(told)


def _told(records: Sequence[Record], program: Program, owed: Mapping[str, int], now: int) -> list[Signal]:
    names = [journey.encode() for journey in owed]
    told: list[Signal] = []
    for record in records:
        # Most people stand in none of these journeys; their records are not even decoded.
        person = readable(record) if any(name in record.state for name in names) else None
        if isinstance(person, Person):
            inside = {e.journey for e in person.enrollments if e.journey in owed and awaits_word(e, program)}
            told += [
                JourneyTold(person.key, stable_id("told", journey, str(owed[journey]), person.key), now, now, journey)
                for journey in sorted(inside)
            ]
    return told


def awaits_word(enrollment: Enrollment, program: Program) -> bool:
    """Whether nobody but us will ever tell this enrollment to leave or to go on."""
    match program.state_of(enrollment.journey, enrollment.version):
        case "stopped":
            return True
        case "live":
            return is_held(enrollment)
        case _:
            return False


def is_held(enrollment: Enrollment) -> bool:
    """Whether a pause kept this enrollment at a rest that is over: no wake-up stands for the node's own time."""
    waiting, wake_at = enrollment.waiting, enrollment.wake_at
    if waiting is None:
        return False
    lost = waiting.at is not None and (wake_at is None or wake_at > waiting.at)
    return lost or waiting.arriving or bool(waiting.heard)


class Teller:
    """Carries tidings into the log of a running server."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        state: State,
        program: Callable[[], Program],
        clock: Clock,
    ) -> None:
        self._accept, self._state, self._program, self._clock = accept, state, program, clock

    async def tell(self) -> None:
        """Everybody who is to hear something has a signal in the log when this returns."""
        batches = tidings(self._state, self._program, self._clock)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await self._accept(batch)
