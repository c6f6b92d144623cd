"""Reports: counted when asked for, and cached for as long as nothing has happened since."""

import threading
from collections.abc import Hashable

from loopline.decisions.published import PublishedSet
from loopline.learning.fatigue.figures import FatigueReport, TriedCaps
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.learning.lift.verdict import Lift
from loopline.learning.measured.figures import MetricsReport
from loopline.learning.programmes.figures import ProgrammeReport, ProgrammeReports
from loopline.learning.proof.figures import Proofs, RuleProof
from loopline.learning.survival.figures import ReachReport
from loopline.learning.value.figures import ValueReport
from loopline.model.duration import DAY
from loopline.reports import journey as reporting
from loopline.reports.by_group import breakdown
from loopline.reports.fatigue.report import fatigue_report, tried_caps
from loopline.reports.measured.report import metrics_report
from loopline.reports.programmes.marginal import Now
from loopline.reports.programmes.report import (
    counted_level,
    everything_report,
    programme_report,
    programme_reports,
)
from loopline.reports.programmes.scope import level_scope
from loopline.reports.proof import journey_proof, with_holdout
from loopline.reports.timing import time_to_reach
from loopline.reports.value import purchases_ahead
from loopline.studio.cache import ResultCache
from loopline.studio.context import StudioContext
from loopline.studio.reports.decisions import DecisionDesk
from loopline.studio.reports.past_rules import PastRulesReader
from loopline.studio.reports.planner import Planner


