"""Looks at the figures each hour, and puts into the backlog what is worth improving and never was in it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Final

from loopline.decisions.published import BY_LOOPLINE
from loopline.learning.improvement.born import of_alarm, of_guards, of_losses, of_pause, of_verdict
from loopline.learning.improvement.figures import Idea
from loopline.logs import log
from loopline.model.duration import DAY
from loopline.model.errors import LooplineError
from loopline.reports.improvement.losses import step_losses
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.context import StudioContext
from loopline.studio.improvement.backlog import BacklogDesk
from loopline.studio.improvement.changes import Changes
from loopline.studio.reports.read import Reports

LOOK_SECONDS: Final = 3_600.0
FIRST_SECONDS: Final = 120.0
"""A start is busy enough."""

TAKES_LATER: Final = frozenset({"facts_unfit", "backlog_full"})
PAUSED_DAYS: Final = 28
JOURNEYS_MAX: Final = 200


class BacklogWatch:
    """`look` belongs to the app's event loop; `now` is safe from any thread."""

    def __init__(
        self,
        ctx: StudioContext,
        backlog: BacklogDesk,
        reports: Reports,
        changes: Changes,
        troubles: Callable[[], tuple[Trouble, ...]],
    ) -> None:
        self._ctx, self._backlog, self._reports, self._changes = ctx, backlog, reports, changes
        self._troubles = troubles
        self._has_waited = False
        self.task = SupervisedTask("backlog", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Look once. Where facts are unfit nothing is known, as health says."""
        if not self._has_waited:
            await asyncio.sleep(FIRST_SECONDS)
            self._has_waited = True
        try:
            await in_thread(self.now)
        except LooplineError as error:
            if error.code not in TAKES_LATER:
                raise

    def now(self) -> int:
        """How many items were born of the figures of now. Raises Conflict `backlog_full`."""
        self._ctx.export_facts()
        born = self._backlog.bear(self.ideas())
        if born:
            log.info("backlog_born", items=born)
        return born

    def ideas(self) -> Iterator[Idea]:
        """Every idea that the figures of now give, those that are known too."""
        now, published = self._ctx.clock.now(), self._ctx.published()
        yield from of_losses(step_losses(self._ctx.facts, published, now))
        for journey in sorted(published.live)[:JOURNEYS_MAX]:
            version, name = published.live[journey], self._changes.name(journey)
            lift = self._reports.lift(journey) if published.states.get(journey) == "live" else None
            if lift is not None:
                yield from of_guards(journey, name, version.version, lift)
        for journey, decided in self._changes.decided(0, now + 1):
            if decided.lift is not None:
                title = decided.title
                yield of_verdict(journey, self._changes.name(journey), decided.id, title, decided.lift)
        for trouble in self._troubles():
            yield of_alarm(trouble.key, trouble.words)
        for one in self._changes.between(now - PAUSED_DAYS * DAY, now + 1):
            if one.what == "paused" and one.by == BY_LOOPLINE:
                yield of_pause(one.ref, one.name, one.at, one.reason)
