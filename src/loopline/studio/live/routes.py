"""The live feed over HTTP, as server-sent events."""

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from loopline.studio.live.stream import LiveFeed


def router(feed: LiveFeed) -> APIRouter:
    """The route of the stream."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/stream", response_class=StreamingResponse)
    async def stream() -> Response:
        """Server-sent events: `counts` (at most one a second), `signal` (a sample), `journey` (one that changed),
        `presence` (who has a journey open)."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(feed.stream(), media_type="text/event-stream", headers=headers)

    return routes
