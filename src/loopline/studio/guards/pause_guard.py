"""Pauses a journey, or a provider, whose e-mails bounce, or are complained about, more than the workspace allows."""

import asyncio
from functools import partial
from typing import Final

from msgspec.structs import replace

from loopline.decisions.published import BY_LOOPLINE
from loopline.learning.queries.deliverability import RECEIVED, RECEIVED_BY_PROVIDER
from loopline.logs import log
from loopline.model.duration import parse_duration
from loopline.model.errors import LooplineError
from loopline.model.journey import Workspace
from loopline.model.mail.delivery_rules import AutoPause
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.context import StudioContext

LOOK_SECONDS: Final = 60.0
FACTS_UNFIT: Final = "facts_unfit"


class PauseGuard:
    """Coroutines of the app's event loop. A pause is that of an operator, by `loopline`; nothing here ends one."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.task = SupervisedTask("pauses", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Look at every live journey and every provider. Where facts are unfit nothing is known, as health says."""
        rules = self._ctx.published().workspace.delivery
        for journey, words in await self._too_many(RECEIVED, rules.auto_pause):
            if self._ctx.published().states.get(journey) == "live":
                await self._ctx.publisher.change_state(journey, "pause", BY_LOOPLINE, words)
                log.warning("journey_paused", journey=journey, reason=words)
        for provider, words in await self._too_many(RECEIVED_BY_PROVIDER, rules.auto_pause_providers):
            if provider not in self._ctx.published().workspace.delivery.paused:
                reason = f'The provider "{provider}": {words}'
                change = partial(_without, provider)
                await self._ctx.publisher.change_workspace(change, reason=reason, by=BY_LOOPLINE)
                log.warning("provider_paused", provider=provider, reason=words)

    async def _too_many(self, asked: str, rules: AutoPause) -> list[tuple[str, str]]:
        """The names of those that are to be paused, each with the reason."""
        if not rules.bounces and not rules.complaints:
            return []
        try:
            rows = await in_thread(partial(self._received, asked, rules))
        except LooplineError as error:
            if error.code != FACTS_UNFIT:
                raise
            return []
        told = ((name, too_many(rules, *counts)) for name, *counts in rows if name not in rules.spare)
        return [(name, words) for name, words in told if words]

    def _received(self, asked: str, rules: AutoPause) -> list[tuple[str, int, int, int]]:
        self._ctx.export_facts()
        since = self._ctx.clock.now() - parse_duration(rules.within)
        rows = self._ctx.facts.query(asked, {"since": since})
        return [(str(name), *_whole(mails, bounced, complained)) for name, mails, bounced, complained in rows]


def _without(provider: str, workspace: Workspace) -> Workspace:
    """The rules in which this provider is given nothing."""
    rules = workspace.delivery
    return replace(workspace, delivery=replace(rules, paused=(*rules.paused, provider)))


def _whole(mails: object, bounced: object, complained: object) -> tuple[int, int, int]:
    return int(str(mails)), int(str(bounced)), int(str(complained))


def too_many(rules: AutoPause, mails: int, bounced: int, complained: int) -> str:
    """Why who sent so many mails has to be paused, in words; "" when it has not."""
    if mails < rules.at_least:
        return ""
    for allowed, count, what in (
        (rules.bounces, bounced, "bounced"),
        (rules.complaints, complained, "were complained about"),
    ):
        if allowed and 100 * count >= allowed * mails:
            share = f"{count} of {mails} mails of the last {rules.within} {what}"
            return f"{share} ({100 * count / mails:.2g} %, and {allowed:g} % is the most)."
    return ""
