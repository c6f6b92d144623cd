"""Fans a journey's stop, or the end of its pause, out to the people inside it: through the log, page by page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from loopline.decisions.published import PublishedSet
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record
from loopline.model.signal import FanOutCompleted, JourneyStateReached, Signal
from loopline.pipeline.attempts import WHEN_RESUMED, resumed
from loopline.ports import Clock, State
from loopline.runtime.engine.cache import readable

PAGE: Final = 2_000


def fan_out_batches(state: State, published: Callable[[], PublishedSet], clock: Clock) -> Iterator[list[Signal]]:
    """Batches to accept one after another; the last one completes the fan-outs. Nothing when none is pending.

    A fan-out that a crash or a full queue cut short stays pending until its last batch is decided: it begins again from
    the first page then. People who were reached before have left or gone on meanwhile, or drop the double.
    """
    committed = state.position()
    pending = {journey: place for journey, place in published().pending_fan_outs.items() if place <= committed}
    if not pending:
        return
    after = ""
    while records := state.scan(after, PAGE):
        after = records[-1].key
        if notices := _notices(records, published(), pending, clock.now()):
            yield notices
    yield from _messages(state, published, clock)
    now = clock.now()
    yield [
        FanOutCompleted(
            key=PUBLISHED_KEY,
            id=stable_id("all-told", journey, str(place)),
            at=now,
            received_at=now,
            journey=journey,
            position=place,
        )
        for journey, place in pending.items()
    ]


def _messages(state: State, published: Callable[[], PublishedSet], clock: Clock) -> Iterator[list[Signal]]:
    """The messages that a pause deferred are due: the gate at the send decides about each."""
    after = ""
    while rows := state.outbox(("pending",), WHEN_RESUMED, PAGE, after):
        after = rows[-1].message.key
        now = clock.now()
        if answers := [answer for row in rows if (answer := resumed(row, published(), now)) is not None]:
            yield list(answers)


def _notices(records: Sequence[Record], published: PublishedSet, pending: Mapping[str, int], now: int) -> list[Signal]:
    names = [journey.encode() for journey in pending]
    notices: list[Signal] = []
    for record in records:
        # Most people stand in none of these journeys; their records are not even decoded.
        person = readable(record) if any(name in record.state for name in names) else None
        if isinstance(person, Person):
            inside = {e.journey for e in person.enrollments if e.journey in pending and awaits_fan_out(e, published)}
            for journey in sorted(inside):
                id = stable_id("told", journey, str(pending[journey]), person.key)
                notices.append(JourneyStateReached(key=person.key, id=id, at=now, received_at=now, journey=journey))
    return notices


def awaits_fan_out(enrollment: Enrollment, published: PublishedSet) -> bool:
    """Whether only a fan-out makes this enrollment leave or go on: nothing else will wake it."""
    match published.state_of(enrollment.journey, enrollment.version):
        case "stopped":
            return True
        case "live":
            return is_kept_by_pause(enrollment)
        case _:
            return False


def is_kept_by_pause(enrollment: Enrollment) -> bool:
    """Whether a pause kept this enrollment at a rest that is over: no wake-up stands for the node's own time."""
    waiting, wake_at = enrollment.waiting, enrollment.wake_at
    if waiting is None:
        return False
    lost = waiting.at is not None and (wake_at is None or wake_at > waiting.at)
    return lost or waiting.pending_arrival or bool(waiting.pending_reason)


class FanOut:
    """Writes pending fan-outs into the log of a running server."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        state: State,
        published: Callable[[], PublishedSet],
        clock: Clock,
    ) -> None:
        self._accept, self._state, self._published, self._clock = accept, state, published, clock

    async def run(self) -> None:
        """Once this returns, the log has a notice for each person in a pending fan-out."""
        batches = fan_out_batches(self._state, self._published, self._clock)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await self._accept(batch)
