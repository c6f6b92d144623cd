"""Content as documents over HTTP; they are published by the same route as every document."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.studio.content import schemas as shape
from loopline.studio.content.read import ContentShelf
from loopline.studio.content.starters import starter_list


def router(shelf: ContentShelf) -> APIRouter:
    """The routes of templates, blocks and brands."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/content", **answers(shape.ContentList))
    def listing() -> Response:
        """Every template, block and brand that is published."""
        return plain(shelf.listing())

    @routes.get("/content/starters", **answers(shape.StarterList))
    def starters() -> Response:
        """Templates to begin with."""
        return plain(starter_list())

    @routes.post("/content/preview", **answers(shape.ContentPreview, shape.ContentPreviewBody))
    def preview(body: Body) -> Response:
        """A template as one person would get it."""
        return plain(shelf.preview(read(body, shape.ContentPreviewBody)))

    @routes.get("/content/{kind}/{name}", **answers(shape.ContentHistory))
    def history(kind: shape.ContentKind, name: str) -> Response:
        """Every version of one, oldest first."""
        return plain(shelf.history(kind, name))

    return routes
