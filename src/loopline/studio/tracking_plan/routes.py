"""The tracking plan over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author
from loopline.studio.tracking_plan.mute import PlanMutes
from loopline.studio.tracking_plan.read import TrackingPlanReader
from loopline.studio.tracking_plan.schemas import MuteBody, Muted, TrackingPlan


def router(reader: TrackingPlanReader, mutes: PlanMutes, author: Author) -> APIRouter:
    """The routes of the tracking plan."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/tracking-plan", **answers(TrackingPlan))
    def tracking_plan() -> Response:
        """Events, traits and lists as signals really carried them, with volumes, declared types and alarms."""
        return plain(reader.read())

    @routes.put("/tracking-plan/mute", **answers(Muted, MuteBody))
    async def mute(request: Request) -> Response:
        """Let an event raise no alarm any more, or alarms again: a change of the workspace."""
        body = read(await request.body(), MuteBody)
        return plain(Muted(await mutes.set(body.event, muted=body.muted, by=author(request))))

    return routes
