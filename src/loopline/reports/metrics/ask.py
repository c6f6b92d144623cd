"""Asks facts for one metric: its question checked, its query, its rows."""

from collections.abc import Callable
from typing import Any, Final, cast

from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.published import PublishedSet
from loopline.learning.metrics.figures import MetricQuestion, MetricTable
from loopline.learning.queries.metrics import messages, purchases
from loopline.learning.queries.metrics.firsts import By, firsts
from loopline.learning.queries.metrics.funnel import FunnelBy, funnel
from loopline.learning.queries.metrics.retention import retention
from loopline.model.duration import DAY
from loopline.model.errors import Invalid, Missing
from loopline.ports import Facts
from loopline.reports.comparisons import report_scope
from loopline.reports.metrics.definitions import Metric, own_metric
from loopline.reports.sandboxed import has_left, kept_in_range, sandboxed

Rows = list[tuple[Any, ...]]  # whatever SQL answers
PERIODS_MOST: Final = 24
PERIOD_DAYS: Final = {"week": 7, "month": 30}
NOTE_SEGMENT: Final = "The people of the segment are those who are in it now, also in the periods of before."
FOREVER: Final = 2**53
SQL_OF_MESSAGES: Final = {
    "list_health": messages.LIST_HEALTH,
    "opt_in": messages.OPT_IN,
    "opt_out": messages.OPT_OUT,
    "message_volume": messages.VOLUME,
    "automation_coverage": messages.COVERAGE,
    "latency": messages.LATENCY,
}
Parameters = dict[str, object]


def metric_table(facts: Facts, published: PublishedSet, name: str, asked: MetricQuestion, now: int) -> MetricTable:
    """The metric as of `now` (ms). Raises Missing `metric_unknown`, `journey_unknown`, `segment_unknown`; Invalid
    `metric_needs`, `metric_by`, `metric_takes`."""
    metric = own_metric(name)
    check_question(metric, asked)
    rows = ASKED[name](facts, published, asked, now)
    note = NOTE_SEGMENT if asked.segment else _kept(facts, name, asked, now)
    return MetricTable(name, metric.title, metric.columns, tuple(map(tuple, rows)), now, note)


def _kept(facts: Facts, name: str, asked: MetricQuestion, now: int) -> str:
    """What the sandbox kept of what the metric counts, in words."""
    if name == "funnel":
        return sandboxed(facts, asked.journey).note()
    return kept_in_range(facts, asked.since, min(asked.until or FOREVER, now)) if name in SQL_OF_MESSAGES else ""


def check_question(metric: Metric, asked: MetricQuestion) -> None:
    """Raises Invalid `metric_needs`, `metric_by`, `metric_takes` for what the metric cannot be asked."""
    for need in metric.needs:
        if not getattr(asked, need):
            raise Invalid("metric_needs", f"{metric.title} needs `{need}`; say which.", at=need)
    if asked.by and asked.by not in metric.by:
        known = ", ".join(metric.by) or "none"
        raise Invalid("metric_by", f'{metric.title} has no groups "{asked.by[:40]}"; there are: {known}.', at="by")
    if asked.by in ("version", "side", "arm") and not asked.journey:
        raise Invalid("metric_by", f'"{asked.by}" is that of a journey; say which by `journey`.', at="by")
    if asked.by == "cohort" and asked.journey and "event" not in metric.takes:
        raise Invalid("metric_by", "A journey's funnel has no cohorts; say a range of dates.", at="by")
    for name in ("event", "then", "journey", "segment"):
        if getattr(asked, name) and name not in metric.takes:
            raise Invalid("metric_takes", f"{metric.title} does not take `{name}`; leave it out.", at=name)


def _range(asked: MetricQuestion, now: int) -> Parameters:
    return {"since": asked.since, "until": asked.until or FOREVER, "now": now}


def _segment(published: PublishedSet, asked: MetricQuestion, now: int) -> tuple[str, Parameters]:
    """The condition of the segment over people `p`, with its parameters; "" for everybody."""
    if not asked.segment:
        return "", {}
    condition = published.segments.get(asked.segment)
    if condition is None:
        raise Missing("segment_unknown", f'There is no segment "{asked.segment[:64]}"; publish it, or leave it out.')
    return compile_sql(condition, published.segments, now, published.workspace.zone).named("s")


def _begun(published: PublishedSet, asked: MetricQuestion, now: int) -> tuple[str, Parameters]:
    """The people who began, in groups, as SQL with its parameters."""
    when, given = _segment(published, asked, now)
    if asked.journey and asked.journey not in published.live:
        raise Missing("journey_unknown", f'No journey "{asked.journey[:64]}" is published.')
    by = cast("By", asked.by or "cohort")
    own: Parameters = {"journey": asked.journey} if asked.journey else {"event": asked.event}
    step: Parameters = {"step": asked.step} if by == "cohort" else {}
    return firsts(by, when, of_journey=bool(asked.journey)), own | step | given | _range(asked, now)


def _retention(facts: Facts, published: PublishedSet, asked: MetricQuestion, now: int) -> Rows:
    begun, given = _begun(published, asked, now)
    period = PERIOD_DAYS[asked.step] * DAY
    given |= {"then": asked.then or ("" if asked.journey else asked.event), "period": period, "most": PERIODS_MOST}
    return facts.query(retention(begun, asked.mode), given)


def _repeat(facts: Facts, published: PublishedSet, asked: MetricQuestion, now: int) -> Rows:
    begun, given = _begun(published, asked, now)
    return facts.query(begun + purchases.REPEAT, given | {"event": asked.event, "within": asked.days * DAY})


def _of_acts(sql: str, *more: str) -> Callable[[Facts, PublishedSet, MetricQuestion, int], Rows]:
    """A metric over everybody's moments of an event."""

    def ask(facts: Facts, published: PublishedSet, asked: MetricQuestion, now: int) -> Rows:
        when, given = _segment(published, asked, now)
        own = {"within": asked.days * DAY, "back": asked.back * DAY}
        given |= {"event": asked.event, "step": asked.step} | {name: own[name] for name in more}
        return facts.query(purchases.acts(when) + sql, given | _range(asked, now))

    return ask


def _funnel(facts: Facts, published: PublishedSet, asked: MetricQuestion, now: int) -> Rows:
    scope = report_scope(facts, published, asked.journey, now)
    given = {"journey": asked.journey, "within": scope.within, "counted": list(scope.comparison.counted)}
    bounds = {"since": asked.since, "until": asked.until or FOREVER, "real": has_left(facts)}
    return facts.query(funnel(cast("FunnelBy", asked.by or "all")), given | bounds)


def _of_messages(name: str) -> Callable[[Facts, PublishedSet, MetricQuestion, int], Rows]:
    sql = SQL_OF_MESSAGES[name]

    def ask(facts: Facts, published: PublishedSet, asked: MetricQuestion, now: int) -> Rows:
        given = _range(asked, now) | ({"step": asked.step} if "$step" in sql else {})
        given |= {"real": has_left(facts)} if "$real" in sql else {}
        return facts.query(sql, given)

    return ask


ASKED: Final[dict[str, Callable[[Facts, PublishedSet, MetricQuestion, int], Rows]]] = {
    "retention": _retention,
    "repeat_purchase": _repeat,
    "reorder_rate": _of_acts(purchases.REORDER),
    "churn": _of_acts(purchases.CHURN, "within"),
    "winback": _of_acts(purchases.WINBACK, "within", "back"),
    "funnel": _funnel,
    **{name: _of_messages(name) for name in SQL_OF_MESSAGES},
}
"""By name; what is not here is answered from elsewhere than facts."""
