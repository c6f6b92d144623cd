"""Pauses a journey whose e-mails bounce, or are complained about, more than the workspace allows."""

import asyncio
from typing import Final

from loopline.decisions.published import BY_LOOPLINE
from loopline.learning.queries.deliverability import RECEIVED
from loopline.logs import log
from loopline.model.duration import parse_duration
from loopline.model.errors import LooplineError
from loopline.model.mail.delivery_rules import AutoPause
from loopline.runtime.supervise import SupervisedTask
from loopline.studio.context import StudioContext

LOOK_SECONDS: Final = 60.0
FACTS_UNFIT: Final = "facts_unfit"


class PauseGuard:
    """Coroutines of the app's event loop. A pause is that of an operator, by `loopline`; nothing here ends one."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.task = SupervisedTask("pauses", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Look at every live journey once. Where the facts are unfit, nothing is known, and health says so already."""
        rules = self._ctx.published().workspace.delivery.auto_pause
        if not rules.bounces and not rules.complaints:
            return
        try:
            rows = await asyncio.to_thread(self._received, rules)
        except LooplineError as error:
            if error.code != FACTS_UNFIT:
                raise
            return
        for journey, mails, bounced, complained in rows:
            words = too_many(rules, mails, bounced, complained)
            if words and journey not in rules.spare and self._ctx.published().states.get(journey) == "live":
                await self._ctx.publisher.change_state(journey, "pause", BY_LOOPLINE, words)
                log.warning("journey_paused", journey=journey, reason=words)

    def _received(self, rules: AutoPause) -> list[tuple[str, int, int, int]]:
        self._ctx.export_facts()
        since = self._ctx.clock.now() - parse_duration(rules.within)
        rows = self._ctx.facts.query(RECEIVED, {"since": since})
        return [(str(journey), *_whole(mails, bounced, complained)) for journey, mails, bounced, complained in rows]


def _whole(mails: object, bounced: object, complained: object) -> tuple[int, int, int]:
    return int(str(mails)), int(str(bounced)), int(str(complained))


def too_many(rules: AutoPause, mails: int, bounced: int, complained: int) -> str:
    """Why a journey with so many mails has to be paused, in words; "" when it has not."""
    if mails < rules.at_least:
        return ""
    for allowed, count, what in (
        (rules.bounces, bounced, "bounced"),
        (rules.complaints, complained, "were complained about"),
    ):
        if allowed and 100 * count >= allowed * mails:
            share = f"{count} of {mails} mails of the last {rules.within} {what}"
            return f"{share} ({100 * count / mails:.2g} %, and {allowed:g} % pauses the journey)."
    return ""
