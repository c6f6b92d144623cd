"""The learning room over HTTP: reports."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.api.face import HouseFace
from loopline.learning.lift.report import Breakdown, JourneyReport

BY = "trait:NAME, account:NAME, entry:NAME (a property of the entry event) or segment:NAME."


def router(face: HouseFace) -> APIRouter:
    """The routes of the room."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/journeys/{journey}/report", **answers(JourneyReport))
    async def report(journey: str) -> Response:
        """Funnel, conversions, lift against the holdout, and each experiment's arms."""
        return plain(await face.office.report(journey))

    @routes.get("/journeys/{journey}/report/groups", **answers(Breakdown))
    async def groups(journey: str, by: Annotated[str, Query(max_length=220, description=BY)]) -> Response:
        """Lift by group, each group against its own holdout, judged as the several comparisons that they are."""
        return plain(await face.office.breakdown(journey, by))

    return routes
