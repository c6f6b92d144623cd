"""The live feed over HTTP, as server-sent events."""

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from loopline.api.auth import bearer_key
from loopline.studio.access.gate import Gate
from loopline.studio.live.stream import LiveFeed, Sight


def router(feed: LiveFeed, gate: Gate) -> APIRouter:
    """The route of the stream; `gate` says who listens, and whether they still may."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/stream", response_class=StreamingResponse)
    async def stream(request: Request) -> Response:
        """Server-sent events: `counts` (at most one a second), `signal` (a sample), `journey` (one that changed),
        `presence` (who has a journey open), `comments` (a journey about which something was said).

        A sample names nobody to somebody who does not see who people are. A stream ends with its session."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        is_key = bool(bearer_key(request.headers.get("authorization")))

        def may() -> Sight:
            person = None if is_key else gate.who(request)
            if is_key:
                return "all"
            return "nothing" if person is None else "all" if person.sees_people else "unnamed"

        return StreamingResponse(feed.stream(may), media_type="text/event-stream", headers=headers)

    return routes
