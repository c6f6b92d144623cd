"""Puts a journey's report together: SQL over facts, then the statistics of the learning room."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.learning.lift.cells import (
    Cell,
    Draw,
    cell,
    credited,
    earlier,
    sided,
    since,
    splits,
    strata_by_version,
    taking,
    torn_apart,
    units_of,
    unshared,
)
from loopline.learning.lift.experiment import arm_lines, experiment
from loopline.learning.lift.over_time import Days, days_of, looked, points
from loopline.learning.lift.report import ExperimentResult, FunnelNode, JourneyReport
from loopline.learning.lift.strata import Stratum, both
from loopline.learning.lift.verdict import Checks, Lift, Plan, judge_strata
from loopline.learning.queries import journey as queries
from loopline.learning.queries import totals as total_queries
from loopline.learning.queries import units as unit_queries
from loopline.learning.returning.totals import caused, horizons, unit_totals
from loopline.model import journey as document
from loopline.model.duration import DAY
from loopline.model.errors import Missing
from loopline.model.localtime import read_date
from loopline.model.nodes import kind_name
from loopline.ports import Facts
from loopline.reports.outcomes import outcomes
from loopline.reports.sandboxed import Sandboxed, sandboxed

DEFAULT_WITHIN_MS: Final = 14 * DAY
Rows = list[tuple[Any, ...]]  # whatever SQL answers


class ReportScope(Struct, frozen=True):
    """The scope of a report: a journey's live version, its draws by version, its window, and the time."""

    version: JourneyVersion
    draws: Mapping[int, Draw]
    within: int
    now: int
    plan: Plan
    currency: str = ""

    @property
    def comes_back(self) -> bool:
        """Whether units are summed up over several visits: they can be, and some are held out."""
        return self.version.journey.comes_back and any(0 < one.share < 1 for one in self.draws.values())

    def units(self) -> dict[str, object]:
        """The parameters of the unit queries."""
        places = strata_by_version(self.draws)
        goal = self.version.journey.goal
        return {
            "journey": self.version.id,
            "within": self.within,
            "now": self.now,
            "versions": list(places),
            "strata": list(places.values()),
            "goal": goal.event if goal else "",
        }


class JourneyAnswers(Struct, frozen=True):
    """What the facts answer, as of one moment: figures of it fit together whatever is exported meanwhile."""

    cells: Rows
    totals: Rows
    funnel: Rows
    exits: Rows
    refusals: Rows
    messages: Rows
    summed: Rows = []


class Compared(Struct, frozen=True):
    """The cells of one basis, by draw."""

    cells: tuple[Cell, ...]
    strata: tuple[Stratum, ...]


def journey_report(facts: Facts, published: PublishedSet, journey: str, now: int) -> JourneyReport:
    """The report of a journey at `now` (ms). Raises Missing `journey_unknown`."""
    scope = report_scope(published, journey, now)
    kept = sandboxed(facts, journey)
    answers = _answers(facts, scope, kept)
    cells = [cell(row) for row in answers.cells]
    entered, exposed = _compared(cells, "entered", scope), _compared(cells, "exposed", scope)
    assigned = [one for one in cells if one.basis == "assigned"]
    days = days_of(exposed.cells, scope.draws)
    lift = _lift(scope, entered, exposed, days)
    totals = unit_totals(answers.summed, scope.draws, horizons(scope.within)) if answers.summed else ()
    found = caused(lift, totals, comes_back=scope.comes_back)
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
        time_to_convert=taking(entered.cells),
        lift=lift,
        intention=_judge(scope, entered, Checks(entered=splits(entered.strata)), days_of(entered.cells, scope.draws)),
        attributed=lift.attributed_conversions if lift else credited(exposed.cells),
        incremental=found.conversions if found else None,
        over_time=points(days, _looked(scope, exposed, days)) if lift else (),
        arms=arm_lines(assigned),
        experiments=_experiments(published, scope, assigned),
        refusals=_named(answers.refusals, "node", "kind", "reason", "count"),
        channels=_named(answers.messages, "node", "channel", "name", "count"),
        counted_at=now,
        sandbox=kept.note(),
        outcomes=outcomes(scope.version, scope.currency, at_all_times=scope.comes_back).note,
        totals=totals,
        caused=found,
    )


def lift_alone(facts: Facts, published: PublishedSet, journey: str, now: int) -> Lift | None:
    """The lift of `journey_report`, for a list of journeys. Raises Missing `journey_unknown`."""
    scope = report_scope(published, journey, now)
    kept, counts = sandboxed(facts, journey), outcomes(scope.version, scope.currency)
    asked = scope.units() | kept.parameters() | counts.asked
    cells = [cell(row) for row in facts.query(counts.units(kept.units(unit_queries.SIDES)), asked)]
    entered, exposed = _compared(cells, "entered", scope), _compared(cells, "exposed", scope)
    return _lift(scope, entered, exposed, days_of(exposed.cells, scope.draws))


