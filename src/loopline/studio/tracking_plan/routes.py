"""The tracking plan over HTTP."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from msgspec.structs import replace
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author, sees_people
from loopline.studio.tracking_plan.mute import PlanMutes
from loopline.studio.tracking_plan.read import TrackingPlanReader
from loopline.studio.tracking_plan.schemas import FieldSeen, MuteBody, Muted, TrackingPlan


def router(reader: TrackingPlanReader, mutes: PlanMutes, author: Author) -> APIRouter:
    """The routes of the tracking plan."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/tracking-plan", **answers(TrackingPlan))
    def tracking_plan(request: Request) -> Response:
        """Events, traits and lists as signals really carried them, with volumes, declared types and alarms.

        Examples are values of people, so they are left out for somebody who does not see who people are.
        """
        found = reader.read()
        return plain(found if sees_people(author(request)) else without_examples(found))

    @routes.put("/tracking-plan/mute", **answers(Muted, MuteBody))
    async def mute(request: Request) -> Response:
        """Let an event raise no alarm any more, or alarms again: a change of the workspace."""
        body = read(await request.body(), MuteBody)
        return plain(Muted(await mutes.set(body.event, muted=body.muted, by=str(author(request)))))

    return routes


def without_examples(plan: TrackingPlan) -> TrackingPlan:
    """The plan without a value of anybody."""
    return replace(
        plan,
        events=tuple(replace(one, properties=_unnamed(one.properties)) for one in plan.events),
        traits=_unnamed(plan.traits),
        account_traits=_unnamed(plan.account_traits),
    )


def _unnamed(fields: Mapping[str, FieldSeen]) -> dict[str, FieldSeen]:
    return {name: replace(one, examples=()) for name, one in fields.items()}
