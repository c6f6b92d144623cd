"""Broadcasts: looked at before they are sent, sent with the number that was seen, listed with what came of them."""

import asyncio
from typing import Final

from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.admission.ledger import QUEUE_MAX
from loopline.model.channels import parse_channel
from loopline.model.duration import HOUR
from loopline.model.errors import Conflict, Invalid, LooplineError
from loopline.model.journey import Journey
from loopline.studio.broadcasts import schemas as shape
from loopline.studio.broadcasts.draw import audience_name, broadcast_of, id_of, is_same, journey_of, spread_over
from loopline.studio.broadcasts.reach import ReachReader
from loopline.studio.context import StudioContext
from loopline.studio.documents.audience import opens_at
from loopline.studio.documents.write import Documents
from loopline.studio.journeys.entries import standing_entries
from loopline.studio.journeys.list import Overview

MOVED_SHARE: Final = 0.05
"""An audience that has moved by more since it was seen is looked at again before it is written to."""

TWICE_MS: Final = HOUR
COUNTED_AT_ONCE: Final = 2
LISTED_MAX: Final = 500
FIGURES: Final = """
SELECT m.journey,
    count(*) FILTER (m.kind = 'message' AND a.outcome = 'sent' AND a.provider <> 'sandbox'),
    count(*) FILTER (m.kind = 'message' AND a.outcome = 'sent' AND a.provider = 'sandbox'),
    count(*) FILTER (m.kind = 'refused' OR a.outcome IN ('refused', 'failed', 'unknown')),
    count(*) FILTER (m.kind = 'withheld'),
    count(*) FILTER (m.kind = 'message' AND (a.outcome IS NULL OR a.outcome IN ('retry', 'deferred')))
FROM facts m LEFT JOIN (
    SELECT key, arg_max(name, (decided_at, shard, number, position, seq)) AS outcome,
        arg_max(provider, (decided_at, shard, number, position, seq)) AS provider
    FROM facts WHERE kind = 'attempt' GROUP BY key
) a ON a.key = m.key AND m.kind = 'message'
WHERE m.kind IN ('message', 'refused', 'withheld') AND list_contains($journeys, m.journey) GROUP BY m.journey
"""


