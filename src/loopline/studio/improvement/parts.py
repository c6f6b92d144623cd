"""The parts of improving, put together for the studio."""

from collections.abc import Callable
from typing import Final

from loopline.learning.improvement.overlap import OverlapMap
from loopline.reports.improvement.overlap import overlap_map
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.background import Background
from loopline.studio.cache import ResultCache
from loopline.studio.context import StudioContext
from loopline.studio.improvement.backlog import BacklogDesk
from loopline.studio.improvement.changes import Changes
from loopline.studio.improvement.due import DueReader
from loopline.studio.improvement.home import HomePage
from loopline.studio.improvement.mail import ReviewMail
from loopline.studio.improvement.review import ReviewDesk
from loopline.studio.improvement.watch import BacklogWatch
from loopline.studio.offers.desk import OfferDesk
from loopline.studio.reports.read import Reports


class Improvement:
    """Made once by the studio; its tasks run in the background."""

    def __init__(
        self,
        ctx: StudioContext,
        reports: Reports,
        offers: OfferDesk,
        troubles: Callable[[], tuple[Trouble, ...]],
        background: Background,
    ) -> None:
        self._ctx = ctx
        self.backlog: Final = BacklogDesk(ctx)
        changes = Changes(ctx, reports.decisions)
        due = DueReader(ctx, reports, offers, self.backlog)
        self.home: Final = HomePage(ctx, self.backlog, changes, due)
        self.watch: Final = BacklogWatch(ctx, self.backlog, reports, changes, troubles)
        self.reviews: Final = ReviewDesk(ctx, reports, self.backlog, changes, due, troubles)
        self.mail: Final = ReviewMail(ctx, self.reviews)
        self._overlaps: ResultCache[OverlapMap] = ResultCache(ctx.clock)
        background.also(self.watch.task)
        background.also(self.mail.task)

    def overlap(self, days: int, *, now_inside: bool) -> OverlapMap:
        """The map of who is in how many journeys, and which keep each other back; up to a minute old."""
        ctx, published = self._ctx, self._ctx.published()
        ctx.export_facts()
        return self._overlaps.get(
            (days, now_inside),
            (ctx.facts.exported(), id(published)),
            lambda: overlap_map(ctx.facts, published, days, ctx.clock.now(), now_inside=now_inside),
        )
