"""Pauses a journey whose guardrail is broken, with the evidence as the reason; an operator resumes it."""

import asyncio
from functools import partial
from typing import Final

from loopline.decisions.published import BY_LOOPLINE
from loopline.logs import log
from loopline.model.errors import LooplineError
from loopline.reports.measured.report import Broken, broken_guardrails
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.context import StudioContext

LOOK_SECONDS: Final = 600.0
"""Windows close by the day, so little is new sooner."""
FACTS_UNFIT: Final = "facts_unfit"


class GuardrailWatch:
    """Coroutines of the app's event loop. The pause is a fact with its reason, by `loopline`, and health tells of it
    until somebody resumes the journey; from then on the guardrail counts those who come later."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.task = SupervisedTask("guardrails", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Look at every live journey that has guardrails; one that cannot be asked costs the others nothing."""
        published = self._ctx.published()
        for journey, version in published.live.items():
            is_guarded = any(one.role == "guardrail" and one.pauses for one in version.journey.compared_by.values())
            if is_guarded and published.states.get(journey) == "live":
                await self._look_at(journey)

    async def _look_at(self, journey: str) -> None:
        try:
            found = await in_thread(partial(self._broken, journey))
        except Exception as error:  # the journeys behind it are guarded all the same
            if not (isinstance(error, LooplineError) and error.code == FACTS_UNFIT):
                self._ctx.on_error(error)
            return
        if found and self._ctx.published().states.get(journey) == "live":
            await self._ctx.publisher.change_state(journey, "pause", BY_LOOPLINE, found[0].reason)
            log.warning("journey_paused", journey=journey, guardrail=found[0].metric, reason=found[0].reason)

    def _broken(self, journey: str) -> tuple[Broken, ...]:
        ctx = self._ctx
        ctx.export_facts()
        return broken_guardrails(ctx.facts, ctx.published(), journey, ctx.clock.now())
