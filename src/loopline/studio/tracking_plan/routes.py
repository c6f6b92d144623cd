"""The tracking plan over HTTP."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.studio.tracking_plan.read import TrackingPlanReader
from loopline.studio.tracking_plan.schemas import TrackingPlan


def router(reader: TrackingPlanReader) -> APIRouter:
    """The routes of the tracking plan."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/tracking-plan", **answers(TrackingPlan))
    def tracking_plan() -> Response:
        """Events, traits and lists as signals really carried them, for completion."""
        return plain(reader.read())

    return routes
