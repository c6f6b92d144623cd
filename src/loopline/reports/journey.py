"""Puts a journey's report together: SQL over facts, then the statistics of the learning room."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.comparisons.decision import Decision
from loopline.learning.comparisons.notes import withheld_contrasts
from loopline.learning.comparisons.snapshot import (
    LiftSnapshot,
    Verdicts,
    began_at,
    closing_blocks,
    closing_days,
    plan_as_looked,
    verdicts_of,
)
from loopline.learning.lift.cells import Cell, cell, credited, taking
from loopline.learning.lift.experiment import arm_lines, experiment
from loopline.learning.lift.over_time import points
from loopline.learning.lift.report import (
    Caused,
    DayPoint,
    ExperimentResult,
    FunnelNode,
    JourneyReport,
    Spending,
    UnitTotals,
)
from loopline.learning.lift.verdict import Lift
from loopline.learning.queries import journey as queries
from loopline.learning.queries import totals as total_queries
from loopline.learning.queries import units as unit_queries
from loopline.learning.queries.spending import SPENDING
from loopline.learning.returning.totals import caused, horizons, unit_totals
from loopline.model.nodes import kind_name
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope, comparison_lines, report_scope, snapshot, with_cells
from loopline.reports.sandboxed import Sandboxed, sandboxed
from loopline.reports.spending import PERCENTILE, spending

Rows = list[tuple[Any, ...]]  # whatever SQL answers
NO_RECORDS: Final[Mapping[str, Decision]] = {}


class JourneyAnswers(Struct, frozen=True):
    """What the facts answer, as of one moment: figures of it fit together whatever is exported meanwhile."""

    cells: Rows
    totals: Rows
    funnel: Rows
    exits: Rows
    refusals: Rows
    messages: Rows
    spending: Rows
    summed: Rows = []


def journey_report(
    facts: Facts,
    published: PublishedSet,
    journey: str,
    now: int,
    *,
    decided: Mapping[str, Decision] = NO_RECORDS,
    undecided_since: int | None = None,
) -> JourneyReport:
    """The report of a journey at `now` (ms). `decided` are the records of its settled comparisons, by their ids;
    `undecided_since` is when the oldest signal came that is in no fact yet. Raises Missing `journey_unknown`."""
    scope = report_scope(facts, published, journey, now, undecided_since)
    kept = sandboxed(facts, journey)
    answers = _answers(facts, scope, kept)
    cells = [cell(row) for row in answers.cells]
    seen = with_cells(facts, scope, cells)
    found, shown = _standing(decided.get(scope.comparison.id), seen)
    lift = found.lift
    entered, exposed, assigned = (_of(cells, basis) for basis in ("entered", "exposed", "assigned"))
    totals, told = _told(answers.summed, scope, lift)
    enrollments, people, messaged, held_out, converted, messages = (int(count) for count in answers.totals[0])
    return JourneyReport(
        journey=journey,
        version=scope.version.version,
        enrollments=enrollments,
        entered=people,
        messaged=messaged,
        messages=messages,
        held_out=held_out,
        converted=converted,
        within_ms=scope.within,
        funnel=_funnel(answers.funnel, scope.version, enrollments),
        exits=tuple((str(reason), int(count)) for reason, count in answers.exits),
        time_to_convert=taking(entered),
        lift=lift,
        intention=found.intention,
        attributed=lift.attributed_conversions if lift else credited(exposed),
        incremental=told.conversions if told else None,
        over_time=_over_time(shown, lift),
        arms=arm_lines(assigned),
        experiments=_experiments(published, scope, assigned, lift),
        refusals=_named(answers.refusals, "node", "kind", "reason", "count"),
        channels=_named(answers.messages, "node", "channel", "name", "count"),
        counted_at=now,
        sandbox=kept.note(),
        comparisons=comparison_lines(facts, scope, kept, decided, seen),
        incremental_missing=_missing(lift),
        spending=_spent(answers.spending, scope, shown, lift),
        outcomes=scope.outcomes(at_all_times=scope.comes_back).note,
        totals=totals,
        caused=told,
    )


def lift_alone(
    facts: Facts,
    published: PublishedSet,
    journey: str,
    now: int,
    *,
    decided: Mapping[str, Decision] = NO_RECORDS,
    undecided_since: int | None = None,
) -> Lift | None:
    """The lift of `journey_report`, for a list of journeys. Raises Missing `journey_unknown`."""
    return lift_of_scope(facts, report_scope(facts, published, journey, now, undecided_since), decided)


def lift_of_scope(facts: Facts, scope: ReportScope, decided: Mapping[str, Decision]) -> Lift | None:
    """That of the scope's comparison: the one that stands, or that of now."""
    if (record := decided.get(scope.comparison.id)) is not None:
        return record.verdicts.lift
    return verdicts_of(snapshot(facts, scope, sandboxed(facts, scope.version.id))).lift


