"""Publishing with care: check, remember what the new conditions count, then one signal that makes it live."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import msgspec

from loopline.conditions.language import compile_condition
from loopline.decisions.publish import compile_journey
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.person import Person
from loopline.model.signal import (
    DocumentPublished,
    EnrollmentsMoved,
    HistoryBackfilled,
    JourneyStateChanged,
    ObservationStarted,
    Signal,
)
from loopline.ports import Clock, Facts, State
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.publication import OBSERVATION, observed_in
from loopline.runtime.upkeep.fan_out import FanOut

BACKFILL_AT_ONCE = 5_000
SCAN_AT_ONCE = 2_000
PUBLISH_AT_ONCE = 500
ANSWER_SECONDS = 10.0
"""So long a change of state waits for everybody to be told; beyond that it is answered, and the telling goes on."""

STATES = {"pause": "paused", "resume": "live", "stop": "stopped"}


class Publisher:
    """Makes documents live. One publish at a time, so that versions have no gaps."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        published: Callable[[], PublishedSet],
        level: Callable[[], Awaitable[None]],
        carry: Callable[[], None],
        facts: Facts,
        clock: Clock,
        state: State,
        on_error: Callable[[BaseException], None],
    ) -> None:
        self._state, self._on_error = state, on_error
        self._accept, self._published, self._level, self._carry = accept, published, level, carry
        self._facts, self._clock = facts, clock
        self._one = asyncio.Lock()
        self._fan_out = FanOut(accept, state, published, clock)
        self._telling: set[asyncio.Task[None]] = set()

    async def publish(
        self, document: Document, *, reason: str, by: str = "", moves: Mapping[str, str] | None = None
    ) -> int:
        """The new version, live when this returns. A document equal to the live one keeps its version.

        A paused journey stays paused, with the new version behind its door; a stopped one begins again.
        People in flight stay on their version, unless `moves` is given (even an empty one): then they go on in the new
        version, those on a node that `moves` names at the node that it names. What was cut short, by a crash or a full
        queue, is completed by publishing the same again.
        """
        async with self._one:
            _check_moves(document, moves)
            await self._level()  # a publish that nobody waited for to the end may still be on its way
            (version,) = await self._publish([document], reason, by)
            if moves is not None and isinstance(document, Journey):
                await self._move_people(document, version, moves)
            return version

    async def publish_all(self, documents: Sequence[Document], *, reason: str, by: str = "") -> list[int]:
        """The versions of many documents, all live when this returns: one word to the people, one wait for all.

        They go live in their order; people in flight stay on their versions.
        """
        async with self._one:
            await self._level()
            return await self._publish(documents, reason, by)

    async def _publish(self, documents: Sequence[Document], reason: str, by: str) -> list[int]:
        newest: dict[tuple[type[Document], str], tuple[int, Document]] = {}
        versions: list[int] = []
        fresh: list[tuple[int, Document]] = []
        for document in documents:
            name = (type(document), document.id)
            known = newest.get(name) or _live_version(self._published(), document)
            version = known[0] if known else 0
            if known is None or known[1] != document:
                version += 1
                fresh.append((version, document))
            newest[name] = (version, document)
            versions.append(version)
        if fresh:
            await self._remember([document for _, document in fresh])
            now = self._clock.now()
            signals = [_publish_signal(document, version, now, reason, by) for version, document in fresh]
            for first in range(0, len(signals), PUBLISH_AT_ONCE):
                await self._accept(signals[first : first + PUBLISH_AT_ONCE])
            await self._level()
        return versions

    async def _move_people(self, journey: Journey, version: int, moves: Mapping[str, str]) -> None:
        """Tell everybody who stands in an older version, through the log, so that what was told survives a crash."""
        after = ""
        while records := await asyncio.to_thread(self._state.scan, after, SCAN_AT_ONCE):
            after, now = records[-1].key, self._clock.now()
            told: list[Signal] = []
            for record in records:
                person = decode(record)
                if isinstance(person, Person) and any(
                    e.journey == journey.id and e.version < version for e in person.enrollments
                ):
                    identity = stable_id("move", journey.id, str(version), person.key)
                    told.append(EnrollmentsMoved(person.key, identity, now, now, journey.id, version, dict(moves)))
            if told:
                await self._accept(told)
        await self._level()

    async def change_state(self, journey: str, verb: str, by: str = "") -> str:
        """Pause, resume or stop a journey; its new state.

        Everybody inside is told of a stop, and who was held by a pause that it is over: before this returns, or, where
        there are very many, soon after. Whatever cuts the telling short, the sweeper completes it.
        """
        published = self._published()
        if journey not in published.live:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published.')
        state = STATES[verb]
        if published.states[journey] == "stopped" and state != "stopped":
            raise _ended()
        now = self._clock.now()
        identity = stable_id("state", journey, state, str(now))
        await self._accept([JourneyStateChanged(PUBLISHED_KEY, identity, now, now, journey, state, by)])
        await self._level()
        if state != "stopped" and self._published().states.get(journey) == "stopped":
            raise _ended()  # somebody stopped it in the same moment
        if state != "paused":
            await self._tell_everybody()
        return state

    async def _tell_everybody(self) -> None:
        telling = asyncio.create_task(self._fan_out.run())
        self._telling.add(telling)
        telling.add_done_callback(self._told)
        await asyncio.wait({telling}, timeout=ANSWER_SECONDS)
        await self._level()

    def _told(self, telling: asyncio.Task[None]) -> None:
        """A telling that failed is still owed, and completed by the sweeper; that it failed is not kept quiet."""
        self._telling.discard(telling)
        if not telling.cancelled() and (error := telling.exception()) is not None:
            self._on_error(error)

    async def _remember(self, documents: Sequence[Document]) -> None:
        """People begin to remember the events that the documents count; what is already past is told to them."""
        published = self._published()
        counted = await asyncio.to_thread(lambda: set[str]().union(*map(_counted, documents)))
        names = sorted(counted - _counted_by(published))
        fresh = tuple(name for name in names if name not in published.observed)
        if not names:
            return
        if fresh:
            now = self._clock.now()
            identity = stable_id("observe", *fresh, str(now))
            await self._accept([ObservationStarted(PUBLISHED_KEY, identity, now, now, fresh)])
            await self._level()
        await asyncio.to_thread(self._carry)
        # Names that are observed and that nothing published counts: a publish was cut short. It is told anew; who heard
        # it before drops the double, since it comes from the same position.
        for position, observed in self._beginnings(set(names)):
            for batch in self._past(observed, position):
                await self._accept(batch)
        await self._level()

    def _beginnings(self, names: set[str]) -> Iterator[tuple[int, list[str]]]:
        """The log positions at which people began to remember these events, with the names."""
        for stored in self._state.documents():
            if stored.kind == OBSERVATION:
                begun = sorted(names.intersection(observed_in(stored)))
                names.difference_update(begun)
                if begun:
                    yield stored.version, begun

    def _past(self, names: list[str], before: int) -> Iterator[list[Signal]]:
        """Signals that tell each person its past times of these events, from the facts before a log position."""
        marks = ", ".join("?" for _ in names)
        rows = self._facts.query(
            f'SELECT person, name, list("at" ORDER BY "at" DESC)[1:1000] FROM facts '
            f"WHERE kind = 'event' AND name IN ({marks}) AND position < ? GROUP BY person, name ORDER BY person, name",
            [*names, before],
        )
        now = self._clock.now()
        batch: list[Signal] = []
        for person, name, times in rows:
            assert isinstance(person, str) and isinstance(name, str) and isinstance(times, list)
            identity = stable_id("history", person, name, str(before))
            batch.append(HistoryBackfilled(person, identity, now, now, name, tuple(sorted(times))))
            if len(batch) >= BACKFILL_AT_ONCE:
                yield batch
                batch = []
        if batch:
            yield batch


