"""Authors who have a journey open, over HTTP."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.ports import Clock
from loopline.studio.access.author import Author
from loopline.studio.presence import schemas as shape
from loopline.studio.presence.registry import Presence


def router(clock: Clock, announce: Callable[[str, object], None], author: Author) -> APIRouter:
    """The route by which a window says that it has a journey open; `announce` sends an event to all streams."""

    def changed(journey: str, there: shape.PresentAuthors) -> None:
        announce("presence", shape.PresenceNews(journey, there.authors, there.more))

    presence = Presence(clock, changed)
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.post("/journeys/{journey}/presence", **answers(shape.PresentAuthors, shape.PresenceBody))
    def tell(journey: str, body: Body, request: Request) -> Response:
        """Say that a journey is open here, and who else has it open; the stream tells of changes as `presence`."""
        return plain(presence.tell(journey[:128], read(body, shape.PresenceBody), author(request)))

    return routes