def _of(cells: Sequence[Cell], basis: str) -> list[Cell]:
    return [one for one in cells if one.basis == basis]


def _standing(record: Decision | None, seen: LiftSnapshot) -> tuple[Verdicts, LiftSnapshot]:
    """The verdicts that stand, or those of today, with what they are computed from."""
    return (record.verdicts, record.snapshot) if record else (verdicts_of(seen), seen)


def _over_time(shown: LiftSnapshot, lift: Lift | None) -> tuple[DayPoint, ...]:
    """Nothing of the difference is shown where a guard has failed."""
    if lift is None or lift.verdict == "guard_failed":
        return ()
    return points(closing_days(shown), plan_as_looked(shown), final=lift.final, blocks=closing_blocks(shown))


def _told(rows: Rows, scope: ReportScope, lift: Lift | None) -> tuple[tuple[UnitTotals, ...], Caused | None]:
    """All that units did within fixed times, and what is told as caused; nothing where a guard has failed."""
    is_shown = rows and not (lift is not None and lift.verdict == "guard_failed")
    totals = unit_totals(rows, scope.draws, horizons(scope.within)) if is_shown else ()
    return totals, caused(lift, totals, comes_back=scope.comes_back)


def _missing(lift: Lift | None) -> str:
    """Why nothing is said of what was caused; "" where something is."""
    if lift is None:
        return "Nobody is compared yet: nobody is held out, or nobody has come."
    return lift.reason if lift.verdict == "guard_failed" else ""


def _answers(facts: Facts, scope: ReportScope, kept: Sandboxed) -> JourneyAnswers:
    asked: dict[str, object] = {"journey": scope.version.id}
    kept_asked = kept.parameters()
    questions: list[tuple[str, dict[str, object]]] = [
        (kept.units(scope.sql(unit_queries.CELLS)), scope.cell_parameters() | kept_asked),
        (queries.TOTALS, {**asked, "within": scope.within, "counted": list(scope.comparison.counted)}),
        (queries.FUNNEL, {**asked}),
        (queries.EXITS, {**asked}),
        (queries.REFUSALS, {**asked}),
        (queries.MESSAGES, {**asked}),
        (kept.units(scope.sql(SPENDING)), scope.units() | kept_asked | {"percentile": PERCENTILE / 100}),
    ]
    if scope.comes_back:
        summed = scope.units(at_all_times=True) | kept_asked | {"horizons": list(horizons(scope.within))}
        questions.append((kept.units(scope.sql(total_queries.TOTALS, at_all_times=True)), summed))
    return JourneyAnswers(*facts.query_all(questions))


def _named(rows: Rows, *names: str) -> tuple[dict[str, Any], ...]:
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def _spent(rows: Rows, scope: ReportScope, shown: LiftSnapshot, lift: Lift | None) -> Spending | None:
    if lift is None or lift.verdict == "guard_failed":
        return None
    return spending(rows, scope.draws, plan_as_looked(shown), now=shown.as_of, started_at=began_at(shown))


def _funnel(answer: Rows, version: JourneyVersion, enrollments: int) -> tuple[FunnelNode, ...]:
    rows = {row[0]: row for row in answer}
    found = []
    for node_id, node in version.journey.nodes.items():
        _, reached, inside, ended = rows.get(node_id, (node_id, 0, 0, 0))
        found.append(
            FunnelNode(
                node=node_id,
                name=node.name or node_id,
                kind=kind_name(node),
                entered=int(reached),
                inside=int(inside),
                ended=int(ended),
                left=int(reached) - int(inside) - int(ended),
                share=round(reached / enrollments, 6) if enrollments else 0.0,
            )
        )
    return tuple(found)


def _experiments(
    published: PublishedSet, scope: ReportScope, assigned: Sequence[Cell], lift: Lift | None
) -> tuple[ExperimentResult, ...]:
    """Every experiment of the live version, also one that is over, by the weights that each version planned."""
    found = []
    for node_id, node in scope.version.journey.nodes.items():
        planned = {}
        for number in scope.draws:
            before = published.versions[scope.version.id, number].nodes.get(node_id)
            if before and (weights := before.arm_weights()):
                planned[number] = dict(weights)
        if planned:
            one = experiment(node_id, node.name or node_id, assigned, scope.draws, planned)
            held = withheld_contrasts(one.against_holdout, lift)
            found.append(replace(one, between=withheld_contrasts(one.between, lift), against_holdout=held))
    return tuple(found)
