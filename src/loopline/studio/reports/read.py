"""Reports: counted when asked for, and cached for as long as nothing has happened since."""

import threading
from collections.abc import Hashable

from loopline.decisions.program import Program
from loopline.learning.lift.report import Breakdown, Report
from loopline.learning.lift.verdict import Lift
from loopline.reports import journey as reporting
from loopline.reports.by_group import breakdown
from loopline.studio.cache import ResultCache
from loopline.studio.context import StudioContext


class Reports:
    """The reports of journeys. Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._reports: ResultCache[Report] = ResultCache(ctx.clock)
        self._breakdowns: ResultCache[Breakdown] = ResultCache(ctx.clock)
        self._lock = threading.Lock()
        self._program, self._programs = ctx.program(), 0

    def lift(self, journey: str) -> Lift | None:
        """The lift alone, without the facts that are still on their way. Raises Missing `journey_unknown`."""
        return reporting.lift_alone(self._ctx.facts, self._ctx.program(), journey, self._ctx.clock.now())

    def report(self, journey: str) -> Report:
        """The report of a journey, with everything decided so far. Raises Missing `journey_unknown`."""
        program = self._ctx.program()
        state = self._state(program)
        return self._reports.get(
            journey, state, lambda: reporting.report(self._ctx.facts, program, journey, self._ctx.clock.now())
        )

    def breakdown(self, journey: str, by: str) -> Breakdown:
        """Lift by group. Raises Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`,
        `breakdown_looks_back`."""
        program = self._ctx.program()
        state = self._state(program)
        return self._breakdowns.get(
            (journey, by), state, lambda: breakdown(self._ctx.facts, program, journey, by, self._ctx.clock.now())
        )

    def _state(self, program: Program) -> Hashable:
        """The last chunk exported, and which program it is: another of either makes another report."""
        self._ctx.export_facts()
        with self._lock:
            if program is not self._program:
                self._program, self._programs = program, self._programs + 1
            return self._ctx.facts.carried(), self._programs
