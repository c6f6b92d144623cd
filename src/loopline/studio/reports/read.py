"""Reports: counted when asked, and kept for as long as nothing has happened since."""

import threading
from collections.abc import Hashable

from loopline.decisions.program import Program
from loopline.learning.lift.report import Breakdown, Report
from loopline.learning.lift.verdict import Lift
from loopline.reports import journey as reporting
from loopline.reports.by_group import breakdown
from loopline.studio.cache import Kept
from loopline.studio.context import AtHand


class Reports:
    """What journeys did and caused. Safe from any thread."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at = at_hand
        self._reports: Kept[Report] = Kept(at_hand.clock)
        self._breakdowns: Kept[Breakdown] = Kept(at_hand.clock)
        self._lock = threading.Lock()
        self._program, self._programs = at_hand.program(), 0

    def lift(self, journey: str) -> Lift | None:
        """The lift alone, without the facts that are still on their way. Raises Missing `journey_unknown`."""
        return reporting.lift_alone(self._at.facts, self._at.program(), journey, self._at.clock.now())

    def report(self, journey: str) -> Report:
        """What a journey did and caused, everything decided so far counted in. Raises Missing `journey_unknown`."""
        program = self._at.program()
        state = self._state(program)
        return self._reports.get(
            journey, state, lambda: reporting.report(self._at.facts, program, journey, self._at.clock.now())
        )

    def breakdown(self, journey: str, by: str) -> Breakdown:
        """Lift by group. Raises Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`,
        `breakdown_looks_back`."""
        program = self._at.program()
        state = self._state(program)
        return self._breakdowns.get(
            (journey, by), state, lambda: breakdown(self._at.facts, program, journey, by, self._at.clock.now())
        )

    def _state(self, program: Program) -> Hashable:
        """The last chunk carried, and which program it is: another of either makes another report."""
        self._at.carry()
        with self._lock:
            if program is not self._program:
                self._program, self._programs = program, self._programs + 1
            return self._at.facts.carried(), self._programs
