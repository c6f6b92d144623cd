"""What the facts say of each metric of a journey: by the units, the end and the sandbox of its comparison."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.publish import compile_goal
from loopline.decisions.published import CompiledGoal
from loopline.learning.comparisons.snapshot import LiftSnapshot, today_of
from loopline.learning.lift.plan import Plan
from loopline.learning.measured.judge import CountedMetric
from loopline.learning.measured.sums import measured_of
from loopline.learning.queries.metrics import measured as queries
from loopline.learning.queries.units import BELONGING, BELONGING_BY_NUMBER
from loopline.model.duration import parse_duration
from loopline.model.entry.metric import JourneyMetric
from loopline.model.journey import GoalRule
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope
from loopline.reports.outcomes import Outcomes, outcomes_of_goal
from loopline.reports.sandboxed import Sandboxed

GOAL: Final = ""
"""The name under which the goal's own value is asked for; no metric has it."""
UNCAPPED: Final = 1.0
_PARAMETER: Final = re.compile(r"\$[a-z_]+\d*")
_OWN: Final = re.compile(r"^(goal_event|[wvo]\d+)$")


class WantedMetric(Struct, frozen=True):
    """A metric that is asked for, of units that came at or after `since` (ms)."""

    name: str
    metric: JourneyMetric
    since: int = 0


def asked_of(facts: Facts, scope: ReportScope, kept: Sandboxed, wanted: WantedMetric) -> CountedMetric:
    """One metric, as of the scope's time."""
    metric = wanted.metric
    scope = everybody(scope) if metric.role == "guardrail" else scope
    within = parse_duration(metric.within, at=f"metrics.{wanted.name}.within")
    sql, parameters = _question(scope, metric, within)
    sql = kept.units(_bounded(scope, sql))
    asked = {**scope.units(), "counted": [], **parameters, "within": within, "began": wanted.since} | kept.parameters()
    named = _names_in(sql)
    asked = {name: value for name, value in (asked | {"zone": scope.zone}).items() if f"${name}" in named}
    draws = {number: scope.draws[number] for number in scope.comparison.versions}
    today = today_of(LiftSnapshot(scope.comparison, (), {}, scope.now, scope.zone))
    percentiles = (metric.cap / 100, UNCAPPED) if metric.cap else (UNCAPPED,)
    found = [
        measured_of(facts.query(sql, {**asked, "percentile": percentile}), draws, today) for percentile in percentiles
    ]
    uncapped = found[1] if metric.cap else None
    return CountedMetric(wanted.name, metric, within, found[0], uncapped, wanted.since)


def everybody(scope: ReportScope) -> ReportScope:
    """The scope of all units of the journey: a guardrail watches on when a plan has ended, and across versions."""
    own = replace(scope.comparison, versions=tuple(sorted(scope.draws)), plan=Plan(), until=None, after_end=False)
    return scope.of(own)


def _names_in(sql: str) -> frozenset[str]:
    """The parameters that a query names; the journey's own goal may ask for more than a metric does."""
    return frozenset(_PARAMETER.findall(sql))


def goal_metric(scope: ReportScope) -> JourneyMetric | None:
    """The goal's own value as a metric; None where it has none, or looks at more than its event."""
    version = scope.versions.get(max(scope.comparison.versions, default=0), scope.version)
    goal = version.goal
    if goal is None or goal.value is None:
        return None
    found = outcomes_of_goal(goal, scope.currency, by_account=_by_account(scope), at_all_times=True)
    if found.note:
        return None
    rule = goal.rule
    return JourneyMetric(
        event=rule.event,
        where=rule.where,
        measure="sum",
        value=rule.value,
        within=rule.within,
        once_by=rule.once_by,
        currency=rule.currency,
    )


def _by_account(scope: ReportScope) -> bool:
    return scope.version.journey.randomises_by == "account"


def _bounded(scope: ReportScope, sql: str) -> str:
    """Of the comparison that has a planned number of units, those alone."""
    return sql if scope.comparison.plan.planned_units is None else sql.replace(BELONGING, BELONGING_BY_NUMBER)


def _question(scope: ReportScope, metric: JourneyMetric, within: int) -> tuple[str, dict[str, object]]:
    """The query, and what it asks for of the metric."""
    counts = {"measure": metric.measure, "counts": not metric.value, "counts_over": not metric.over_value}
    if metric.receipt:
        return queries.measured(queries.RECEIPTS), {**counts, "goal_event": metric.receipt}
    rule = GoalRule(
        event=metric.event,
        where=metric.where,
        value=metric.value,
        within=metric.within,
        once_by=metric.once_by,
        currency=metric.currency,
    )
    own = _outcomes(scope, compile_goal(rule))
    if metric.measure != "ratio":
        return queries.measured(own.sql), {**counts, **own.asked}
    currency = metric.currency if metric.over_value else ""
    over = GoalRule(event=metric.over, value=metric.over_value, within=metric.within, currency=currency)
    other = _outcomes(scope, compile_goal(over))
    renamed = {f"over_{name}" if _OWN.match(name) else name: value for name, value in other.asked.items()}
    return queries.measured(own.sql, other.sql), {**counts, **own.asked, **renamed}


def _outcomes(scope: ReportScope, goal: CompiledGoal) -> Outcomes:
    return outcomes_of_goal(goal, scope.currency, by_account=_by_account(scope), at_all_times=True)


def wanted_of(metrics: Mapping[str, JourneyMetric], since: int = 0) -> list[WantedMetric]:
    """All metrics of a journey; guardrails ask for units that came after the last resume (`since`)."""
    return [WantedMetric(name, one, since if one.role == "guardrail" else 0) for name, one in metrics.items()]
