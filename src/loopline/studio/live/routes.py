"""Keys and live news over HTTP."""

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.api.face import HouseFace
from loopline.model.errors import Missing
from loopline.studio.messages import schemas as shape


def router(face: HouseFace) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/keys", **answers(shape.KeyList))
    def keys() -> Response:
        """Every key, without its secret."""
        return plain(face.keys.listing())

    @routes.post("/keys", **answers(shape.NewKey, shape.KeyBody))
    def make_key(body: Body) -> Response:
        """Make a key; it is shown this once."""
        return plain(shape.NewKey(face.keys.create(read(body, shape.KeyBody).role)))

    @routes.delete("/keys/{key}", status_code=204, **answers())
    def drop_key(key: str) -> Response:
        """Take a key away; whoever uses it is refused within seconds."""
        if not face.keys.drop(key):
            raise Missing("key_unknown", "There is no such key; it may be gone already.")
        return Response(status_code=204)

    @routes.get("/stream", response_class=StreamingResponse)
    async def stream() -> Response:
        """Server-sent events: `counts` (at most one a second), `signal` (a sample), `journey` (one that changed)."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(face.news.stream(), media_type="text/event-stream", headers=headers)

    return routes
