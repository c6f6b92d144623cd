"""Broadcasts over HTTP."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.model.journey import Journey
from loopline.studio.access.author import Author
from loopline.studio.broadcasts import schemas as shape
from loopline.studio.broadcasts.desk import BroadcastDesk
from loopline.studio.documents.routes import JourneyChanged

MOVED = also(409, "The audience has moved by more than 5 % since it was seen, or the journey cannot be published.")


AskSecond = Callable[[Request, Journey, str], Awaitable[str]]
"""Lets a journey wait for a second person, with a reason; gives the id of what was asked."""


def router(desk: BroadcastDesk, author: Author, ask: AskSecond, journey_changed: JourneyChanged) -> APIRouter:
    """The routes of broadcasts; each is a journey, which is paused, stopped and reported as every other one."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/broadcasts", **answers(shape.BroadcastList))
    def list_broadcasts() -> Response:
        """Every broadcast with its time and what came of it, the one that leaves last first."""
        return plain(desk.listing())

    @routes.post("/broadcasts/preview", **answers(shape.BroadcastReach, shape.BroadcastBody))
    async def preview_broadcast(request: Request) -> Response:
        """The number of people who would get a broadcast, the others with reasons, what is missing. Nothing is sent."""
        return plain(await desk.preview(read(await request.body(), shape.BroadcastBody)))

    @routes.post("/broadcasts", **answers(shape.BroadcastSent, shape.SendBroadcastBody, errors=MOVED))
    async def send_broadcast(request: Request) -> Response:
        """Send one message to many people, now or at a time; refused when the audience moved since it was seen."""
        sent = await desk.send(read(await request.body(), shape.SendBroadcastBody), author(request))
        journey_changed(sent.journey)
        return plain(sent)

    @routes.post("/broadcasts/requests", **answers(shape.BroadcastAsked, shape.SendBroadcastBody, errors=MOVED))
    async def ask_for_broadcast(request: Request) -> Response:
        """Ask for a second person, where the workspace's rules want one; it is sent if they agree before its time."""
        body = read(await request.body(), shape.SendBroadcastBody)
        return plain(shape.BroadcastAsked(await ask(request, await desk.to_ask(body), body.reason)))

    return routes
