"""Checks of metrics, of a journey or documents: what they count, and what a guardrail may hold against it."""

import math
from typing import Final

from loopline.conditions.sql.of_event import compile_of_event
from loopline.decisions.checks.findings import CheckContext, Findings, Problem, meant, nearest
from loopline.decisions.checks.values import (
    Place,
    check_choice,
    check_duration,
    check_event,
    check_path,
    check_properties,
    check_slug,
    check_text,
)
from loopline.model.entry.metric import (
    BETTER,
    DEFINED,
    MEASURES,
    RECEIPTS,
    ROLES,
    JourneyMetric,
    MetricDefinition,
    MetricDocument,
    defined,
)
from loopline.model.journey import Journey

METRICS_MAX: Final = 12
"""So many metrics of a journey: its report counts each by a query of its own."""
NAME_MAX: Final = 200
LIMIT_MAX: Final = 50.0
"""Percent: a guardrail that allows more guards nothing."""
CAP_LEAST: Final = 80.0
AT_METRIC: Final = Place(entry=False, receipts=False)


def check_metrics(found: Findings, journey: Journey) -> None:
    """The metrics of a journey, each in its own place of the document."""
    if len(journey.metrics) > METRICS_MAX:
        text = f"A journey has at most {METRICS_MAX} metrics; keep those that somebody will decide by."
        found.error("metrics_many", text, "metrics")
    for name, metric in list(journey.metrics.items())[:METRICS_MAX]:
        at = f"metrics.{name}"
        check_slug(found, name, at)
        check_choice(found, metric.role, ROLES, f"{at}.role", "metric_role")
        known = _named(found, metric, at) if metric.metric else metric
        if known is metric:
            _check_definition(found, metric, at)
        if known is not None:
            _check_guardrail(found, journey, known, at)
    if journey.metrics and journey.goal is None:
        text = "A journey has one goal and metrics beside it; give it a goal, which gives the verdict."
        found.error("metrics_without_goal", text, "metrics")


def guard_faults(journey: Journey) -> tuple[Problem, ...]:
    """The faults of its guardrails by the definitions that are pinned to it: what they count may have changed."""
    found = Findings(CheckContext())
    for name, metric in journey.compared_by.items():
        _check_guardrail(found, journey, metric, f"metrics.{name}")
    return tuple(one for one in found.faults if one.severity == "error")


def check_metric(found: Findings, metric: MetricDocument) -> None:
    """Everything about a metric that is a document of its own."""
    if not metric.owner:
        found.warn("metric_owner", "Nobody answers for what this metric counts; name its owner.", "owner")
    _check_definition(found, metric, "")


def _named(found: Findings, metric: JourneyMetric, at: str) -> JourneyMetric | None:
    """The metric with the definition that it names; None where it is not there, or not known."""
    plain = JourneyMetric()
    for field in DEFINED:
        if getattr(metric, field) != getattr(plain, field):
            text = f'"{metric.metric[:60]}" says what is counted; take `{field}` out here, or change it there.'
            found.error("metric_defined_twice", text, f"{at}.{field}")
    library = found.context.library
    if library is None:
        return None
    known = library.metrics.get(metric.metric)
    if known is None:
        wish = nearest(metric.metric, library.metrics)
        text = f'There is no metric "{metric.metric[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("metric_not_published", text, f"{at}.metric", suggestion=wish)
        return None
    return defined(metric, known[1])


def _check_definition(found: Findings, metric: JourneyMetric | MetricDocument, at: str) -> None:
    _check_words(found, metric, at)
    _check_source(found, metric, at)
    _check_measure(found, metric, at)


