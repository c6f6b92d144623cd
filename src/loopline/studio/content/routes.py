"""Content as documents over HTTP; they are published by the same route as every document."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.model.signal import ContentKind
from loopline.studio.content import schemas as shape
from loopline.studio.content.preview import ELEMENTS, ContentPreviews
from loopline.studio.content.read import ContentShelf
from loopline.studio.content.starters import starter_list
from loopline.studio.providers.desk import ProviderDesk


def router(shelf: ContentShelf, previews: ContentPreviews, desk: ProviderDesk) -> APIRouter:
    """The routes of templates, blocks and brands; `desk` carries a test."""
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
        return plain(previews.preview(read(body, shape.ContentPreviewBody)))

    @routes.post("/content/test-send", **answers(shape.TestSendAnswer, takes=shape.TestSendBody))
    async def test_send(request: Request) -> Response:
        """Send a template to an address of one's own, as one person would get it; it is in no figure."""
        body: shape.TestSendBody = read(await request.body(), shape.TestSendBody)
        return plain(await previews.test_send(body, desk))

    @routes.get("/content/elements", **answers(shape.MailElements))
    def elements() -> Response:
        """The elements that a mail is written with, where they may stand and what they take."""
        return plain(ELEMENTS)

    @routes.get("/content/{kind}/{name}", **answers(shape.ContentHistory))
    def history(kind: ContentKind, name: str) -> Response:
        """Every version of one, oldest first."""
        return plain(shelf.history(kind, name))

    return routes
