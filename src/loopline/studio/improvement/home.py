"""What a person sees first: what is due, what has changed, what leaves today."""

from typing import Final

from whenever import Time

from loopline.model.duration import DAY
from loopline.model.localtime import at_local, local, zone_in_use
from loopline.reports.improvement.week import week_figures
from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.backlog import BacklogDesk
from loopline.studio.improvement.changes import Changes
from loopline.studio.improvement.due import DueReader

SINCE_DAYS: Final = 7
MIDNIGHT: Final = Time(0, 0)


class HomePage:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, backlog: BacklogDesk, changes: Changes, due: DueReader) -> None:
        self._ctx, self._backlog, self._changes, self._due = ctx, backlog, changes, due

    def read(self) -> shape.Home:
        """As of now; today began at midnight in the workspace's zone. Raises Unavailable `facts_unfit`."""
        ctx, now = self._ctx, self._ctx.clock.now()
        ctx.export_facts()
        published, backlog = ctx.published(), self._backlog.listing("open")
        zone = zone_in_use(published.workspace.zone, "UTC")
        midnight = at_local(local(now, zone).date(), MIDNIGHT, zone)
        return shape.Home(
            is_fresh=not published.live,
            due=self._due.lines(),
            changed=self._changes.between(now - SINCE_DAYS * DAY, now + 1),
            sandboxed=ctx.sandboxed(),
            today=week_figures(ctx.facts, midnight, now + 1),
            backlog_open=backlog.open,
            backlog_due=backlog.due,
            since=now - SINCE_DAYS * DAY,
            counted_at=now,
        )