class BroadcastDesk:
    """Safe from any thread, but for `preview` and `send`, coroutines of the app's event loop.

    Some seconds of one thread are what an audience costs to count, so few are counted at once, and others wait without
    a thread: whoever types a broadcast, or many who do, keep nobody else waiting.
    """

    def __init__(self, ctx: StudioContext, documents: Documents, overview: Overview) -> None:
        self._ctx, self._documents, self._overview, self._reach = ctx, documents, overview, ReachReader(ctx)
        self._one, self._turns = asyncio.Lock(), asyncio.Semaphore(COUNTED_AT_ONCE)

    async def preview(self, body: shape.BroadcastBody) -> shape.BroadcastReach:
        """The number of people who get it, and what is missing. Raises Invalid of a name or a condition."""
        async with self._turns:
            return await asyncio.to_thread(self._looked_at, body)

    def _looked_at(self, body: shape.BroadcastBody) -> shape.BroadcastReach:
        journey = self._drawn(body)
        faults = self._documents.check(journey)
        if any(one.severity == "error" and one.at.startswith("entry") for one in faults):
            return replace(NOBODY, faults=faults)
        try:
            reach = self._reach.of(journey)
            spread = spread_over(journey, body.spread, reach.matched)
            return replace(reach, faults=faults, per_hour=spread.entry.limits.per_hour)
        except LooplineError:
            if faults:
                return replace(NOBODY, faults=faults)
            raise

    async def send(self, body: shape.SendBroadcastBody, by: str) -> shape.BroadcastSent:
        """Publish its journey; one at a time, as each takes a free id. Raises Conflict `audience_moved`,
        `broadcast_twice`, Invalid `broadcast_past`, `broadcast_spread`, and what a publish raises."""
        async with self._one:
            return await self._send(body, by)

    async def to_ask(self, body: shape.SendBroadcastBody) -> Journey:
        """Its journey, for somebody else to agree to; it is checked when it is published.

        Raises Invalid `broadcast_time` without a time to come, and what a send raises of its audience."""
        if not body.at.strip():
            text = "Give it a time to come: it waits until somebody else agrees."
            raise Invalid("broadcast_time", text, at="at")
        async with self._one:
            return (await self._ready(body))[0]

    async def _send(self, body: shape.SendBroadcastBody, by: str) -> shape.BroadcastSent:
        journey, gets = await self._ready(body)
        await self._documents.push(journey, publish=True, reason=body.reason, by=by)
        return shape.BroadcastSent(journey.id, gets)

    async def _ready(self, body: shape.SendBroadcastBody) -> tuple[Journey, int]:
        """The journey and how many get it, where it may be sent as it was seen."""
        journey = await asyncio.to_thread(self._drawn, body)
        if twice := self._sent_before(journey, is_now=not body.at.strip()):
            text = f'The same is sent by "{twice}" already. Give it another name to send it once more.'
            raise Conflict("broadcast_twice", text, at="name")
        reach = await asyncio.to_thread(self._reach.of, journey)
        if abs(reach.gets - body.seen) > MOVED_SHARE * max(body.seen, 1):
            text = f"The audience has moved: {reach.gets:,} people get it now, and {body.seen:,} were seen. Look again."
            raise Conflict("audience_moved", text, at="seen")
        if reach.at is None:
            raise Invalid("broadcast_past", "That time is past, so nobody would get it. Choose one to come.", at="at")
        if body.spread and reach.matched > QUEUE_MAX:
            text = f"At most {QUEUE_MAX:,} people wait for their hour. Send it to fewer, or at once."
            raise Invalid("broadcast_spread", text, at="spread")
        return spread_over(journey, body.spread, reach.matched), reach.gets

    def listing(self) -> shape.BroadcastList:
        """Every broadcast that was published, the one that leaves last first."""
        ctx, published = self._ctx, self._ctx.published()
        ctx.export_facts()
        found = {
            name: (version, known)
            for name, version in published.live.items()
            if (known := broadcast_of(version.journey)) is not None
        }
        if not found:
            return shape.BroadcastList(())
        counted = {one.id: one for one in self._overview.journeys().journeys}
        rows = ctx.facts.query(FIGURES, {"journeys": list(found)})
        figures = {str(row[0]): tuple(one if isinstance(one, int) else 0 for one in row[1:]) for row in rows}
        lines = []
        for name, (version, (trigger, message)) in found.items():
            sent, kept, refused, withheld, waiting = figures.get(name, (0, 0, 0, 0, 0))
            line = counted.get(name)
            at, queued = opens_at(trigger, published, ctx.clock.now()), self._queued(version)
            lines.append(
                shape.BroadcastLine(
                    journey=name,
                    name=version.journey.name or name,
                    standing=_standing(name, published, at, queued),
                    channel=parse_channel(message.channel),
                    audience=audience_name(trigger, published),
                    at=at,
                    schedule=trigger.schedule,
                    zone=trigger.zone,
                    entered=line.entered if line else 0,
                    conversions=line.conversions if line else 0,
                    sent=sent,
                    kept=kept,
                    refused=refused,
                    withheld=withheld,
                    waiting=waiting,
                    per_hour=version.journey.entry.limits.per_hour,
                    queued=queued,
                )
            )
        lines.sort(key=lambda one: (one.schedule, one.journey), reverse=True)
        return shape.BroadcastList(tuple(lines[:LISTED_MAX]))

    def _queued(self, version: JourneyVersion) -> int:
        """How many wait for a place in one that is spread."""
        return standing_entries(self._ctx, version).waiting if version.journey.entry.limits.any else 0

    def _sent_before(self, journey: Journey, *, is_now: bool) -> str:
        """The broadcast that is the same one, "" for none: what is asked for twice is sent once.

        One that leaves now is compared with those of the last hour and those to come, whatever their time.
        """
        published, now = self._ctx.published(), self._ctx.clock.now()
        for name, version in published.live.items():
            found = broadcast_of(version.journey)
            if found is None or published.states.get(name) == "stopped":
                continue
            at = opens_at(found[0], published, now - TWICE_MS)
            if is_same(journey, version.journey, at_any_time=is_now) and (at is not None or not is_now):
                return name
        return ""

    def _drawn(self, body: shape.BroadcastBody) -> Journey:
        published = self._ctx.published()
        drafts = {saved.journey for saved in self._ctx.studio_store.drafts.all()}
        journey = id_of(body.name or "broadcast", frozenset({*published.live, *published.states, *drafts}))
        return journey_of(body, journey, self._ctx.clock.now(), published.workspace.zone)


NOBODY: Final = shape.BroadcastReach(0, 0, 0, 0, (), 0, 0, None, False, ())


def _standing(name: str, published: PublishedSet, at: int | None, queued: int) -> shape.Standing:
    match published.states.get(name):
        case "paused":
            return "paused"
        case "stopped":
            return "stopped"
        case _ if at is not None:
            return "scheduled"
        case _:
            return "sending" if queued else "sent"
