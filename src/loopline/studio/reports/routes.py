"""Reports over HTTP."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.learning.comparisons.decision import Decision, DecisionReplay
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.studio.reports.read import Reports
from loopline.studio.reports.schemas import DecidedLines

BY = "trait:NAME, account:NAME, entry:NAME (a property of the entry event) or segment:NAME."


def router(reports: Reports, report_of: Callable[[str], JourneyReport]) -> APIRouter:
    """The routes of reports. `report_of` is the whole report, which also refreshes the lift in the list of journeys."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/journeys/{journey}/report", **answers(JourneyReport))
    def report(journey: str) -> Response:
        """Funnel, conversions, lift against the holdout, and each experiment's arms."""
        return plain(report_of(journey))

    @routes.get("/journeys/{journey}/report/groups", **answers(Breakdown))
    def groups(journey: str, by: Annotated[str, Query(max_length=220, description=BY)]) -> Response:
        """Lift by group, each group against its own holdout, judged as the several comparisons that they are."""
        return plain(reports.breakdown(journey, by))

    @routes.get("/journeys/{journey}/report/decisions", **answers(DecidedLines))
    def decisions(journey: str) -> Response:
        """The verdicts that stand, of comparisons that are over: frozen, whatever comes later."""
        return plain(reports.decisions.lines(journey))

    @routes.get("/journeys/{journey}/report/decisions/{decision}", **answers(Decision))
    def decision(journey: str, decision: str) -> Response:
        """A verdict that stands with all that it was computed from: units, conversions and value by arm and day."""
        return plain(reports.decisions.one(journey, decision))

    @routes.get("/journeys/{journey}/report/decisions/{decision}/replay", **answers(DecisionReplay))
    def replay(journey: str, decision: str) -> Response:
        """The verdict once more, from its own record and from the facts of today, and whether all three agree."""
        return plain(reports.decisions.replay(journey, decision))

    return routes
