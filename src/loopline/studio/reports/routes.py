"""Reports over HTTP."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.learning.lift.report import Breakdown, JourneyReport
from loopline.studio.reports.read import Reports

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

    return routes
