"""The metrics of a journey, judged; which of its guardrails are broken; and the pauses that were made."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.decision import Decision
from loopline.learning.comparisons.notes import said
from loopline.learning.lift.verdict import Lift
from loopline.learning.measured.figures import ComparedMetric, MetricsReport, StateChange
from loopline.learning.measured.judge import judge_metrics, value_line
from loopline.ports import Facts
from loopline.reports.comparisons import report_scope
from loopline.reports.journey import NO_RECORDS, lift_of_scope
from loopline.reports.measured.ask import GOAL, WantedMetric, asked_of, goal_metric, wanted_of
from loopline.reports.measured.definitions import earlier_definitions, with_document
from loopline.reports.sandboxed import sandboxed

CHANGES_MAX: Final = 20
CHANGES: Final = """
SELECT "at", name, reason FROM facts WHERE kind = 'state' AND journey = $journey
ORDER BY "at" DESC, shard DESC, number DESC, position DESC, seq DESC LIMIT $most
"""
BROKEN: Final = 'Guardrail "'
"""A pause that a guardrail made is said so, with its name behind it."""


class Broken(Struct, frozen=True):
    """A guardrail that pauses its journey, and why in words."""

    metric: str
    reason: str


def metrics_report(
    facts: Facts,
    published: PublishedSet,
    journey: str,
    now: int,
    *,
    decided: Mapping[str, Decision] = NO_RECORDS,
    undecided_since: int | None = None,
) -> MetricsReport:
    """The metrics of a journey's live version at `now` (ms), of its leading comparison. Raises Missing
    `journey_unknown`."""
    scope = report_scope(facts, published, journey, now, undecided_since)
    changes, lift = state_changes(facts, journey), lift_of_scope(facts, scope, decided)
    kept = sandboxed(facts, journey)
    own = goal_metric(scope)
    value = value_line(asked_of(facts, scope, kept, WantedMetric(GOAL, own)), lift) if own is not None else None
    wanted = wanted_of(scope.version.journey.compared_by, resumed_at(changes))
    past = earlier_definitions(scope.versions, scope.version)
    found = [asked_of(facts, scope, kept, one) for one in wanted]
    before = [asked_of(facts, scope, kept, WantedMetric(one.key, one.metric)) for one in past]
    judged = judge_metrics([*found, *(one for one in before if one.metric.role != "guardrail")], lift)
    guarded = judge_metrics([one for one in before if one.metric.role == "guardrail"], lift)
    lines = {line.metric: line for line in (*judged.lines, *guarded.lines)}
    return MetricsReport(
        journey=journey,
        goal=said(scope.comparison.analysed),
        value=value,
        metrics=tuple(with_document(lines[one.name], scope.version.journey) for one in found),
        warning=judged.warning,
        missing=_missing(lift),
        changes=changes,
        counted_at=now,
        earlier=tuple(one.line(lines[one.key]) for one in past),
    )


def broken_guardrails(
    facts: Facts, published: PublishedSet, journey: str, now: int, undecided_since: int | None = None
) -> tuple[Broken, ...]:
    """Those of a journey that are to pause it now, the strongest evidence first."""
    scope = report_scope(facts, published, journey, now, undecided_since)
    metrics = {name: one for name, one in scope.version.journey.compared_by.items() if one.role == "guardrail"}
    if not any(one.pauses for one in metrics.values()):
        return ()
    kept, lift = sandboxed(facts, journey), lift_of_scope(facts, scope, NO_RECORDS)
    wanted = wanted_of(metrics, resumed_at(state_changes(facts, journey)))
    lines = judge_metrics([asked_of(facts, scope, kept, one) for one in wanted], lift).lines
    found = [one for one in lines if one.verdict == "broken" and one.pauses]
    return tuple(Broken(one.metric, pause_words(one)) for one in sorted(found, key=lambda one: -(one.e_value or 0)))


def pause_words(line: ComparedMetric) -> str:
    """Why a guardrail pauses a journey: what was seen, what is allowed, and the evidence."""
    return f'{BROKEN}{line.metric}" is broken ({line.counts}): {line.reason}'


def state_changes(facts: Facts, journey: str) -> tuple[StateChange, ...]:
    """The newest pauses and resumes of a journey, newest first."""
    rows = facts.query(CHANGES, {"journey": journey, "most": CHANGES_MAX})
    return tuple(_change(int(str(at)), str(state), str(reason or "")) for at, state, reason in rows)


def _change(at: int, state: str, reason: str) -> StateChange:
    name = reason[len(BROKEN) :].partition('"')[0] if state == "paused" and reason.startswith(BROKEN) else ""
    return StateChange(at, state, reason, name)


def resumed_at(changes: tuple[StateChange, ...]) -> int:
    """When the journey was resumed last (ms), 0 where it never was: a guardrail counts those who came after it, since
    somebody has looked at the others and decided."""
    return max((one.at for one in changes if one.state == "live"), default=0)


def _missing(lift: Lift | None) -> str:
    if lift is None:
        return "Nobody is compared yet: nobody is held out, or nobody has come."
    return lift.reason if lift.verdict == "guard_failed" else ""