def _ended() -> Conflict:
    return Conflict("journey_stopped", "A stopped journey begins again by publishing it.")


def _publish_signal(document: Document, version: int, now: int, reason: str, by: str) -> DocumentPublished:
    text, kind = msgspec.json.encode(document), type(document).__name__.lower()
    identity = stable_id("publish", kind, document.id, str(version), text.decode())
    return DocumentPublished(PUBLISHED_KEY, identity, now, now, kind, document.id, version, text, reason, by)


def _check_moves(document: Document, moves: Mapping[str, str] | None) -> None:
    nodes = document.nodes if isinstance(document, Journey) else {}
    for old, new in (moves or {}).items():
        if new not in nodes:
            text = f'People on "{old[:64]}" cannot move to "{new[:64]}": the new version has no such node.'
            raise Invalid("move_target_missing", text, at="moves")


def _live_version(published: PublishedSet, document: Document) -> tuple[int, Document] | None:
    match document:
        case Journey():
            live = published.live.get(document.id)
            same = live is not None and published.states.get(document.id) != "stopped"
            return (live.version, live.journey if same else Workspace()) if live else None
        case Workspace():
            return published.workspace_version, published.workspace
        case Segment():
            known = published.segment_documents.get(document.id)
            return (known[0], known[1]) if known else None


def _counted_by(published: PublishedSet) -> set[str]:
    """The events that what is published counts, so that people were told their past."""
    conditions = [
        *published.segments.values(),
        *(c for version in published.versions.values() for c in version.conditions),
    ]
    return {name for condition in conditions for name in condition.windows}


def _counted(document: Document) -> set[str]:
    if isinstance(document, Journey):
        return {name for condition in compile_journey(document, 0).conditions for name in condition.windows}
    if isinstance(document, Segment):
        return set(compile_condition(document.when).windows)
    return set()