def _inside(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field


def _check_words(found: Findings, metric: JourneyMetric | MetricDocument, at: str) -> None:
    check_choice(found, metric.measure, MEASURES, _inside(at, "measure"), "metric_measure")
    check_choice(found, metric.better, BETTER, _inside(at, "better"), "metric_better")
    if len(metric.name) > NAME_MAX:
        found.error("metric_name", f"At most {NAME_MAX} characters; say it shorter.", _inside(at, "name"))
    if check_duration(found, metric.within, _inside(at, "within")) == 0:
        text = "Nobody does anything within no time; give it days, such as 14d."
        found.error("metric_window_zero", text, _inside(at, "within"))


def _check_source(found: Findings, metric: MetricDefinition, at: str) -> None:
    """An event or a receipt; what is asked of an event looks at it alone, since no passage writes it down."""
    if bool(metric.event) == bool(metric.receipt):
        text = "Name the event that is counted, or a receipt of the journey's messages: one of the two."
        found.error("metric_source", text, _inside(at, "event"))
    if metric.receipt:
        check_choice(found, metric.receipt, RECEIPTS, _inside(at, "receipt"), "metric_receipt")
        named = [metric.where, metric.value, metric.over, metric.once_by, metric.currency]
        if metric.measure != "rate" or any(named):
            text = "A receipt is counted by people who gave it: leave measure, where, value and over out."
            found.error("metric_receipt_plain", text, _inside(at, "receipt"))
        return
    if not metric.event:
        return
    check_event(found, metric.event, _inside(at, "event"))
    if metric.where:
        _check_where(found, metric, at)
    for field in ("value", "once_by", "currency", "over_value"):
        if text := getattr(metric, field):
            path = check_path(found, text, _inside(at, field), "event")
            if path is not None and path.home != "event":
                _refuse(found, _inside(at, field))


def _check_where(found: Findings, metric: MetricDefinition, at: str) -> None:
    condition = check_text(found, metric.where, _inside(at, "where"), AT_METRIC)
    if condition is None:
        return
    check_properties(found, condition.event_paths, (metric.event,), "event", _inside(at, "where"))
    if compile_of_event(condition.root, metric.event) is None:
        _refuse(found, _inside(at, "where"))


def _refuse(found: Findings, at: str) -> None:
    text = "A metric is asked of events alone: ask for properties of its event, such as event.amount."
    found.error("metric_beyond_event", text, at)


def _check_measure(found: Findings, metric: MetricDefinition, at: str) -> None:
    if metric.measure == "ratio" and not metric.over:
        text = "A ratio is in parts of another event, such as refunds over orders: name it in `over`."
        found.error("metric_over_missing", text, _inside(at, "over"))
    elif metric.over:
        check_event(found, metric.over, _inside(at, "over"))
        if metric.measure != "ratio":
            found.error(
                "metric_over_unused", "Only a ratio has `over`; take it out, or write ratio.", _inside(at, "over")
            )
    if metric.cap and not (metric.measure == "sum" and CAP_LEAST <= metric.cap < 100):
        text = f"A cap is a percentile from {CAP_LEAST:g} to below 100, of a sum; 99 is usual, 0 is none."
        found.error("metric_cap", text, _inside(at, "cap"))


def _check_guardrail(found: Findings, journey: Journey, metric: JourneyMetric, at: str) -> None:
    limits = (("at_most", metric.at_most), ("tolerate", metric.tolerate))
    for field, percent in limits:
        if not (math.isfinite(percent) and 0 <= percent <= LIMIT_MAX):
            found.error("metric_limit", f"Write percent, from 0 to {LIMIT_MAX:g}.", f"{at}.{field}")
    if metric.role != "guardrail":
        if metric.at_most or metric.tolerate:
            text = "Only a guardrail has a limit; write `role: guardrail`, or take it out."
            found.error("metric_limit_unused", text, at)
        return
    if metric.at_most and (metric.measure != "rate" or metric.better != "less"):
        text = "`at_most` is a part of people, of something that is better when fewer do it: a rate, better less."
        found.error("metric_at_most", text, f"{at}.at_most")
    if metric.at_most and metric.tolerate:
        text = "A guardrail has one limit: `at_most` by itself, or `tolerate` against the held out."
        found.error("metric_limits", text, f"{at}.tolerate")
    if metric.receipt and not metric.at_most:
        text = "The held out get no message and give no receipt: say how many percent are allowed, in `at_most`."
        found.error("metric_receipt_limit", text, f"{at}.at_most")
    if not metric.at_most and journey.holdout.percent == 0:
        text = "Nobody is held out to compare with, so it sees nothing; hold out 10 percent, or give at_most."
        found.warn("guardrail_without_holdout", text, at)
