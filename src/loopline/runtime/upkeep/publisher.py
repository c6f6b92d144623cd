"""Publishing with care: check, remember what the new conditions count, then one signal that makes it live."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from loopline.conditions.accounts.asked import names_of
from loopline.conditions.language import Condition, compile_condition
from loopline.decisions.exits.compiled import SharedExits
from loopline.decisions.offers.compiled import compile_offer
from loopline.decisions.publish import compile_journey
from loopline.decisions.published import ASKED, RULES, PublishedSet
from loopline.model.errors import Conflict, Missing
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.offers.document import Offer
from loopline.model.records import document_kind
from loopline.model.signal import (
    DocumentPublished,
    JourneyState,
    JourneyStateChanged,
    ObservationStarted,
    Signal,
)
from loopline.ports import Clock, Facts, State
from loopline.runtime.engine.publication import OBSERVATION, observed_in
from loopline.runtime.intake.paced import PacedWriter
from loopline.runtime.supervise import begin
from loopline.runtime.upkeep.fan_out import FanOut
from loopline.runtime.upkeep.moves import Moves, check_holes, check_targets, move_batches
from loopline.runtime.upkeep.offers.opening import offers_opening
from loopline.runtime.upkeep.past_history import told_past
from loopline.runtime.upkeep.pinning import pinned

PUBLISH_AT_ONCE = 500
ANSWER_SECONDS = 10.0
"""A change of state waits so long for its fan-out; after that it is answered, and the fan-out goes on."""

STATES: Final[Mapping[str, JourneyState]] = {"pause": "paused", "resume": "live", "stop": "stopped"}


class Publisher:
    """Makes documents live. One publish at a time, so that versions have no gaps."""

    def __init__(
        self,
        accept: Callable[[Sequence[Signal]], Awaitable[int]],
        published: Callable[[], PublishedSet],
        level: Callable[[], Awaitable[None]],
        export_facts: Callable[[], None],
        facts: Facts,
        clock: Clock,
        state: State,
        on_error: Callable[[BaseException], None],
        shard: int = 0,
    ) -> None:
        """`shard` is that of the state."""
        self._state, self._on_error, self._shard = state, on_error, shard
        self._accept, self._published, self._level, self._export_facts = accept, published, level, export_facts
        self._facts, self._clock = facts, clock
        self._one = asyncio.Lock()
        self._fan_out, self._paced = FanOut(accept, state, published, clock), PacedWriter(accept, state)
        self._fan_outs: set[asyncio.Task[None]] = set()

    async def publish(self, document: Document, *, reason: str, by: str = "", moves: Moves | None = None) -> int:
        """The new version, live when this returns. A document equal to the live one keeps its version.

        A paused journey stays paused, with the new version in it; a stopped one begins again.
        People in flight stay on their version, unless `moves` is given (even an empty one): then they go on in the new
        version, those on a node that `moves` names at the node that it names; where it names None, they leave. A map
        that forgets a node which is gone and on which people stand is refused (`move_map_incomplete`). What was cut
        short, by a crash or a full queue, is completed by publishing the same again. Of a template, a block or a brand,
        the live journeys that use it are published with it, and `moves` is theirs: an empty one moves everybody inside.
        """
        async with self._one:
            return await self._publish_one(document, reason, by, moves)

    async def change_workspace(self, change: Callable[[Workspace], Workspace], *, reason: str, by: str) -> int:
        """The rules that stand now, changed: what somebody else publishes meanwhile stays. The new version."""
        async with self._one:
            await self._level()
            return await self._publish_one(change(self._published().workspace), reason, by, None)

    async def _publish_one(self, document: Document, reason: str, by: str, moves: Moves | None) -> int:
        check_targets(document, moves)
        await self._level()  # a publish whose caller went away may still be in the log, undecided
        if moves is not None and isinstance(document, Journey):
            await asyncio.to_thread(check_holes, self._state, document, moves)
        (version,), followers = await self._publish([document], reason, by)
        await self._fan_out_to_all()
        if moves is not None:
            moved = [(document, version)] if isinstance(document, Journey) else followers
            for journey, number in moved:
                await self._move_people(journey, number, moves)
        return version

    async def publish_all(self, documents: Sequence[Document], *, reason: str, by: str = "") -> list[int]:
        """The versions of many documents, all live when this returns: observed, published and waited for together.

        They go live in their order; people in flight stay on their versions.
        """
        async with self._one:
            await self._level()
            versions, _ = await self._publish(documents, reason, by)
            await self._fan_out_to_all()
            return versions

    async def _publish(
        self, documents: Sequence[Document], reason: str, by: str
    ) -> tuple[list[int], list[tuple[Journey, int]]]:
        """The version of each; and the journeys that send what is new of them from now on, with theirs."""
        newest: dict[tuple[type[Document], str], tuple[int, Document]] = {}
        versions: list[int] = []
        fresh: list[tuple[int, Document]] = []
        given, followers = await asyncio.to_thread(pinned, documents, self._published())
        for document in (*given, *followers):
            name = (type(document), document.id)
            known = newest.get(name) or _live_version(self._published(), document)
            unreadable = self._published().newest_unreadable(document_kind(document), document.id)
            version = max(known[0] if known else 0, unreadable)
            if known is None or known[1] != document or unreadable > known[0]:
                version += 1
                fresh.append((version, document))
            newest[name] = (version, document)
            versions.append(version)
        documents, now = [document for _, document in fresh], self._clock.now()
        opening = await asyncio.to_thread(offers_opening, documents, self._published(), self._state, by, now)
        if opening:
            await self._accept(opening)
        if fresh:
            await self._remember(documents)
            now = self._clock.now()
            signals = [published_version(document, version, now, reason, by) for version, document in fresh]
            for first in range(0, len(signals), PUBLISH_AT_ONCE):
                await self._accept(signals[first : first + PUBLISH_AT_ONCE])
            await self._level()
        behind = versions[len(given) :]
        return versions[: len(given)], list(zip(followers, behind, strict=True))

    async def _move_people(self, journey: Journey, version: int, moves: Moves) -> None:
        """Move the people who stand in an older version, by signals in the log, so that a crash loses none of them."""
        batches = move_batches(self._state, self._clock, journey, version, moves)
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            await self._paced.write(batch)
        await self._level()

    async def change_state(self, journey: str, verb: str, by: str = "", reason: str = "") -> JourneyState:
        """Pause, resume or stop a journey; its new state. `reason` is kept with the change.

        A stop, or the end of a pause, is fanned out to the people inside: before this returns, or, where there are very
        many, soon after. A fan-out that is cut short is completed by the sweeper.
        """
        published = self._published()
        if journey not in published.live:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published.')
        state = STATES[verb]
        if published.states[journey] == "stopped" and state != "stopped":
            raise _ended()
        now = self._clock.now()
        identity = stable_id("state", journey, state, str(now))
        changed = JourneyStateChanged(
            key=PUBLISHED_KEY, id=identity, at=now, received_at=now, journey=journey, state=state, by=by, reason=reason
        )
        await self._accept([changed])
        await self._level()
        if state != "stopped" and self._published().states.get(journey) == "stopped":
            raise _ended()  # it was stopped in the same moment
        if state != "paused":
            await self._fan_out_now()
        return state

    async def _fan_out_to_all(self) -> None:
        """Messages that wait are asked again under new rules of the workspace, and people of new condition triggers."""
        if not self._published().pending_fan_outs.keys().isdisjoint((RULES, ASKED)):
            await self._fan_out_now()

    async def _fan_out_now(self) -> None:
        task = begin("fan-out", self._fan_out.run(), self._on_error)  # one that fails stays pending for the sweeper
        self._fan_outs.add(task)
        task.add_done_callback(self._fan_outs.discard)
        await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        await self._level()

    async def _remember(self, documents: Sequence[Document]) -> None:
        """People begin to remember the events that the documents count; their past events are backfilled."""
        published = self._published()
        counted = await asyncio.to_thread(lambda: set[str]().union(*map(_counted, documents)))
        names = sorted(counted - _counted_by(published))
        fresh = tuple(name for name in names if name not in published.observed and not published.members.knows(name))
        if not names:
            return
        await asyncio.to_thread(self._facts.exported)  # facts that are unfit refuse before anything is begun
        if fresh:
            now = self._clock.now()
            identity = stable_id("observe", *fresh, str(now))
            await self._accept(
                [ObservationStarted(key=PUBLISHED_KEY, id=identity, at=now, received_at=now, names=fresh)]
            )
            await self._level()
        await asyncio.to_thread(self._export_facts)
        # Names that are observed and that nothing published counts: a publish was cut short. Its history is sent
        # again; people who have it drop the double, since it comes from the same position.
        for position, observed in self._beginnings(set(names)):
            for batch in self._past(observed, position):
                await self._paced.write(batch)
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
        """Signals that backfill each person's past times of these events, from the facts before a log position."""
        return told_past(self._facts.query, names, self._shard, before, self._clock.now())


