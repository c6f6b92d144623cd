"""What a person has to decide: comparisons that are over or do harm, items whose day has come, offers that ran dry."""

from collections.abc import Iterator
from typing import Final

from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.backlog import BacklogDesk
from loopline.studio.offers.desk import OfferDesk
from loopline.studio.offers.schemas import OfferStanding
from loopline.studio.reports.read import Reports

DRY: Final[dict[OfferStanding, str]] = {
    "spent": "Its budget is spent, so journeys give it to nobody: raise the budget, or take it out of them.",
    "codes_gone": "Its codes are gone, so journeys give it to nobody: upload more, or take it out of them.",
    "ended": "It has ended, and journeys still want to give it: extend it, or take it out of them.",
}


class DueReader:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext, reports: Reports, offers: OfferDesk, backlog: BacklogDesk) -> None:
        self._ctx, self._reports, self._offers, self._backlog = ctx, reports, offers, backlog

    def lines(self) -> tuple[shape.DueLine, ...]:
        """Comparisons first, as the page of programmes has them; then items by their day, then offers."""
        return (*self._comparisons(), *self._items(), *self._dry_offers())

    def _comparisons(self) -> Iterator[shape.DueLine]:
        for one in self._reports.programmes().everything.journeys:
            if one.due:
                yield shape.DueLine("comparison", one.journey, one.name, one.due, one.decided_at or one.ends_at)

    def _items(self) -> Iterator[shape.DueLine]:
        found = [one for one in self._backlog.listing("open").items if one.is_due]
        for one in sorted(found, key=lambda one: (one.due, one.id)):
            owner = f", {one.owner}" if one.owner else ""
            yield shape.DueLine("backlog", one.id, one.title, f"Due since {one.due}{owner}.")

    def _dry_offers(self) -> Iterator[shape.DueLine]:
        for one in self._offers.listing().offers:
            if one.journeys and one.standing in DRY:
                yield shape.DueLine("offer", one.id, one.name, DRY[one.standing])
