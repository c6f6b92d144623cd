"""The learning room over HTTP: reports."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.api.face import HouseFace
from loopline.api.shapes.reports import ReportAnswer


def router(face: HouseFace) -> APIRouter:
    """The routes of the room."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/journeys/{journey}/report", **answers(ReportAnswer))
    async def report(journey: str) -> Response:
        """Funnel, conversions, and lift against the holdout."""
        return plain(await face.office.report(journey))

    return routes
