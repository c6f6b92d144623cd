"""Fans out a journey's stop, the end of its pause, or new rules to the people concerned: by the log, page by page.

Everybody is concerned by condition triggers that are new: whom they let in is decided person by person.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

from loopline.decisions.accounts.triggering import is_account_unasked
from loopline.decisions.nodes import kind_at
from loopline.decisions.published import ASKED, RULES, PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record
from loopline.model.signal import FanOutCompleted, JourneyStateReached, Signal, TimerDue
from loopline.pipeline.asking import is_to_be_asked
from loopline.pipeline.attempts import WHEN_RESUMED
from loopline.pipeline.take_up import reckoned_anew, resumed
from loopline.ports import Clock, State
from loopline.runtime.engine.cache import mentions, readable
from loopline.runtime.intake.paced import PacedWriter

PAGE: Final = 2_000


def fan_out_batches(state: State, published: Callable[[], PublishedSet], clock: Clock) -> Iterator[list[Signal]]:
    """Batches to accept one after another; the last one completes the fan-outs. Nothing when none is pending.

    A fan-out that a crash or a full queue cut short stays pending until its last batch is decided: it begins again from
    the first page then. People who were reached before have left or gone on meanwhile, or drop the double.
    """
    pending = _pending(state, published())
    if not pending:
        return
    after = ""
    while records := state.scan(after, PAGE):
        after = records[-1].key
        if notices := _notices(records, published(), pending, clock.now()):
            yield notices
    yield from _messages(state, published, clock, rules=RULES in pending)
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


def _pending(state: State, published: PublishedSet) -> dict[str, int]:
    """The fan-outs whose change is in the store: what was decided under what stood before is there as well."""
    committed = state.position()
    pending = {name: place for name, place in published.pending_fan_outs.items() if name and place <= committed}
    version = published.pending_fan_outs.get(RULES)
    if version is not None and any(
        stored.kind == "workspace" and stored.version >= version for stored in state.documents()
    ):
        pending[RULES] = version
    asks = published.pending_fan_outs.get(ASKED)
    if asks is not None and _has_all(state, published):
        pending[ASKED] = asks
    else:
        pending.pop(ASKED, None)
    return pending


def _has_all(state: State, published: PublishedSet) -> bool:
    """Whether all that condition triggers ask by is in the store, and so is everybody who came before it."""
    resumed_at = (place for name, place in published.pending_fan_outs.items() if name not in (RULES, ASKED))
    if max(resumed_at, default=0) > state.position():
        return False
    stored = {(one.kind, one.name, one.version) for one in state.documents()}
    asking = {one.journey for one in published.condition_triggers.every_open}
    return all(("journey", name, published.live[name].version) in stored for name in asking) and all(
        ("segment", name, version) in stored for name, (version, _) in published.segment_documents.items()
    )


def _messages(
    state: State, published: Callable[[], PublishedSet], clock: Clock, *, rules: bool
) -> Iterator[list[Signal]]:
    """The messages that a pause deferred are due: the gate at the send decides about each.

    So are those that the rules of the workspace have deferred, when the `rules` are others now.
    """
    after = ""
    while rows := state.outbox(("pending",), WHEN_RESUMED, PAGE, after):
        after = rows[-1].message.key
        now = clock.now()
        answers = [resumed(row, published(), now) or (reckoned_anew(row, now) if rules else None) for row in rows]
        if known := [answer for answer in answers if answer is not None]:
            yield list(known)


def _notices(records: Sequence[Record], published: PublishedSet, pending: Mapping[str, int], now: int) -> list[Signal]:
    names = [journey.encode() for journey in pending if journey != ASKED]  # that of the rules stands in every record
    notices: list[Signal] = []
    for record in records:
        if ASKED in pending and _is_to_be_asked(record, published):
            notices.append(TimerDue(key=record.key, at=now, received_at=now))
        # Most people stand in none of these journeys; their records are not even decoded.
        person = readable(record) if names and mentions(record, names) else None
        if isinstance(person, Person):
            inside = {e.journey for e in person.enrollments if e.journey in pending and awaits_fan_out(e, published)}
            if RULES in pending and any(_concerned_by_rules(e, published) for e in person.enrollments):
                inside.add(RULES)
            for journey in sorted(inside):
                id = stable_id("told", journey, str(pending[journey]), person.key)
                notices.append(JourneyStateReached(key=person.key, id=id, at=now, received_at=now, journey=journey))
    return notices


def _is_to_be_asked(record: Record, published: PublishedSet) -> bool:
    if mentions(record, [published.condition_triggers.id.encode()]):
        return False
    state = readable(record)
    if isinstance(state, Account):
        return is_account_unasked(state, published)
    return isinstance(state, Person) and is_to_be_asked(state, published)


def _concerned_by_rules(enrollment: Enrollment, published: PublishedSet) -> bool:
    """Whether new rules of the workspace may let its message leave, or end it by a condition that is true already."""
    is_ended = any(rule.when is not None for rule in published.shared_exits.of(enrollment.journey))
    return is_ended or _waits_at_gate(enrollment, published)


def _waits_at_gate(enrollment: Enrollment, published: PublishedSet) -> bool:
    version = published.version(enrollment.journey, enrollment.version)
    kind = kind_at(version, enrollment.node) if version else None
    return kind is not None and kind.waits_at_gate(enrollment)


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
        self._paced = PacedWriter(accept, state)
        self._state, self._published, self._clock = state, published, clock

    async def run(self) -> None:
        """Once this returns, the log has a notice for each person in a pending fan-out."""
        batches = fan_out_batches(self._state, self._published, self._clock)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await self._paced.write(batch)