def report_scope(published: PublishedSet, journey: str, now: int) -> ReportScope:
    """Raises Missing `journey_unknown`."""
    version = published.live.get(journey)
    if version is None:
        text = f'No journey "{journey[:64]}" is published; `loopline push --publish` does it.'
        raise Missing("journey_unknown", text)
    draws = {
        number: _draw(one.journey, published) for (name, number), one in published.versions.items() if name == journey
    }
    within = version.goal.within_ms if version.goal else DEFAULT_WITHIN_MS
    ends_at = None
    if version.journey.planned_end:
        ends_at = read_date(version.journey.planned_end, None, published.workspace.zone, "UTC")
    plan = Plan(ends_at=ends_at, planned_units=version.journey.planned_units or None)
    return ReportScope(version, draws, within, now, plan, published.workspace.currency)


def _draw(journey: document.Journey, published: PublishedSet) -> Draw:
    """The workspace's salt is today's: versions do not record theirs, and docs/learning.md says what a change does."""
    share = min(max(journey.holdout.percent / 100, 0.0), 1.0)
    return Draw(share, journey.holdout.salt or published.workspace.salt, journey.randomises_by)


def _answers(facts: Facts, scope: ReportScope, kept: Sandboxed) -> JourneyAnswers:
    asked, units = {"journey": scope.version.id}, scope.units() | kept.parameters()
    counts = outcomes(scope.version, scope.currency)
    questions: list[tuple[str, dict[str, object]]] = [
        (counts.units(kept.units(unit_queries.CELLS)), units | counts.asked),
        (queries.TOTALS, {**asked, "within": scope.within}),
        (queries.FUNNEL, {**asked}),
        (queries.EXITS, {**asked}),
        (queries.REFUSALS, {**asked}),
        (queries.MESSAGES, {**asked}),
    ]
    if scope.comes_back:
        always = outcomes(scope.version, scope.currency, at_all_times=True)
        summed = units | always.asked | {"horizons": list(horizons(scope.within))}
        del summed["goal"]
        questions.append((always.units(kept.units(total_queries.TOTALS)), summed))
    return JourneyAnswers(*facts.query_all(questions))


def _named(rows: Rows, *names: str) -> tuple[dict[str, Any], ...]:
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def _compared(cells: Sequence[Cell], basis: str, scope: ReportScope) -> Compared:
    found = tuple(one for one in cells if one.basis == basis)
    return Compared(found, sided(found, scope.draws))


def _lift(scope: ReportScope, entered: Compared, exposed: Compared, days: Days) -> Lift | None:
    """Over units that reached a send, or would have; guarded by those that entered, and by what both did before."""
    before = earlier(exposed.cells, scope.draws)
    checks = Checks(
        entered=splits(entered.strata),
        exposed=splits(exposed.strata),
        before=before if sum(arm.conversions for arm in both(before)) else (),
        unshared=unshared(entered.cells, scope.draws),
        merged=torn_apart(exposed.cells),
    )
    return _judge(scope, exposed, checks, days)


def _judge(scope: ReportScope, compared: Compared, checks: Checks, days: Days) -> Lift | None:
    """None where nobody can be held out, or nobody has come yet."""
    if not units_of(compared.strata):
        return None
    treated = both(compared.strata)[0]
    credit = (treated.conversions, treated.value_sum)
    plan, start = _looked(scope, compared, days), since(compared.cells)
    return judge_strata(compared.strata, plan, attributed=credit, now=scope.now, started_at=start, checks=checks)


def _looked(scope: ReportScope, compared: Compared, days: Days) -> Plan:
    return looked(days, scope.plan, compared.strata, now=scope.now, started_at=since(compared.cells))


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


def _experiments(published: PublishedSet, scope: ReportScope, assigned: Sequence[Cell]) -> tuple[ExperimentResult, ...]:
    """Every experiment of the live version, by the weights that each version planned."""
    found = []
    for node_id, node in scope.version.journey.nodes.items():
        if scope.version.nodes[node_id].arm_weights():
            planned = {}
            for number in scope.draws:
                before = published.versions[scope.version.id, number].nodes.get(node_id)
                if before and (weights := before.arm_weights()):
                    planned[number] = dict(weights)
            found.append(experiment(node_id, node.name or node_id, assigned, scope.draws, planned))
    return tuple(found)
