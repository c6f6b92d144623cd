"""Segments over HTTP: listed, previewed, published; and the audience of any condition."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.documents.schemas import PublishedVersion
from loopline.studio.segments import schemas as shape
from loopline.studio.segments.read import Segments
from loopline.studio.segments.write import SegmentPublisher

CONFLICT: Final = also(409, "Somebody else changed it; `theirs` is what stands there now.")


def router(segments: Segments, publisher: SegmentPublisher, author: Author) -> APIRouter:
    """The routes of segments."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/segments", **answers(shape.SegmentList))
    def list_segments() -> Response:
        """Every segment: how many people it holds now, and which journeys use it."""
        return plain(segments.listing())

    @routes.post("/segments/preview", **answers(shape.Preview, shape.PreviewBody))
    def preview(body: Body) -> Response:
        """Some of the people for whom a condition holds now, or for whom it is unknown."""
        return plain(segments.preview(read(body, shape.PreviewBody)))

    @routes.post("/audience", **answers(shape.Audience, shape.AudienceBody))
    def audience(body: Body) -> Response:
        """How many people a condition holds for now, does not, and for how many that is unknown."""
        return plain(segments.audience(read(body, shape.AudienceBody).when))

    @routes.get("/segments/{segment}", **answers(shape.SegmentDetail))
    def segment(segment: str) -> Response:
        """A segment as it is now, and its versions."""
        return plain(segments.detail(segment))

    @routes.put("/segments/{segment}", **answers(PublishedVersion, shape.SegmentBody, errors=CONFLICT))
    async def set_segment(segment: str, request: Request) -> Response:
        """Publish a segment with a reason; one that has not changed keeps its version."""
        body = read(await request.body(), shape.SegmentBody)
        return plain(await publisher.publish(segment, body, author(request)))

    return routes
