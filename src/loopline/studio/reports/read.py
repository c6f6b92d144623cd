"""Reports: counted when asked, and kept for as long as nothing has happened since."""

import threading
from collections.abc import Hashable

from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.learning.lift.verdict import Lift
from loopline.reports import journey as reporting
from loopline.reports.by_group import breakdown
from loopline.studio.cache import Kept
from loopline.studio.context import AtHand


class Reports:
    """What journeys did and caused. Safe from any thread."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at = at_hand
        self._reports: Kept[JourneyReport] = Kept(at_hand.clock)
        self._breakdowns: Kept[Breakdown] = Kept(at_hand.clock)
        self._lock = threading.Lock()
        self._published, self._programs = at_hand.published(), 0

    def lift(self, journey: str) -> Lift | None:
        """The lift alone, without the facts that are still on their way. Raises Missing `journey_unknown`."""
        return reporting.lift_alone(self._at.facts, self._at.published(), journey, self._at.clock.now())

    def report(self, journey: str) -> JourneyReport:
        """What a journey did and caused, everything decided so far counted in. Raises Missing `journey_unknown`."""
        published = self._at.published()
        state = self._state(published)
        return self._reports.get(
            journey, state, lambda: reporting.journey_report(self._at.facts, published, journey, self._at.clock.now())
        )

    def breakdown(self, journey: str, by: str) -> Breakdown:
        """Lift by group. Raises Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`,
        `breakdown_looks_back`."""
        published = self._at.published()
        state = self._state(published)
        return self._breakdowns.get(
            (journey, by), state, lambda: breakdown(self._at.facts, published, journey, by, self._at.clock.now())
        )

    def _state(self, published: PublishedSet) -> Hashable:
        """The last chunk carried, and which program it is: another of either makes another report."""
        self._at.carry()
        with self._lock:
            if published is not self._published:
                self._published, self._programs = published, self._programs + 1
            return self._at.facts.carried(), self._programs
