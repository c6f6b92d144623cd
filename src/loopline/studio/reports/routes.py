"""Reports over HTTP."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.learning.comparisons.decision import Decision, DecisionReplay
from loopline.learning.fatigue.figures import FatigueReport, TriedCaps
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.learning.measured.figures import MetricsReport
from loopline.learning.planning.figures import PlanInputs, PlanReport, PlanRule
from loopline.learning.programmes.figures import ProgrammeReport, ProgrammeReports
from loopline.learning.proof.figures import Proofs, RuleProof
from loopline.learning.survival.figures import ReachReport
from loopline.learning.value.figures import ValueReport
from loopline.studio.reports.read import Reports
from loopline.studio.reports.schemas import DecidedLines
from loopline.studio.reports.tables import ReportTable, flat_csv, reach_csv, report_csv

Name = Annotated[str, Query(min_length=1, max_length=200)]
Field = Annotated[str, Query(max_length=200)]
Days = Annotated[int, Query(ge=1, le=3_660)]
Redraws = Annotated[int, Query(ge=100, le=10_000, description="How many; 1,000 take a second or two.")]
Format = Annotated[str, Query(pattern="^(json|csv)$", description="json, or csv.")]
Percent = Annotated[float | None, Query(gt=0, lt=100, description="Percent held out; the draft's own else.")]
Lifted = Annotated[float, Query(ge=0, le=1_000, description="A wanted lift, in percent of the base rate.")]
BY = "trait:NAME, account:NAME, entry:NAME (a property of the entry event) or segment:NAME."


def router(reports: Reports, report_of: Callable[[str], JourneyReport]) -> APIRouter:
    """The routes of reports. `report_of` is the whole report, which also refreshes the lift in the list of journeys."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/journeys/{journey}/report", **answers(JourneyReport))
    def report(journey: str, format: Format = "json", table: ReportTable = "funnel") -> Response:
        """Funnel, conversions, lift against the holdout, and each experiment's arms; as CSV one of its tables."""
        found = report_of(journey)
        return report_csv(found, table) if format == "csv" else plain(found)

    @routes.get("/journeys/{journey}/report/groups", **answers(Breakdown))
    def groups(
        journey: str, by: Annotated[str, Query(max_length=220, description=BY)], format: Format = "json"
    ) -> Response:
        """Lift by group, each group against its own holdout, judged as the several comparisons that they are."""
        found = reports.breakdown(journey, by)
        return flat_csv(found.groups.rows, f"{journey}-groups") if format == "csv" else plain(found)

    @routes.get("/journeys/{journey}/report/metrics", **answers(MetricsReport))
    def metrics(journey: str, format: Format = "json") -> Response:
        """The metrics of a journey beside its goal: secondary ones, guardrails with their evidence, and its pauses."""
        found = reports.metrics(journey)
        return flat_csv(found.metrics, f"{journey}-metrics") if format == "csv" else plain(found)

    _add_plans(routes, reports)
    _add_programmes(routes, reports)
    _add_caps(routes, reports)
    _add_proofs(routes, reports)

    @routes.get("/value", **answers(ValueReport))
    def value(
        event: Name, field: Field = "", weeks: Annotated[int, Query(ge=1, le=260)] = 52, format: Format = "json"
    ) -> Response:
        """What those who have done an event will bring, with the weeks that were held back as the proof."""
        found = reports.value(event, field, weeks)
        return flat_csv(found.weeks, "value") if format == "csv" else plain(found)

    @routes.get("/time-to", **answers(ReachReport))
    def time_to(begin: Name, reach: Name, by: Field = "", days: Days = 365, format: Format = "json") -> Response:
        """How long people take from one event to another, where many have not come yet (Kaplan-Meier)."""
        found = reports.timing(begin, reach, by, days)
        return reach_csv(found) if format == "csv" else plain(found)

    _add_decisions(routes, reports)
    return routes