def _ended() -> Conflict:
    return Conflict("journey_stopped", "A stopped journey begins again by publishing it.")


def published_version(document: Document, version: int, now: int, reason: str, by: str) -> DocumentPublished:
    """The signal that a version is published; the same document and version give the same id."""
    text, kind = msgspec.json.encode(document), document_kind(document)
    identity = stable_id("publish", kind, document.id, str(version), text.decode())
    return DocumentPublished(
        key=PUBLISHED_KEY,
        id=identity,
        at=now,
        received_at=now,
        kind=kind,
        name=document.id,
        version=version,
        document=text,
        reason=reason,
        by=by,
    )


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
        case _:
            return published.content.newest(document_kind(document), document.id)


def _counted_by(published: PublishedSet) -> set[str]:
    """The events that the published conditions count: their past is backfilled already."""
    conditions = [
        *published.segments.values(),
        *published.shared_exits.conditions(),
        *(condition for offer in published.offers.offers.values() for condition in offer.conditions()),
        *(c for version in published.versions.values() for c in version.conditions),
    ]
    return _names(conditions)


def _names(conditions: Sequence[Condition]) -> set[str]:
    """What people remember for these conditions, and what their accounts remember and answer."""
    return {name for condition in conditions for name in condition.windows} | names_of(conditions)


def _counted(document: Document) -> set[str]:
    if isinstance(document, Journey):
        return _names(compile_journey(document, 0).conditions)
    if isinstance(document, Segment):
        return _names([compile_condition(document.when)])
    if isinstance(document, Offer):
        return _names(compile_offer(document, 0).conditions())
    if isinstance(document, Workspace):
        return _names(SharedExits().with_rules(document.exits, ()).conditions())
    return set()
