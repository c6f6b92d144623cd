"""Metrics: counted when asked for, and cached for as long as nothing has happened since."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median

from loopline.learning.metrics.figures import MetricQuestion, MetricTable
from loopline.model.duration import DAY
from loopline.reports.metrics.ask import ASKED, check_question, metric_table
from loopline.reports.metrics.definitions import defined_metrics, own_metric
from loopline.studio.cache import ResultCache
from loopline.studio.context import StudioContext
from loopline.studio.metrics.registry import MetricRegistry
from loopline.studio.metrics.schemas import MetricList, metric_line
from loopline.studio.reports.read import Reports
from loopline.studio.reports.schemas import DecidedLine


class MetricDesk:
    """The metrics. Safe from any thread."""

    def __init__(self, ctx: StudioContext, reports: Reports) -> None:
        self._ctx, self._decisions = ctx, reports.decisions
        self.registry = MetricRegistry(ctx, reports)
        self._tables: ResultCache[MetricTable] = ResultCache(ctx.clock)

    def listing(self) -> MetricList:
        """Every metric with its definition."""
        return MetricList(tuple(metric_line(one) for one in defined_metrics().values() if not one.route))

    def table(self, name: str, asked: MetricQuestion) -> MetricTable:
        """A metric as of now. Raises Missing `metric_unknown`, `journey_unknown`, `segment_unknown`; Invalid
        `metric_needs`, `metric_by`, `metric_takes`; Unavailable `facts_unfit`."""
        metric, ctx = own_metric(name), self._ctx
        check_question(metric, asked)
        if name not in ASKED:
            return self._velocity(asked)
        ctx.export_facts()
        published = ctx.published()
        state = (ctx.facts.exported(), id(published))
        return self._tables.get(
            (name, asked), state, lambda: metric_table(ctx.facts, published, name, asked, ctx.clock.now())
        )

    def _velocity(self, asked: MetricQuestion) -> MetricTable:
        """Comparisons decided, from the records of the verdicts that stand."""
        metric, now = own_metric("experiment_velocity"), self._ctx.clock.now()
        found: dict[str, list[DecidedLine]] = defaultdict(list)
        for journey in sorted(self._ctx.published().live):
            for one in self._decisions.lines(journey).decisions:
                if asked.since <= one.decided_at < (asked.until or now + 1):
                    found[_period(one.decided_at, asked.step)].append(one)
        rows = tuple(
            (
                period,
                len(lines),
                sum(one.lift is not None and one.lift.verdict in ("lift", "harm") for one in lines),
                median((one.decided_at - one.since) / DAY for one in lines),
            )
            for period, lines in sorted(found.items())
        )
        return MetricTable(metric.name, metric.title, metric.columns, rows, now, "")


def _period(at: int, step: str) -> str:
    day = datetime.fromtimestamp(at / 1_000, UTC).date()
    return str(day - timedelta(days=day.weekday()) if step == "week" else day.replace(day=1))