def _add_plans(routes: APIRouter, reports: Reports) -> None:
    """How long it will take, and with how many."""

    @routes.get("/journeys/{journey}/plan", **answers(PlanReport))
    def plan(journey: str, holdout: Percent = None, lift: Lifted = 0.0) -> Response:
        """The smallest lift that is seen after so many weeks, by the draft of a journey and the workspace's past."""
        share = None if holdout is None else holdout / 100
        return plain(reports.planner.of_journey(journey, share, lift / 100))

    @routes.get("/plan", **answers(PlanReport))
    def figures(
        people: Annotated[float, Query(description="People who come a week, for the first time.")],
        rate: Annotated[float, Query(description="Percent of them who reach the goal unmessaged.")],
        holdout: float = 10.0,
        lift: Lifted = 0.0,
        within: Annotated[float, Query(description="Days of the goal's window.")] = 14.0,
        mean: Annotated[float, Query(description="Value a person.")] = 0.0,
        spread: Annotated[float, Query(description="Its standard deviation.")] = 0.0,
        rule: PlanRule = "e_process",
    ) -> Response:
        """The same of figures that are given: no journey is needed."""
        inputs = PlanInputs(people, rate / 100, holdout / 100, within / 7, mean, spread, rule)
        return plain(reports.planner.of_figures(inputs, lift / 100))


def _add_programmes(routes: APIRouter, reports: Reports) -> None:
    """The reports on many journeys together."""

    @routes.get("/programmes", **answers(ProgrammeReports))
    def programmes() -> Response:
        """What all programmes together caused, what each of them did, and what each journey adds: never a sum."""
        return plain(reports.programmes())

    @routes.get("/programmes/{programme}/report", **answers(ProgrammeReport))
    def programme(programme: str) -> Response:
        """What the journeys of a programme caused together, against those who are held out of all of them."""
        return plain(reports.programme(programme))

    @routes.get("/report/global", **answers(ProgrammeReport))
    def everything() -> Response:
        """What all journeys caused together, against those who are held out of everything."""
        return plain(reports.programme(""))


def _add_caps(routes: APIRouter, reports: Reports) -> None:
    """What the limits of caps do."""

    @routes.get("/caps", **answers(TriedCaps))
    def caps() -> Response:
        """The caps of the workspace that try several limits on people."""
        return plain(reports.caps())

    @routes.get("/caps/{experiment}/report", **answers(FatigueReport))
    def fatigue(experiment: str, format: Format = "json") -> Response:
        """Dose and response: each limit of a cap against the lowest, by the draw that decided who gets how much."""
        found = reports.fatigue(experiment)
        return flat_csv(found.lines, f"{experiment}-doses") if format == "csv" else plain(found)


def _add_proofs(routes: APIRouter, reports: Reports) -> None:
    """How the rules would judge where nothing is caused."""

    @routes.get("/journeys/{journey}/proof", **answers(RuleProof))
    def proof(journey: str, redraws: Redraws = 1_000) -> Response:
        """How often the rule would have claimed an effect on the journey's own past, with no effect at all (A/A)."""
        return plain(reports.proof(journey, redraws))

    @routes.get("/proofs", **answers(Proofs))
    def proofs(redraws: Redraws = 1_000) -> Response:
        """The same of every live journey that holds somebody out."""
        return plain(reports.proofs(redraws))


def _add_decisions(routes: APIRouter, reports: Reports) -> None:
    """The verdicts that stand."""

    @routes.get("/journeys/{journey}/report/decisions", **answers(DecidedLines))
    def decisions(journey: str, format: Format = "json") -> Response:
        """The verdicts that stand, of comparisons that are over: frozen, whatever comes later."""
        found = reports.decisions.lines(journey)
        return flat_csv(found.decisions, f"{journey}-decisions") if format == "csv" else plain(found)

    @routes.get("/journeys/{journey}/report/decisions/{decision}", **answers(Decision))
    def decision(journey: str, decision: str) -> Response:
        """A verdict that stands with all that it was computed from: units, conversions and value by arm and day."""
        return plain(reports.decisions.one(journey, decision))

    @routes.get("/journeys/{journey}/report/decisions/{decision}/replay", **answers(DecisionReplay))
    def replay(journey: str, decision: str) -> Response:
        """The verdict once more, from its own record and from the facts of today, and whether all three agree."""
        return plain(reports.decisions.replay(journey, decision))