class Reports:
    """The reports of journeys. Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self.decisions, self.planner = DecisionDesk(ctx), Planner(ctx)
        self._reports: ResultCache[JourneyReport] = ResultCache(ctx.clock)
        self._metrics: ResultCache[MetricsReport] = ResultCache(ctx.clock)
        self._breakdowns: ResultCache[Breakdown] = ResultCache(ctx.clock)
        self._proofs: ResultCache[RuleProof] = ResultCache(ctx.clock)
        self._values: ResultCache[ValueReport] = ResultCache(ctx.clock)
        self._caps: ResultCache[FatigueReport] = ResultCache(ctx.clock)
        self._programmes: ResultCache[ProgrammeReport] = ResultCache(ctx.clock)
        self._all_programmes: ResultCache[ProgrammeReports] = ResultCache(ctx.clock)
        self._earlier: ResultCache[Lift | None] = ResultCache(ctx.clock)
        self._past = PastRulesReader(ctx)
        self._lock = threading.Lock()
        self._published, self._sets = ctx.published(), 0

    def lift(self, journey: str) -> Lift | None:
        """The lift alone, without the facts that are still on their way. Raises Missing `journey_unknown`."""
        ctx = self._ctx
        return reporting.lift_alone(
            ctx.facts,
            ctx.published(),
            journey,
            ctx.clock.now(),
            decided=self.decisions.of(journey),
            undecided_since=self._undecided_since(),
        )

    def report(self, journey: str) -> JourneyReport:
        """The report of a journey, with everything decided so far. Raises Missing `journey_unknown`."""
        published = self._ctx.published()
        state = self._state(published)
        return self._reports.get(journey, state, lambda: self._report(published, journey))

    def _report(self, published: PublishedSet, journey: str) -> JourneyReport:
        return reporting.journey_report(
            self._ctx.facts,
            published,
            journey,
            self._ctx.clock.now(),
            decided=self.decisions.of(journey),
            undecided_since=self._undecided_since(),
        )

    def metrics(self, journey: str) -> MetricsReport:
        """The metrics of a journey beside its goal. Raises Missing `journey_unknown`."""
        published, ctx = self._ctx.published(), self._ctx
        return self._metrics.get(
            journey,
            self._state(published),
            lambda: metrics_report(
                ctx.facts,
                published,
                journey,
                ctx.clock.now(),
                decided=self.decisions.of(journey),
                undecided_since=self._undecided_since(),
            ),
        )

    def _undecided_since(self) -> int | None:
        """When the oldest signal came that nothing is decided of yet (ms)."""
        position = self._ctx.position()
        if position >= self._ctx.log.end():
            return None
        first = next((one.signals[0] for one in self._ctx.log.read(position, 1)), None)
        return first.received_at if first is not None else None

    def breakdown(self, journey: str, by: str) -> Breakdown:
        """Lift by group. Raises Missing `journey_unknown`, `segment_unknown`; Invalid `breakdown_invalid`,
        `breakdown_looks_back`."""
        published = self._ctx.published()
        state = self._state(published)
        return self._breakdowns.get(
            (journey, by), state, lambda: breakdown(self._ctx.facts, published, journey, by, self._ctx.clock.now())
        )

    def programmes(self) -> ProgrammeReports:
        """Everything, and each programme beside it: so much is counted that it may be a minute old, as it says."""
        published = self._ctx.published()
        return self._all_programmes.get(
            (),
            self._state(published)[1:],
            lambda: programme_reports(self._ctx.facts, published, self._past.of(published), self._now()),
        )

    def programme(self, name: str) -> ProgrammeReport:
        """A programme by its id; "" is everything. Raises Missing `programme_missing`."""
        published = self._ctx.published()
        return self._programmes.get(name, self._state(published), lambda: self._programme(published, name))

    def caps(self) -> TriedCaps:
        """The caps that try several limits."""
        return tried_caps(self._ctx.published())

    def fatigue(self, experiment: str) -> FatigueReport:
        """What the limits of a cap do to people. Raises Missing `cap_experiment_missing`."""
        ctx, published = self._ctx, self._ctx.published()
        state, past = self._state(published), self._past.of(published)
        waiting, now = self._undecided_since(), ctx.clock.now()
        return self._caps.get(
            experiment, state, lambda: fatigue_report(ctx.facts, published, past, experiment, now, waiting)
        )

    def everything_at(self, at: int) -> Lift | None:
        """What everything caused by a moment of the past (ms), of all that is known today of the time before it."""
        published = self._ctx.published()
        past = self._past.of(published)
        return self._earlier.get(
            at,
            self._state(published),
            lambda: counted_level(self._ctx.facts, level_scope(published, past, "global", "", at)).lift,
        )

    def _programme(self, published: PublishedSet, name: str) -> ProgrammeReport:
        facts, past, now = self._ctx.facts, self._past.of(published), self._now()
        if not name:
            return everything_report(facts, published, past, now)
        return programme_report(facts, published, past, name, now)

    def _now(self) -> Now:
        return Now(self._ctx.clock.now(), self.decisions.of, self._undecided_since())

    def proof(self, journey: str, redraws: int) -> RuleProof:
        """How often the journey's rule would be wrong on its own past. Raises Missing `journey_unknown`."""
        published = self._ctx.published()
        state, facts, now = self._state(published), self._ctx.facts, self._ctx.clock.now()
        asked = (journey, redraws)
        return self._proofs.get(asked, state, lambda: journey_proof(facts, published, journey, redraws, now))

    def proofs(self, redraws: int) -> Proofs:
        """The same of every live journey that holds somebody out."""
        names = with_holdout(self._ctx.facts, self._ctx.published(), self._ctx.clock.now())
        return Proofs(tuple(self.proof(name, redraws) for name in names))

    def value(self, event: str, field: str, weeks: int) -> ValueReport:
        """What customers will be worth. Raises Invalid `value_few`, `value_unfit`."""
        state, now = self._state(self._ctx.published()), self._ctx.clock.now()
        asked = (event, field, weeks)
        return self._values.get(asked, state, lambda: purchases_ahead(self._ctx.facts, event, field, weeks, now))

    def timing(self, begin: str, reach: str, by: str, days: int) -> ReachReport:
        """How long it takes from one event to another. Raises Invalid `reach_few`."""
        self._ctx.export_facts()
        now = self._ctx.clock.now()
        return time_to_reach(self._ctx.facts, begin, reach, by, now - days * DAY, now)

    def _state(self, published: PublishedSet) -> tuple[Hashable, ...]:
        """The last chunk exported, the number of the published set, and how many verdicts stand: another of any of
        these makes another report."""
        self._ctx.export_facts()
        with self._lock:
            if published is not self._published:
                self._published, self._sets = published, self._sets + 1
            return self._ctx.facts.exported(), self._sets, self.decisions.count()
