"""What each journey of a programme adds while all others go on, and what is to be decided about it."""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.decision import Decision
from loopline.learning.comparisons.notes import local_day, said
from loopline.learning.lift.verdict import Lift
from loopline.learning.programmes.figures import MarginalLine
from loopline.learning.programmes.sums import may_be_told
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope, report_scope
from loopline.reports.journey import lift_of_scope

JOURNEYS_MAX: Final = 200
"""The marginal lifts of so many journeys are counted, in the order of their ids."""

Decided = Callable[[str], Mapping[str, Decision]]


class Now(Struct, frozen=True):
    """When a report is counted (ms), since when the oldest signal waits to be decided, and the records of journeys."""

    at: int
    decided: Decided
    undecided_since: int | None = None


def marginal_line(facts: Facts, published: PublishedSet, journey: str, now: Now) -> MarginalLine:
    """That of the journey's leading comparison, as its own report has it. Raises Missing `journey_unknown`."""
    scope = report_scope(facts, published, journey, now.at, now.undecided_since)
    decided = now.decided(journey)
    lift, record = lift_of_scope(facts, scope, decided), decided.get(scope.comparison.id)
    version, is_told = scope.version, lift is not None and may_be_told(lift) and lift.held_out.units > 0
    return MarginalLine(
        journey=journey,
        name=version.journey.name or journey,
        goal=said(scope.comparison.analysed) if version.goal else "",
        state=published.states.get(journey, "stopped"),
        verdict=lift.verdict if lift else None,
        reason=lift.reason
        if lift
        else "Nobody is held out of it, or nobody has come: it has no comparison of its own.",
        conversion=lift.conversion if lift and is_told else None,
        incremental_conversions=lift.conversion.times(lift.treated.units) if lift and is_told else None,
        incremental_value=lift.value.times(lift.treated.units) if lift and is_told else None,
        ends_at=scope.comparison.plan.ends_at,
        decided_at=record.snapshot.as_of if record else None,
        decision=record.id if record else "",
        due=_due(scope, record, lift),
    )


def _due(scope: ReportScope, record: Decision | None, lift: Lift | None) -> str:
    """What somebody has to decide; publishing another version begins another comparison, and nothing is due."""
    if record is not None:
        day = local_day(record.snapshot.as_of, scope.zone)
        return f"Its verdict stands since {day}: keep it, change it or stop it."
    ends = scope.comparison.plan.ends_at
    if ends is not None and scope.now >= ends:
        return f"Its plan ended on {local_day(ends, scope.zone)}: the verdict comes when the last windows have closed."
    if lift is not None and lift.verdict == "harm":
        return "It does harm: pause it, or change it."
    return ""
