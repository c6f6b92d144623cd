"""Verdicts that stand: a look in the background that records what is over, and the records, read and replayed."""

import asyncio
from collections.abc import Mapping
from typing import Final

from msgspec import msgpack

from loopline.learning.comparisons.decision import Decision, DecisionReplay
from loopline.logs import log
from loopline.model.errors import LooplineError, Missing
from loopline.reports.decide import decisions_due, replay
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.storage.sql.decided.decision_records import StoredDecision
from loopline.studio.context import StudioContext
from loopline.studio.reports.schemas import DecidedLine, DecidedLines

LOOK_SECONDS: Final = 600.0
FACTS_UNFIT: Final = "facts_unfit"
_read = msgpack.Decoder(Decision).decode


class DecisionDesk:
    """The records of journeys. Safe from any thread; `look` belongs to the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.task = SupervisedTask("lift_decisions", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Record what is over. Where facts are unfit nothing is known, as health says."""
        try:
            await in_thread(self.decide)
        except LooplineError as error:
            if error.code != FACTS_UNFIT:
                raise

    def decide(self) -> None:
        """Record what is over in every journey, once all that was accepted by now is in the facts."""
        ctx, now = self._ctx, self._ctx.clock.now()
        accepted = ctx.log.end()
        ctx.export_facts()
        if ctx.position() < accepted:
            return  # the next look comes soon enough
        known = ctx.studio_store.decisions.decided()
        published = ctx.published()
        for journey in sorted(published.live):
            decided = {comparison for name, comparison in known if name == journey}
            for one in decisions_due(ctx.facts, published, journey, now, accepted, decided):
                ctx.studio_store.decisions.add(_stored(one))
                log.info("lift_decided", journey=journey, comparison=one.comparison, decision=one.id)

    def of(self, journey: str) -> Mapping[str, Decision]:
        """The records of a journey by the ids of their comparisons, newest first."""
        found = [_read(one.record) for one in self._ctx.studio_store.decisions.of(journey)]
        return {one.comparison: one for one in found}

    def count(self) -> int:
        """How many there are of all journeys."""
        return len(self._ctx.studio_store.decisions.decided())

    def lines(self, journey: str) -> DecidedLines:
        """The records of a journey, newest first. Raises Missing `journey_unknown`."""
        if journey not in self._ctx.published().live:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published; look at the list of journeys.')
        return DecidedLines(tuple(map(_line, self.of(journey).values())))

    def one(self, journey: str, decision: str) -> Decision:
        """A whole record, with all that it was computed from. Raises Missing `decision_unknown`."""
        for found in self.of(journey).values():
            if found.id == decision:
                return found
        text = f'Journey "{journey[:64]}" has no decision "{decision[:64]}"; its report names those that there are.'
        raise Missing("decision_unknown", text)

    def replay(self, journey: str, decision: str) -> DecisionReplay:
        """A record once more. Raises Missing `decision_unknown`, `journey_unknown`."""
        record = self.one(journey, decision)
        self._ctx.export_facts()
        return replay(self._ctx.facts, self._ctx.published(), record, self._ctx.clock.now())


def _stored(one: Decision) -> StoredDecision:
    return StoredDecision(
        id=one.id,
        journey=one.journey,
        comparison=one.comparison,
        as_of=one.snapshot.as_of,
        made_at=one.made_at,
        record=msgpack.encode(one),
    )


def _line(one: Decision) -> DecidedLine:
    comparison = one.snapshot.comparison
    return DecidedLine(
        id=one.id,
        comparison=one.comparison,
        title=one.title,
        goal=one.goal,
        since=comparison.since,
        decided_at=one.snapshot.as_of,
        made_at=one.made_at,
        code=one.code,
        position=one.position,
        ends_at=comparison.own_plan.ends_at,
        planned_units=comparison.own_plan.planned_units,
        lift=one.verdicts.lift,
        intention=one.verdicts.intention,
    )
